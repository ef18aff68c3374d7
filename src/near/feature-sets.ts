import { Posting } from './posting.js';

/** Which cars have which features. */
export class FeatureSets {
  readonly #postings = new Map<number, Posting>();
  #words: number;

  constructor(words: number) {
    this.#words = words;
  }

  get ids(): Iterable<number> {
    return this.#postings.keys();
  }

  /** Undefined: no car ever had it. */
  get(feature: number): Posting | undefined {
    return this.#postings.get(feature);
  }

  get bytes(): number {
    let bytes = 0;
    for (const posting of this.#postings.values()) bytes += posting.bytes;
    return bytes;
  }

  /** The features of a slot that had none, each once. */
  add(slot: number, features: readonly number[]): void {
    for (const feature of features) this.#posting(feature).add(slot);
  }

  /** `features`: all that the slot has now. Costs a look-up for every feature that any car has. */
  set(slot: number, features: readonly number[]): void {
    for (const [feature, posting] of this.#postings)
      if (posting.has(slot) && !features.includes(feature)) posting.remove(slot);
    for (const feature of features) {
      const posting = this.#posting(feature);
      if (!posting.has(slot)) posting.add(slot);
    }
  }

  widen(words: number): void {
    this.#words = words;
    for (const posting of this.#postings.values()) posting.widen(words);
  }

  copy(): FeatureSets {
    const copy = new FeatureSets(this.#words);
    for (const [feature, posting] of this.#postings) copy.#postings.set(feature, posting.copy());
    return copy;
  }

  #posting(feature: number): Posting {
    const known = this.#postings.get(feature);
    if (known !== undefined) return known;
    const posting = new Posting(this.#words);
    this.#postings.set(feature, posting);
    return posting;
  }
}
