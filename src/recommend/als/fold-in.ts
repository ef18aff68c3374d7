import { solvePositive } from './positive-solve.js';

export interface FoldInSettings {
  readonly components: number;
  /** As in training: see {@link ./als.ts}. */
  readonly regularization: number;
  readonly unobservedWeight: number;
  /** Rows of the other side in training. */
  readonly rows: number;
}

/**
 * The factors of a user whom training need not know, from those of the items that they wanted: one small solve. With training's own
 * factors it gives what training gives. The same holds with the sides exchanged.
 */
export class FoldIn {
  readonly #settings: FoldInSettings;
  readonly #gram: Float64Array;
  readonly #system: Float64Array;
  readonly #solution: Float64Array;
  #count = 0;

  /** @param gram of the other side's factors: see {@link gramOf} */
  constructor(settings: FoldInSettings, gram: Float64Array) {
    const { components, unobservedWeight } = settings;
    this.#settings = settings;
    this.#gram = gram.map((each) => each * unobservedWeight);
    this.#system = new Float64Array(components * components);
    this.#solution = new Float64Array(components);
  }

  begin(): void {
    this.#system.set(this.#gram);
    this.#solution.fill(0);
    this.#count = 0;
  }

  /** Takes a wanted item, whose factors stand in `factors` from `from` on. */
  add(factors: Float32Array, from: number): void {
    const { components } = this.#settings;
    addSquare(this.#system, factors, from, components);
    for (let place = 0; place < components; place++) this.#solution[place]! += factors[from + place]!;
    this.#count += 1;
  }

  /** Good until the next {@link begin}. All 0 if nothing was wanted. */
  solve(): Float64Array {
    const { components, regularization, unobservedWeight, rows } = this.#settings;
    if (this.#count === 0) return this.#solution;
    const penalty = regularization * (this.#count + unobservedWeight * rows);
    for (let place = 0; place < components; place++) this.#system[place * components + place]! += penalty;
    solvePositive(this.#system, this.#solution);
    return this.#solution;
  }
}

/**
 * The sum over all rows of their factors times themselves: components x components, of which the lower triangle is filled.
 *
 * @param factors rows of `stride` places, the factors from `from` on
 */
export function gramOf(
  factors: Float32Array,
  stride: number,
  from: number,
  components: number,
): Float64Array {
  const gram = new Float64Array(components * components);
  for (let at = from; at < factors.length; at += stride) addSquare(gram, factors, at, components);
  return gram;
}

function addSquare(into: Float64Array, factors: Float32Array, from: number, components: number): void {
  for (let one = 0; one < components; one++) {
    const value = factors[from + one]!;
    const line = one * components;
    for (let other = 0; other <= one; other++) into[line + other]! += value * factors[from + other]!;
  }
}
