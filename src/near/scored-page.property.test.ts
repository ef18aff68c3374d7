import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carId } from '../catalog/car.js';
import { NearIndex } from './near-index.js';
import { bestScored, scoresOf } from './scored-page.js';

/** A page by scores is the naive one: every car scored on its own, all sorted, cut. */

const cars = fc.array(
  fc.record({
    id: fc.integer({ min: 1, max: 1_000_000 }),
    // Few numbers, so that many cars score alike.
    row: fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: -2, max: 2 }))),
  }),
  { minLength: 1, maxLength: 600 },
);

describe('a page by scores', () => {
  it('is the one that sorting all by score and id gives', () => {
    const places = fc.record({
      first: fc.integer({ min: 0, max: 700 }),
      size: fc.integer({ min: 1, max: 35 }),
    });
    const vector = fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: -2, max: 2 })));
    fc.assert(
      fc.property(cars, vector, places, (drawn, visitor, { first, size }) => {
        const unique = [...new Map(drawn.map((car) => [car.id, car])).values()];
        const index = new NearIndex(Infinity);
        const facts = { values: Array.from({ length: 15 }, () => 1), featureIds: [] };
        index.apply(unique.map(({ id }) => ({ id: carId(id), facts, card: '{}' })));
        const rows = new Float32Array(4 * index.ids.length);
        for (const { id, row } of unique) rows.set(row, 4 * index.slotOf(carId(id)));
        const slots = Int32Array.from(unique, ({ id }) => index.slotOf(carId(id)));
        const scores = scoresOf(rows, slots, Float64Array.from(visitor));
        const score = ([a, b, c, bias]: readonly number[]): number =>
          (a ?? 0) * visitor[0]! + (b ?? 0) * visitor[1]! + (c ?? 0) * visitor[2]! + (bias ?? 0);
        const naive = [...unique].sort(
          (one, other) => score(other.row) - score(one.row) || one.id - other.id,
        );
        const { slots: page } = bestScored(index, slots, scores, { first, size });
        expect(page.map((slot) => index.ids[slot])).toEqual(
          naive.slice(first, first + size).map(({ id }) => id),
        );
      }),
    );
  });
});
