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

  /** `features`: all that the slot has now. Costs a look-up for every feature that any car has. */
  set(slot: number, features: readonly number[]): void {
    const wanted = new Set(features);
    for (const [feature, posting] of this.#postings) {
      const has = posting.has(slot);
      const wants = wanted.delete(feature);
      if (has && !wants) posting.remove(slot);
      else if (!has && wants) posting.add(slot);
    }
    for (const feature of wanted) {
      const posting = new Posting(this.#words);
      posting.add(slot);
      this.#postings.set(feature, posting);
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
}
