import type { Scorer } from './metrics/evaluate.js';

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
    const items = this.#items;
    const stride = this.#stride;
    const components = this.#components;
    const vector = this.#users.subarray(user * stride, user * stride + components);
    for (let item = 0; item < into.length; item++) {
      const row = item * stride;
      let score = components < stride ? items[row + components]! : 0;
      for (let place = 0; place < components; place++) score += vector[place]! * items[row + place]!;
      into[item] = score;
    }
  }
}
