import fc from 'fast-check';
import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { FoldIn } from './fold-in.js';

const number = fc.double({ min: -2, max: 2, noNaN: true });

interface Case {
  readonly components: number;
  /** Of the Gram matrix. */
  readonly diagonal: readonly number[];
  readonly items: readonly (readonly number[])[];
}

const cases: fc.Arbitrary<Case> = fc.integer({ min: 1, max: 7 }).chain((components) =>
  fc.record({
    components: fc.constant(components),
    diagonal: fc.array(fc.double({ min: 0, max: 50, noNaN: true }), {
      minLength: components,
      maxLength: components,
    }),
    // Fewer than components, as many, and more.
    items: fc.array(fc.array(number.map(Math.fround), { minLength: components, maxLength: components }), {
      maxLength: 10,
    }),
  }),
);

const settings = { regularization: 0.03, unobservedWeight: 0.1, rows: 100 };

/** The system written out, whatever its shape. */
function naive({ components, items }: Case, gram: Matrix): readonly number[] {
  if (items.length === 0) return Array<number>(components).fill(0);
  const wanted = new Matrix(items.map((item) => [...item]));
  const penalty = settings.regularization * (items.length + settings.unobservedWeight * settings.rows);
  const left = Matrix.mul(gram, settings.unobservedWeight)
    .add(Matrix.eye(components, components, penalty))
    .add(wanted.transpose().mmul(wanted));
  return solve(left, wanted.transpose().mmul(Matrix.ones(items.length, 1))).to1DArray();
}

function foldedIn(foldIn: FoldIn, { components, items }: Case): readonly number[] {
  const rows = { factors: Float32Array.from(items.flat()), stride: components, from: 0 };
  return [...foldIn.solve(rows, [...items.keys()])];
}

describe('a fold-in', () => {
  it('solves the system by as many equations as there are items, or as there are components', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const gram = Matrix.diag([...one.diagonal]);
        const foldIn = new FoldIn(
          { ...settings, components: one.components },
          Float64Array.from(gram.to1DArray()),
        );
        // Twice, for it keeps its memory.
        for (let time = 0; time < 2; time++)
          for (const [place, value] of naive(one, gram).entries())
            expect(foldedIn(foldIn, one)[place]).toBeCloseTo(value, 9);
      }),
    );
  });

  it('takes a Gram matrix that has more than its diagonal for what it is', () => {
    fc.assert(
      fc.property(cases, fc.array(number, { minLength: 7, maxLength: 7 }), (one, direction) => {
        const axis = new Matrix([direction.slice(0, one.components)]);
        const gram = Matrix.diag([...one.diagonal]).add(axis.transpose().mmul(axis));
        const foldIn = new FoldIn(
          { ...settings, components: one.components },
          Float64Array.from(gram.to1DArray()),
        );
        for (const [place, value] of naive(one, gram).entries())
          expect(foldedIn(foldIn, one)[place]).toBeCloseTo(value, 9);
      }),
    );
  });
});
