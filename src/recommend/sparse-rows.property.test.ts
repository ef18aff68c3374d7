import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsIn, entriesOf, identityRows, sideBySide, sparseRows, withoutColumns } from './sparse-rows.js';
import type { SparseEntry, SparseRows } from './sparse-rows.js';

/** Each operation against the same one on a full matrix. */

const columnCount = 6;

/** Some rows come without entries, some with a column twice. */
function arbitraryRows(rowCount: number): fc.Arbitrary<SparseEntry[][]> {
  const entry = fc.record({
    column: fc.nat({ max: columnCount - 1 }),
    weight: fc.float({ min: -4, max: 4, noNaN: true }),
  });
  return fc.array(fc.array(entry, { maxLength: 5 }), { minLength: rowCount, maxLength: rowCount });
}

function full(rows: SparseRows): number[][] {
  return Array.from({ length: rows.rowCount }, (_, row) => {
    const line = new Array<number>(rows.columnCount).fill(0);
    for (const { column, weight } of entriesOf(rows, row)) line[column]! += weight;
    return line;
  });
}

describe('sparse rows', () => {
  it('give back what they were made from', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5 }).chain(arbitraryRows), (rows) => {
        const sparse = sparseRows(rows, columnCount);
        expect(rows.map((_, row) => entriesOf(sparse, row))).toEqual(rows);
        expect(sparse.starts).toHaveLength(rows.length + 1);
      }),
    );
  });

  it('stand side by side, and lose columns, as full matrices do', () => {
    const flags = fc.array(fc.constantFrom(0, 1), { minLength: columnCount, maxLength: columnCount });
    fc.assert(
      fc.property(arbitraryRows(4), arbitraryRows(4), flags, (left, right, keeps) => {
        const [one, other] = [sparseRows(left, columnCount), sparseRows(right, columnCount)];
        const beside = full(sideBySide(one, other));
        expect(beside).toEqual(full(one).map((line, row) => [...line, ...full(other)[row]!]));
        const without = full(withoutColumns(one, Uint8Array.from(keeps)));
        expect(without).toEqual(
          full(one).map((line) => line.map((value, column) => (keeps[column] === 1 ? value : 0))),
        );
      }),
    );
  });

  it('say which columns some of them have', () => {
    const rows = sparseRows([[{ column: 0, weight: 1 }], [], [{ column: 2, weight: -1 }]], 4);
    expect([...columnsIn(rows, [0, 1])]).toEqual([1, 0, 0, 0]);
    expect([...columnsIn(rows, [2, 2, 1])]).toEqual([0, 0, 1, 0]);
  });

  it('of identity are a diagonal of ones', () => {
    expect(full(identityRows(3))).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  it.each([
    [4, 1],
    [-1, 1],
    [0.5, 1],
    [0, Number.NaN],
    [0, Infinity],
    [0, 1e39], // finite, but not in 32 bits
  ])('refuse column %s of 4 with weight %s', (column, weight) => {
    expect(() => sparseRows([[{ column, weight }]], 4)).toThrow(
      expect.objectContaining({ code: 'RECOMMEND_BAD_SHAPE' }),
    );
  });

  it('do not stand beside more rows or fewer', () => {
    expect(() => sideBySide(identityRows(3), identityRows(4))).toThrow(
      expect.objectContaining({ code: 'RECOMMEND_BAD_SHAPE' }),
    );
  });
});
