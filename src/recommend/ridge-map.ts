import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { SparseRows } from './sparse-rows.js';

/**
 * The linear map W from features to factors that is nearest to the factors known: it minimizes the sum over rows of
 * |features W - factors|^2 plus `penalty` times the square of W (ridge regression, Hoerl, Kennard 1970). What it gives a row that was
 * never trained is its best guess.
 *
 * @param features rows, of which those in `among` are learned from
 * @param factors rowCount x components
 * @returns columnCount x components
 */
export function ridgeMap(
  features: SparseRows,
  factors: Float32Array,
  among: readonly number[],
  penalty: number,
): Float32Array {
  const components = factors.length / features.rowCount;
  const { starts, columns, weights, columnCount } = features;
  const gram = Matrix.eye(columnCount, columnCount, penalty);
  const target = new Matrix(columnCount, components);
  for (const row of among)
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const column = columns[at]!;
      for (let other = starts[row]!; other < starts[row + 1]!; other++)
        gram.set(column, columns[other]!, gram.get(column, columns[other]!) + weights[at]! * weights[other]!);
      for (let place = 0; place < components; place++)
        target.set(
          column,
          place,
          target.get(column, place) + weights[at]! * factors[row * components + place]!,
        );
    }
  return Float32Array.from(new CholeskyDecomposition(gram).solve(target).to1DArray());
}

/** What the map gives each row: rowCount x components. */
export function mapped(features: SparseRows, map: Float32Array): Float32Array {
  const components = map.length / features.columnCount;
  const all = new Float32Array(features.rowCount * components);
  for (let row = 0; row < features.rowCount; row++)
    for (let at = features.starts[row]!; at < features.starts[row + 1]!; at++)
      for (let place = 0; place < components; place++)
        all[row * components + place]! +=
          features.weights[at]! * map[features.columns[at]! * components + place]!;
  return all;
}
