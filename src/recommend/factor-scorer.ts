import type { Scorer } from './metrics/evaluate.js';
import { writeScores } from './row-scores.js';

/** Scores by vectors: dot(user, item), or with a bias behind the components, plus the item's bias (the user's moves nothing). */
export class FactorScorer implements Scorer {
  readonly #users: Float32Array;
  readonly #items: Float32Array;
  readonly #stride: number;
  readonly #components: number;

  /**
   * @param users userCount x stride
   * @param items itemCount x stride
   * @param stride components, or components + 1 with biases
   */
  constructor(users: Float32Array, items: Float32Array, stride: number, components: number) {
    this.#users = users;
    this.#items = items;
    this.#stride = stride;
    this.#components = components;
  }

  scores(user: number, into: Float64Array): void {
    const from = user * this.#stride;
    writeScores(this.#users.subarray(from, from + this.#components), this.#items, this.#stride, into);
  }
}
