import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carId } from '../catalog/car.js';
import { NearIndex } from './near-index.js';
import { inOneGo } from './pieces.js';
import { RowMemory } from './row-memory.js';
import { bestPlaces, bestScored } from './scored-page.js';

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
        const rows = new RowMemory(4);
        rows.makeRoom(index.ids.length);
        for (const { id, row } of unique) rows.numbers.set(row, rows.placeOf(index.slotOf(carId(id))));
        const slots = Int32Array.from(unique, ({ id }) => index.slotOf(carId(id)));
        const scores = new Float64Array(slots.length);
        rows.scores(slots, Float32Array.from(visitor), scores);
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
  it('is the same at any depth, whatever the scores, and of very many is found in pieces', () => {
    // From all alike to all different, and those that no likeness is known of.
    const score = fc.oneof(
      fc.integer({ min: -1, max: 1 }),
      fc.double({ noNaN: true }),
      fc.constant(-Infinity),
    );
    const ids = fc.uniqueArray(fc.integer({ min: 1 }), { maxLength: 3_000, size: 'max' });
    fc.assert(
      fc.property(
        ids,
        fc.infiniteStream(score),
        fc.double({ min: 0, max: 1.1, noNaN: true }),
        (drawn, stream, depth) => {
          const scores = Float64Array.from(drawn, () => stream.next().value as number);
          const places = { first: Math.floor(depth * drawn.length), size: 35 };
          const naive = [...drawn.keys()].sort((one, other) =>
            scores[one] === scores[other] ? drawn[one]! - drawn[other]! : scores[other]! - scores[one]!,
          );
          const pieces = bestPlaces(scores, (at) => drawn[at]!, places);
          expect(inOneGo(pieces)).toEqual(naive.slice(places.first, places.first + 35));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('at the middle of 200,000 cars takes a few looks at each, and lets others have their turn', () => {
    const count = 200_000;
    for (const scoreAt of [(): number => 1, (at: number): number => at, (at: number): number => -at]) {
      let looks = 0;
      const idAt = (at: number): number => {
        looks += 1;
        return at;
      };
      const pieces = bestPlaces(
        Float64Array.from({ length: count }, (_, at) => scoreAt(at)),
        idAt,
        {
          first: count / 2,
          size: 20,
        },
      );
      let pauses = 0;
      let step = pieces.next();
      for (; step.done !== true; step = pieces.next()) pauses += 1;
      expect(step.value[0]).toBe(scoreAt(1) > scoreAt(0) ? count / 2 - 1 : count / 2);
      // Sorting all would look 35 times.
      expect(looks / count).toBeLessThan(16);
      expect(pauses).toBeGreaterThan(2);
    }
  });
});
