import fc from 'fast-check';
import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { Random } from '../shared/random.js';
import { mapped, ridgeMap } from './ridge-map.js';
import { sparseRows } from './sparse-rows.js';
import type { SparseEntry, SparseRows } from './sparse-rows.js';

/** The map against its own objective, written with full matrices. */

const rowCount = 12;
const columnCount = 5;
const components = 3;

interface Case {
  readonly features: SparseRows;
  readonly factors: Float32Array;
  readonly among: readonly number[];
  readonly penalty: number;
}

const cases = fc
  .record({
    seed: fc.integer(),
    among: fc.uniqueArray(fc.nat({ max: rowCount - 1 }), { minLength: 1 }),
    penalty: fc.constantFrom(0.1, 1, 10),
  })
  .map(({ seed, among, penalty }): Case => {
    const random = new Random(seed, 1);
    // A column may come twice in a row.
    const row = (): SparseEntry[] =>
      Array.from({ length: random.between(0, 4) }, () => ({
        column: random.below(columnCount),
        weight: random.normal(),
      }));
    return {
      features: sparseRows(Array.from({ length: rowCount }, row), columnCount),
      factors: Float32Array.from({ length: rowCount * components }, () => random.normal()),
      among,
      penalty,
    };
  });

/** Features and factors of the rows that are learned from. */
function learned({ features, factors, among }: Case): { readonly x: Matrix; readonly y: Matrix } {
  const x = new Matrix(among.length, columnCount);
  const y = new Matrix(among.length, components);
  for (const [line, row] of among.entries()) {
    for (let at = features.starts[row]!; at < features.starts[row + 1]!; at++)
      x.set(line, features.columns[at]!, x.get(line, features.columns[at]!) + features.weights[at]!);
    y.setRow(line, [...factors.subarray(row * components, (row + 1) * components)]);
  }
  return { x, y };
}

function mapOf({ features, factors, among, penalty }: Case): Matrix {
  const map = ridgeMap(features, factors, among, penalty);
  return Matrix.from1DArray(columnCount, components, [...map]);
}

describe('the ridge map', () => {
  it('stands where no step makes its objective smaller', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const { x, y } = learned(each);
        const map = mapOf(each);
        const away = Matrix.sub(x.mmul(map), y);
        const gradient = x.transpose().mmul(away).add(Matrix.mul(map, each.penalty));
        expect(Math.max(...gradient.to1DArray().map(Math.abs))).toBeLessThan(1e-4);
      }),
    );
  });

  it('is what full matrices give, whatever the rows that it does not learn from', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const { x, y } = learned(each);
        const left = x
          .transpose()
          .mmul(x)
          .add(Matrix.eye(columnCount, columnCount, each.penalty));
        const expected = solve(left, x.transpose().mmul(y)).to1DArray();
        for (const [at, value] of mapOf(each).to1DArray().entries())
          expect(Math.abs(value - expected[at]!)).toBeLessThan(1e-5 * (1 + Math.abs(expected[at]!)));
      }),
    );
  });

  it('gives a row the sum of its features, by their weights', () => {
    const features = sparseRows(
      [
        [
          { column: 0, weight: 2 },
          { column: 2, weight: -1 },
        ],
        [],
      ],
      3,
    );
    expect([...mapped(features, Float32Array.of(1, 10, 2, 20, 3, 30))]).toEqual([-1, -10, 0, 0]);
  });
});
