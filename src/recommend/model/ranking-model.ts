import { FoldIn } from '../als/fold-in.js';
import type { FoldInSettings } from '../als/fold-in.js';
import type { SparseRows } from '../sparse-rows.js';

/** Some of the components, trained together: a visitor is folded into each space on its own. */
export interface Space extends FoldInSettings {
  /** Its components stand from here on. */
  readonly from: number;
  /** What its part of a score is multiplied by. */
  readonly weight: number;
  /** components x components; the lower triangle. */
  readonly gram: Float64Array;
}

/**
 * What ranks items for a visitor: score = dot(visitor, item) + bias of the item. An item is the sum of its features, plus what is its
 * own if training saw it wanted; a visitor is what they wanted, folded in. Rows have components + 1 places, the bias last. Items are numbered
 * as in the training; in a published model as in its `carIds`, and only the first ones, which somebody wanted, have rows in `own`.
 */
export interface RankingModel {
  /** Of all spaces together. */
  readonly components: number;
  readonly spaces: readonly Space[];
  readonly featureNames: readonly string[];
  /** Feature -> row. */
  readonly features: Float32Array;
  /**
   * Item -> row: what its score has beside its features' rows, vector and bias. Not the item's whole vector, which is in `items`. All zeros for
   * an item that nobody wanted.
   */
  readonly own: Float32Array;
  /**
   * Item -> row, features and own together but no bias (0), as it was in training: what visitors are folded in from, so that one who looked at a car
   * stays the same when its price changes or it is sold.
   */
  readonly items: Float32Array;
  /** The mean of all visitors of the training: stands in for one of whom nothing is known. `components` places. */
  readonly everybody: Float32Array;
}

/**
 * Writes the row of an item.
 *
 * @param row of its features
 * @param item its number in the model; null: it has nothing of its own
 */
export function writeItem(
  { components, features, own }: RankingModel,
  rows: SparseRows,
  row: number,
  item: number | null,
  into: Float32Array,
  at: number,
): void {
  const stride = components + 1;
  if (item === null) into.fill(0, at, at + stride);
  else into.set(own.subarray(item * stride, (item + 1) * stride), at);
  for (let entry = rows.starts[row]!; entry < rows.starts[row + 1]!; entry++) {
    const weight = rows.weights[entry]!;
    const base = rows.columns[entry]! * stride;
    for (let place = 0; place < stride; place++) into[at + place]! += weight * features[base + place]!;
  }
}

/** Finds the vectors of visitors; one for a model. */
export class VisitorFinder {
  readonly #model: RankingModel;
  readonly #foldIns: readonly FoldIn[];

  constructor(model: RankingModel) {
    this.#model = model;
    this.#foldIns = model.spaces.map((space) => new FoldIn(space, space.gram));
  }

  /**
   * The vector of a visitor who wanted these items: `components` places, the weights of the spaces within. Of nobody in particular where
   * they wanted none.
   *
   * @param rows of `stride` places, vectors first
   * @param wanted rows of the items
   */
  find(rows: Float32Array, stride: number, wanted: Int32Array | readonly number[]): Float32Array {
    if (wanted.length === 0) return this.#model.everybody;
    const visitor = new Float32Array(this.#model.components);
    for (const [number, { from, weight }] of this.#model.spaces.entries()) {
      const solution = this.#foldIns[number]!.solve({ factors: rows, stride, from }, wanted);
      for (let place = 0; place < solution.length; place++) visitor[from + place] = weight * solution[place]!;
    }
    return visitor;
  }
}
