import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gramOf } from '../als/fold-in.js';
import { alongAxes } from './principal-axes.js';
import type { Part } from './parts.js';

const components = 4;

function rows(count: number): fc.Arbitrary<Float32Array> {
  return fc
    .array(fc.double({ min: -3, max: 3, noNaN: true }), {
      minLength: count * components,
      maxLength: count * components,
    })
    .map((numbers) => Float32Array.from(numbers));
}

const parts: fc.Arbitrary<Part> = fc
  .record({ features: rows(3), own: rows(6), items: rows(6) })
  .map((part) => ({ components, ...part }));

function dot(one: Float32Array, first: number, other: Float32Array, second: number): number {
  let sum = 0;
  for (let place = 0; place < components; place++)
    sum += one[first * components + place]! * other[second * components + place]!;
  return sum;
}

describe('a part along its principal axes', () => {
  it('scores as before: every two rows have the product that they had', () => {
    fc.assert(
      fc.property(parts, (before) => {
        const { part } = alongAxes(before);
        for (let item = 0; item < 6; item++) {
          for (const name of ['own', 'items'] as const)
            expect(dot(part[name], item, part.items, 0)).toBeCloseTo(
              dot(before[name], item, before.items, 0),
              3,
            );
          expect(dot(part.features, item % 3, part.items, item)).toBeCloseTo(
            dot(before.features, item % 3, before.items, item),
            3,
          );
        }
      }),
    );
  });

  it('has a Gram matrix that is nothing beside its diagonal, which is what it says', () => {
    fc.assert(
      fc.property(parts, (before) => {
        const { part, gram } = alongAxes(before);
        const whole = gramOf(part.items, components, 0, components);
        for (const [at, value] of gram.entries()) {
          expect(value).toBeCloseTo(whole[at]!, 3);
          if (at % (components + 1) !== 0) expect(value).toBe(0);
        }
      }),
    );
  });
});
