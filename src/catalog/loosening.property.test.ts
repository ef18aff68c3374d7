import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arbitraryCarUpTo,
  arbitraryParameters,
  filtersOf,
  smallNumbers,
  toQuery,
} from '../../test/support/random-filters.js';
import type { AttributeName } from './attributes.js';
import { attributes } from './attributes.js';
import type { IndexedCar } from './car.js';
import type { Filters } from './filters.js';
import { filterParameters, matches, noFilters } from './filters.js';
import type { Surroundings } from './listing-engine.js';
import type { Gain } from './loosening.js';
import { gainsOf, looseningsOf } from './loosening.js';
import { Names } from './names.js';
import { positionZero } from './position.js';

/** Every loosening lets in what passed before, changes one parameter, and says truly how many cars come with it. */

function aroundIn(
  cars: readonly IndexedCar[],
  filters: Filters,
  questions: readonly Filters[],
): Surroundings {
  const count = (asked: Filters): number => cars.filter((car) => matches(asked, car)).length;
  const options = new Map<AttributeName, Map<number, number>>();
  for (const { name } of attributes) {
    if (filters.options[name] === undefined) continue;
    const { [name]: _options, ...otherOptions } = filters.options;
    const { [name]: _range, ...otherRanges } = filters.ranges;
    const counts = new Map<number, number>();
    for (const car of cars) {
      const value = car.values[name];
      if (value === null || !matches({ ...filters, options: otherOptions, ranges: otherRanges }, car))
        continue;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    options.set(name, counts);
  }
  const [counts, names] = [questions.map(count), new Names()];
  return { count: count(filters), counts, options, names, position: positionZero, words: null };
}

function gainsIn(cars: readonly IndexedCar[], filters: Filters): readonly Gain[] {
  const loosenings = looseningsOf(filters);
  const questions = loosenings.map((each) => each.filters);
  return gainsOf(filters, loosenings, aroundIn(cars, filters, questions));
}

const arbitraryCars = fc.array(arbitraryCarUpTo(1_000), { maxLength: 60, size: 'max' });

describe('loosening', () => {
  it('lets in what passed before and exactly so many more, by one parameter', () => {
    fc.assert(
      fc.property(arbitraryCars, arbitraryParameters(smallNumbers).map(toQuery), (cars, query) => {
        const filters = filtersOf(query);
        const before = cars.filter((car) => matches(filters, car));
        for (const gain of gainsIn(cars, filters)) {
          const after = cars.filter((car) => matches(gain.filters, car));
          expect(after.length, gain.parameter).toBe(gain.count);
          expect(gain.more).toBe(after.length - before.length);
          expect(gain.more).toBeGreaterThan(0);
          expect(after).toEqual(expect.arrayContaining(before));
          const [was, is] = [new Map(filterParameters(filters)), new Map(filterParameters(gain.filters))];
          was.delete(gain.parameter);
          is.delete(gain.parameter);
          expect(is).toEqual(was);
        }
      }),
    );
  });

  it('offers of each bound the nearest step that lets cars in, and leaving it out', () => {
    const car = (price: number): IndexedCar =>
      ({ id: price, values: { price }, featureIds: [] }) as unknown as IndexedCar;
    const filters: Filters = { ...noFilters, ranges: { price: { min: null, max: 450_000 } } };
    const gains = gainsIn([400_000, 650_000, 650_001, 9_000_000].map(car), filters);
    expect(gains.map(({ kind, to, more }) => ({ kind, to, more }))).toEqual([
      { kind: 'bound', to: '700000', more: 2 },
      { kind: 'filter', to: null, more: 3 },
    ]);
  });

  it('asks nothing of a question without filters', () => {
    expect(looseningsOf(noFilters)).toEqual([]);
  });
});
