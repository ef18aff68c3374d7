import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CarId, CarValues, IndexedCar } from '../catalog/car.js';
import { compareCars } from '../catalog/ordering.js';
import { orderScore } from './order-score.js';

/** A sorted set kept by (score, bytes of the member) stands in the contract's order. */

const car = (id: number, price: number | null): IndexedCar => ({
  id: id as CarId,
  values: { price } as unknown as CarValues,
  featureIds: [],
});

describe('order scores', () => {
  it('order cars as the contract does, ties and missing values included', () => {
    const cars = fc.uniqueArray(
      fc.tuple(
        fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 2_147_483_647 })),
        fc.option(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 ** 40 })), {
          nil: null,
        }),
      ),
      { selector: ([id]) => id, maxLength: 50 },
    );
    fc.assert(
      fc.property(cars, (drawn) => {
        const bySet = [...drawn].sort(([a, x], [b, y]) => {
          const difference = orderScore(a, x) - orderScore(b, y);
          return difference === 0
            ? Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
            : difference;
        });
        const byContract = [...drawn].sort(([a, x], [b, y]) =>
          compareCars({ attribute: 'price', descending: false }, car(a, x), car(b, y)),
        );
        expect(bySet).toEqual(byContract);
      }),
      { numRuns: 2_000 },
    );
  });
});
