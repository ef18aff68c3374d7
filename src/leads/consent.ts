/** What a person agrees to who leaves a number. */
export interface Consent {
  /** Of exactly this text. */
  readonly version: string;
  readonly text: string;
}

/** Raise it whenever the words change. */
const wording = 1;

/** @param days after which a number is deleted: a promise, so another number of days is another version */
export function consentFor(days: number): Consent {
  return {
    version: `${wording}-${days}d`,
    text: `I agree that Forecourt keeps my mobile number, to call me or write to me about cars that I ask for and my test drives. It is kept encrypted, goes to nobody else, and is deleted ${days} days after I last confirmed it, or after my last test drive if that is later.`,
  };
}
