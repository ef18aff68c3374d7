/** A way to somewhere. */
export interface Link {
  readonly label: string;
  readonly href: string;
}
