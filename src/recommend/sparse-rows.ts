import { RecommendError } from './errors.js';

/**
 * A sparse matrix by rows (CSR): row r has weight `weights[k]` in column `columns[k]`, for k from `starts[r]` to `starts[r + 1]`,
 * exclusive. A row stands for a user or an item, a column for a feature. A column may come twice in a row: its weights add up.
 */
export interface SparseRows {
  readonly rowCount: number;
  readonly columnCount: number;
  /** rowCount + 1 places. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly weights: Float32Array;
}

/** A weight of a row. */
export interface SparseEntry {
  readonly column: number;
  readonly weight: number;
}

/** Every row a feature of its own: what a model without features has. */
export function identityRows(rowCount: number): SparseRows {
  return {
    rowCount,
    columnCount: rowCount,
    starts: Int32Array.from({ length: rowCount + 1 }, (_, row) => row),
    columns: Int32Array.from({ length: rowCount }, (_, row) => row),
    weights: new Float32Array(rowCount).fill(1),
  };
}

/**
 * Takes one row after the other: as objects, all rows of 300,000 cars would take a gigabyte. Throws `RECOMMEND_BAD_SHAPE` for a column outside
 * 0..columnCount - 1, or a weight that is not finite in the 32 bits it is kept in.
 */
export function sparseRows(rows: Iterable<readonly SparseEntry[]>, columnCount: number): SparseRows {
  const starts = [0];
  const columns: number[] = [];
  const weights: number[] = [];
  for (const row of rows) {
    for (const { column, weight } of row) {
      if (!(
        Number.isInteger(column) &&
        column >= 0 &&
        column < columnCount &&
        Number.isFinite(Math.fround(weight))
      ))
        throw new RecommendError(
          'RECOMMEND_BAD_SHAPE',
          `weight ${weight} in column ${column} of ${columnCount}`,
        );
      columns.push(column);
      weights.push(weight);
    }
    starts.push(columns.length);
  }
  return {
    rowCount: starts.length - 1,
    columnCount,
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    weights: Float32Array.from(weights),
  };
}

function* eachRow(
  rowCount: number,
  entriesIn: (row: number) => readonly SparseEntry[],
): Generator<readonly SparseEntry[]> {
  for (let row = 0; row < rowCount; row++) yield entriesIn(row);
}

/** The columns of the first, and those of the second behind them. Throws `RECOMMEND_BAD_SHAPE` if they have other numbers of rows. */
export function sideBySide(left: SparseRows, right: SparseRows): SparseRows {
  if (left.rowCount !== right.rowCount)
    throw new RecommendError('RECOMMEND_BAD_SHAPE', `${left.rowCount} rows beside ${right.rowCount}`);
  return sparseRows(
    eachRow(left.rowCount, (row) => [
      ...entriesOf(left, row),
      ...entriesOf(right, row).map(({ column, weight }) => ({ column: left.columnCount + column, weight })),
    ]),
    left.columnCount + right.columnCount,
  );
}

/** The same rows without the columns for which `keeps` is 0. */
export function withoutColumns(rows: SparseRows, keeps: Uint8Array): SparseRows {
  return sparseRows(
    eachRow(rows.rowCount, (row) => entriesOf(rows, row).filter(({ column }) => keeps[column] === 1)),
    rows.columnCount,
  );
}

/** Column -> 1 if one of these rows has it, else 0. */
export function columnsIn(rows: SparseRows, among: Iterable<number>): Uint8Array {
  const found = new Uint8Array(rows.columnCount);
  for (const row of among)
    for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at++) found[rows.columns[at]!] = 1;
  return found;
}

export function entriesOf({ starts, columns, weights }: SparseRows, row: number): SparseEntry[] {
  const entries: SparseEntry[] = [];
  for (let at = starts[row]!; at < starts[row + 1]!; at++)
    entries.push({ column: columns[at]!, weight: weights[at]! });
  return entries;
}
