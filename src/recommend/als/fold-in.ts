import { solvePositive } from './positive-solve.js';

export interface FoldInSettings {
  readonly components: number;
  /** As in training: see {@link ./als.ts}. */
  readonly regularization: number;
  readonly unobservedWeight: number;
  /** Rows of the other side in training. */
  readonly rows: number;
}

/** Rows of `stride` places, each with its factors from its place `from` on. */
export interface FactorRows {
  readonly factors: Float32Array;
  readonly stride: number;
  readonly from: number;
}

/**
 * The factors of a user whom training need not know, from those of the items that they wanted: one small solve. With training's own
 * factors it gives what training gives. The same holds with the sides exchanged.
 *
 * The system, (D + X'X) u = X'1 for wanted items X, has as many equations as there are components. Where D is diagonal (see
 * `model/principal-axes.ts`) and fewer items are wanted than that, the same u comes from one of as many equations as items (Woodbury's
 * identity; Golub, Van Loan, "Matrix Computations", 2.1.4): u = D^-1 X' v, where (I + X D^-1 X') v = 1. For 5 items and 48 components
 * that is a tenth of the work.
 */
export class FoldIn {
  readonly #settings: FoldInSettings;
  readonly #gram: Float64Array;
  /** Its diagonal; null: it has more than that. */
  readonly #axes: Float64Array | null;
  readonly #system: Float64Array;
  readonly #solution: Float64Array;
  /** Items' factors divided by D, one item after the other. */
  readonly #divided: Float64Array;
  /** What each item has in the solution. */
  readonly #shares: Float64Array;

  /** @param gram of the other side's factors: see {@link gramOf} */
  constructor(settings: FoldInSettings, gram: Float64Array) {
    const { components, unobservedWeight } = settings;
    this.#settings = settings;
    this.#gram = gram.map((each) => each * unobservedWeight);
    this.#axes = diagonalOf(this.#gram, components);
    this.#system = new Float64Array(components * components);
    this.#solution = new Float64Array(components);
    this.#divided = new Float64Array(this.#axes === null ? 0 : components * components);
    this.#shares = new Float64Array(components);
  }

  /**
   * Good until the next one. All 0 if nothing was wanted.
   *
   * @param wanted rows of the items
   */
  solve(rows: FactorRows, wanted: Int32Array | readonly number[]): Float64Array {
    const { components, regularization, unobservedWeight, rows: rowCount } = this.#settings;
    this.#solution.fill(0);
    if (wanted.length === 0) return this.#solution;
    const penalty = regularization * (wanted.length + unobservedWeight * rowCount);
    if (this.#axes !== null && wanted.length < components)
      this.#solveByItems(rows, wanted, this.#axes, penalty);
    else this.#solveByComponents(rows, wanted, penalty);
    return this.#solution;
  }

  #solveByComponents(
    { factors, stride, from }: FactorRows,
    wanted: Int32Array | readonly number[],
    penalty: number,
  ): void {
    const { components } = this.#settings;
    const system = this.#system;
    const solution = this.#solution;
    system.set(this.#gram);
    for (const row of wanted) {
      const at = row * stride + from;
      addSquare(system, factors, at, components);
      for (let place = 0; place < components; place++) solution[place]! += factors[at + place]!;
    }
    for (let place = 0; place < components; place++) system[place * components + place]! += penalty;
    solvePositive(system, solution);
  }

  #solveByItems(
    { factors, stride, from }: FactorRows,
    wanted: Int32Array | readonly number[],
    axes: Float64Array,
    penalty: number,
  ): void {
    const { components } = this.#settings;
    const { length: count } = wanted;
    const divided = this.#divided;
    const system = this.#system.subarray(0, count * count);
    const shares = this.#shares.subarray(0, count).fill(1);
    for (let one = 0; one < count; one++) {
      const line = one * components;
      const at = wanted[one]! * stride + from;
      for (let place = 0; place < components; place++)
        divided[line + place] = factors[at + place]! / (axes[place]! + penalty);
      for (let other = 0; other <= one; other++) {
        const otherAt = wanted[other]! * stride + from;
        let sum = one === other ? 1 : 0;
        for (let place = 0; place < components; place++)
          sum += divided[line + place]! * factors[otherAt + place]!;
        system[one * count + other] = sum;
      }
    }
    solvePositive(system, shares);
    for (let one = 0; one < count; one++) {
      const line = one * components;
      for (let place = 0; place < components; place++)
        this.#solution[place]! += shares[one]! * divided[line + place]!;
    }
  }
}

/** Null: beside it there is something other than 0. */
function diagonalOf(gram: Float64Array, components: number): Float64Array | null {
  for (let row = 1; row < components; row++)
    for (let column = 0; column < row; column++) if (gram[row * components + column] !== 0) return null;
  return Float64Array.from({ length: components }, (_, place) => gram[place * components + place]!);
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
