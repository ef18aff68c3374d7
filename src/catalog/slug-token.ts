/** A word (or words joined by hyphens) of a slug: a row of the table `slug_token`. */
export interface SlugToken {
  /** What it names: `color`, `model`, `city` ... */
  readonly type: string;
  /** `wagon-r`. */
  readonly value: string;
  /** What it stands for, as a parameter of the listing: `model_id=121`. */
  readonly filter: string;
  /** False for an older spelling that still works. */
  readonly canonical: boolean;
}
