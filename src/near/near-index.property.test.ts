import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arbitraryCarUpTo,
  arbitraryOrdering,
  arbitraryParameters,
  filtersOf,
  smallNumbers,
  toQuery,
} from '../../test/support/random-filters.js';
import { factsFromText, factsToText } from '../catalog/car-facts.js';
import type { IndexedCar } from '../catalog/car.js';
import { matches } from '../catalog/filters.js';
import type { AttributeOrdering } from '../catalog/ordering.js';
import { compareCars, orderingFromToken } from '../catalog/ordering.js';
import type { NearCar } from './near-index.js';
import { NearIndex } from './near-index.js';
import { pageOf } from './page.js';
import { inOneGo } from './pieces.js';
import { Selector } from './selection.js';

/** After any sequence of changes, an answer of the near index is the naive one: all cars filtered, sorted, sliced. */

function naive(cars: Iterable<IndexedCar>, query: string, ordering: AttributeOrdering): number[] {
  const filters = filtersOf(query);
  return [...cars]
    .filter((car) => matches(filters, car))
    .sort((one, other) => compareCars(ordering, one, other))
    .map(({ id }) => id);
}

function nearCar(car: IndexedCar, listed: boolean): NearCar {
  const facts = listed ? factsFromText(factsToText(car)) : null;
  return { id: car.id, facts, card: `card ${car.id}` };
}

function ordered(token: string): AttributeOrdering {
  const ordering = orderingFromToken(token);
  return ordering === null || ordering === 'recommended'
    ? { attribute: 'date_added', descending: true }
    : ordering;
}

// Few ids meet often; many make lists become bits.
const batch = fc.oneof(arbitraryBatch(30, 60), arbitraryBatch(600, 400));

function arbitraryBatch(highestId: number, most: number): fc.Arbitrary<[IndexedCar, boolean][]> {
  const listed = fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false));
  return fc.array(fc.tuple(arbitraryCarUpTo(highestId), listed), { maxLength: most, size: 'max' });
}
const question = fc.record({
  query: arbitraryParameters(smallNumbers).map(toQuery),
  ordering: arbitraryOrdering.map(ordered),
  first: fc.nat({ max: 30 }),
  size: fc.integer({ min: 1, max: 35 }),
});

describe('the near index', () => {
  it.each(['as cars come', 'beforehand'])(
    'is filled with more cars than it has room for, made %s',
    (when) => {
      const cars = fc.sample(arbitraryCarUpTo(10_000), { numRuns: 3_000, seed: 7 });
      const index = new NearIndex(1_000);
      if (when === 'beforehand') index.reserve(new Set(cars.map(({ id }) => id)).size);
      index.load(cars.map((car) => nearCar(car, true)));
      inOneGo(index.arrange());
      const last = new Map(cars.map((car) => [car.id, car]));
      const selector = new Selector(index);
      for (const { query, ordering, first, size } of fc.sample(question, { numRuns: 200, seed: 7 })) {
        const expected = naive(last.values(), query, ordering);
        const page = pageOf(index, selector.select(filtersOf(query)), ordering, { first, size });
        expect(page.slots.map((slot) => index.ids[slot])).toEqual(expected.slice(first, first + size));
      }
      for (const car of last.values())
        expect(index.factsAt(index.slotOf(car.id))).toEqual(factsFromText(factsToText(car)));
    },
  );

  it('is not changed by what a copy of it takes in', async () => {
    const batches = fc.array(batch, { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(batches, fc.array(question, { maxLength: 6 }), async (steps, questions) => {
        let index = new NearIndex(1_000);
        const older: { readonly index: NearIndex; readonly cars: ReadonlyMap<number, IndexedCar> }[] = [];
        const cars = new Map<number, IndexedCar>();
        for (const changes of steps) {
          const last = new Map(changes.map(([car, listed]) => [car.id, { car, listed }]));
          index = await index.copy(() => Promise.resolve());
          index.apply([...last.values()].map(({ car, listed }) => nearCar(car, listed)));
          for (const { car, listed } of last.values())
            if (listed) cars.set(car.id, car);
            else cars.delete(car.id);
          older.push({ index, cars: new Map(cars) });
        }
        for (const each of older) {
          for (const car of each.cars.values())
            expect(each.index.factsAt(each.index.slotOf(car.id))).toEqual(factsFromText(factsToText(car)));
          for (const { query, ordering, first, size } of questions) {
            const selection = new Selector(each.index).select(filtersOf(query));
            const page = pageOf(each.index, selection, ordering, { first, size });
            expect(page.slots.map((slot) => each.index.ids[slot])).toEqual(
              naive(each.cars.values(), query, ordering).slice(first, first + size),
            );
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('answers as a filter, sort and slice of all cars would: filled at once, and after every batch', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryCarUpTo(600), { maxLength: 200, size: 'max' }),
        fc.array(fc.tuple(batch, fc.array(question, { maxLength: 6 })), { maxLength: 6 }),
        (loaded, steps) => {
          const index = new NearIndex(1_000);
          const selector = new Selector(index);
          const cars = new Map(loaded.map((car) => [car.id, car]));
          // As a scan brings them: some cars twice, and the last time is the one that counts.
          for (let first = 0; first < loaded.length; first += 20)
            index.load(loaded.slice(first, first + 20).map((car) => nearCar(car, true)));
          inOneGo(index.arrange());
          for (const [changes, questions] of steps) {
            const last = new Map(changes.map(([car, listed]) => [car.id, { car, listed }]));
            for (const { car, listed } of last.values())
              if (listed) cars.set(car.id, car);
              else cars.delete(car.id);
            index.apply([...last.values()].map(({ car, listed }) => nearCar(car, listed)));
            expect(index.count).toBe(cars.size);
            for (const { query, ordering, first, size } of questions) {
              const expected = naive(cars.values(), query, ordering);
              const selection = selector.select(filtersOf(query));
              const page = pageOf(index, selection, ordering, { first, size });
              expect([selection.count, page.slots.map((slot) => index.ids[slot])]).toEqual([
                expected.length,
                expected.slice(first, first + size),
              ]);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
