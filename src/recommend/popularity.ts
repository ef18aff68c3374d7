import type { Interactions } from './interactions.js';
import type { Scorer } from './metrics/evaluate.js';

/** The order that is the same for everybody: by how often an item was wanted. What any model must beat. */
export class Popularity implements Scorer {
  readonly #counts: Float64Array;

  constructor({ itemCount, items, values }: Interactions) {
    this.#counts = new Float64Array(itemCount);
    for (const [at, item] of items.entries()) if (values[at]! > 0) this.#counts[item]! += 1;
  }

  scores(_user: number, into: Float64Array): void {
    into.set(this.#counts);
  }
}
