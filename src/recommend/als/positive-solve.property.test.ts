import fc from 'fast-check';
import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { Random } from '../../shared/random.js';
import { solvePositive } from './positive-solve.js';

/** A random matrix times its transpose, and something on the diagonal: symmetric, and positive definite. */
function positiveSystem(size: number, seed: number): { readonly a: Matrix; readonly b: Matrix } {
  const random = new Random(seed, 1);
  const normal = (rows: number, columns: number): Matrix =>
    new Matrix(Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal())));
  const root = normal(size, size);
  return { a: root.mmul(root.transpose()).add(Matrix.eye(size, size, 0.1)), b: normal(size, 1) };
}

describe('the solution of a positive definite system', () => {
  it("is ml-matrix's, read from the lower triangle alone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer(), (size, seed) => {
        const { a, b } = positiveSystem(size, seed);
        const lower = Float64Array.from(a.to1DArray(), (value, at) =>
          at % size > Math.floor(at / size) ? Number.NaN : value,
        );
        const solution = Float64Array.from(b.to1DArray());
        solvePositive(lower, solution);
        const expected = solve(a, b).to1DArray();
        for (const [place, value] of expected.entries())
          expect(Math.abs(solution[place]! - value)).toBeLessThan(1e-8 * (1 + Math.abs(value)));
      }),
    );
  });

  it.each([
    ['indefinite', [1, 0, 2, 1]],
    ['singular', [1, 0, 1, 1]],
    ['not of numbers', [Number.NaN, 0, 0, 1]],
  ])('is refused where the matrix is %s', (_, a) => {
    expect(() => {
      solvePositive(Float64Array.from(a), Float64Array.of(1, 1));
    }).toThrow(expect.objectContaining({ code: 'RECOMMEND_NOT_FINITE' }));
  });
});
