import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  arbitraryCarUpTo,
  arbitraryParameters,
  filtersOf,
  smallNumbers,
  toQuery,
} from '../../test/support/random-filters.js';
import { attributes } from '../catalog/attributes.js';
import { factsFromText, factsToText } from '../catalog/car-facts.js';
import type { IndexedCar } from '../catalog/car.js';
import type { FacetCounts } from '../catalog/facets.js';
import { bucketOf, histogramBounds, histogramNames } from '../catalog/facets.js';
import type { Filters } from '../catalog/filters.js';
import { matches } from '../catalog/filters.js';
import { countFacets } from './facets.js';
import { NearIndex } from './near-index.js';

/** Every count is that of the cars that pass all other filters, looked at one by one. */

function naive(cars: readonly IndexedCar[], filters: Filters): FacetCounts {
  const counted = (
    others: Filters,
    valuesOf: (car: IndexedCar) => readonly number[],
  ): Map<number, number> => {
    const counts = new Map<number, number>();
    for (const car of cars.filter((each) => matches(others, each)))
      for (const value of valuesOf(car)) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  };
  const without = (name: string): Filters => ({
    options: Object.fromEntries(Object.entries(filters.options).filter(([each]) => each !== name)),
    ranges: Object.fromEntries(Object.entries(filters.ranges).filter(([each]) => each !== name)),
    features: filters.features,
  });
  const valueOf =
    (name: (typeof attributes)[number]['name']) =>
    (car: IndexedCar): number[] => {
      const value = car.values[name];
      return value === null ? [] : [value];
    };
  const histogram = (name: (typeof histogramNames)[number]): number[] => {
    const bounds = histogramBounds[name];
    const counts = counted(without(name), (car) =>
      valueOf(name)(car).map((value) => bucketOf(bounds, value)),
    );
    return Array.from({ length: bounds.length + 1 }, (_, bucket) => counts.get(bucket) ?? 0);
  };
  return {
    options: new Map(
      attributes
        .filter(({ options }) => options !== null)
        .map(({ name }) => [name, counted(without(name), valueOf(name))]),
    ),
    features: counted({ ...filters, features: { ...filters.features, any: [] } }, (car) => car.featureIds),
    histograms: { price: histogram('price'), year: histogram('year'), km_driven: histogram('km_driven') },
  };
}

function result<T>(pieces: Generator<void, T>): T {
  for (;;) {
    const piece = pieces.next();
    if (piece.done === true) return piece.value;
  }
}

it('counts as looking at each car would', () => {
  const cars = fc.uniqueArray(arbitraryCarUpTo(3_000), {
    selector: ({ id }) => id,
    maxLength: 400,
    size: 'max',
  });
  const queries = fc.array(arbitraryParameters(smallNumbers).map(toQuery), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(cars, queries, (all, texts) => {
      const index = new NearIndex(0);
      index.apply(all.map((car) => ({ id: car.id, facts: factsFromText(factsToText(car)), card: '' })));
      // A list and a range of one attribute: left out together, nothing is left.
      for (const text of ['', 'year=0,1,2,3,7&year_max=12', ...texts]) {
        const filters = filtersOf(text);
        expect(result(countFacets(index, filters)), text).toEqual(naive(all, filters));
      }
    }),
    { numRuns: 60 },
  );
});
