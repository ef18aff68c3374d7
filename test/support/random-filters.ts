import fc from 'fast-check';
import type { AttributeName } from '../../src/catalog/attributes.js';
import { attributes, featureParameters } from '../../src/catalog/attributes.js';
import type { CarId, CarValues, IndexedCar } from '../../src/catalog/car.js';
import type { Filters } from '../../src/catalog/filters.js';
import { orderingTokens } from '../../src/catalog/ordering.js';
import { parseListingRequest } from '../../src/catalog/parse-request.js';

/** The parameters of a question, as a page of filters would write them. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** What values to draw from: some that cars have, some that none has. */
export type Vocabulary = Readonly<Record<AttributeName | 'feature', readonly number[]>>;

/** For pure tests: small numbers, so that questions meet. */
export const smallNumbers: Vocabulary = Object.fromEntries(
  [...attributes.map(({ name }) => name), 'feature'].map((name) => [name, [0, 1, 2, 3, 7, 12, 100]]),
) as unknown as Vocabulary;

/** Every filter of the contract, each present now and then; lists of one to four. */
export function arbitraryParameters(vocabulary: Vocabulary): fc.Arbitrary<Parameters> {
  const list = (values: readonly number[]): fc.Arbitrary<string> =>
    fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 4 }).map((ids) => ids.join(','));
  const singles: fc.Arbitrary<readonly [string, string]>[] = [];
  for (const { name, options, range } of attributes) {
    const values = vocabulary[name];
    if (options !== null) singles.push(list(values).map((value) => [options.parameter, value] as const));
    if (range !== null) {
      for (const bound of [range.min, range.max]) {
        singles.push(fc.constantFrom(...values).map((value) => [bound, String(value)] as const));
      }
    }
  }
  for (const parameter of Object.values(featureParameters)) {
    singles.push(list(vocabulary.feature).map((value) => [parameter, value] as const));
  }
  return fc.array(fc.oneof(...singles), { maxLength: 6 }).map((pairs) => [...new Map(pairs)]);
}

export const arbitraryOrdering: fc.Arbitrary<string> = fc.constantFrom(...orderingTokens);

export function toQuery(parameters: Parameters): string {
  return parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

export function filtersOf(query: string): Filters {
  const result = parseListingRequest(new URLSearchParams(query));
  if (!result.ok) throw new Error(`${query}: ${JSON.stringify(result.problem)}`);
  return result.value.filters;
}

/** A car of small numbers, which now and then matches a question of small numbers. */
export const arbitraryCar: fc.Arbitrary<IndexedCar> = arbitraryCarUpTo(30);

export function arbitraryCarUpTo(highestId: number): fc.Arbitrary<IndexedCar> {
  return fc.record({
    id: fc.integer({ min: 1, max: highestId }).map((id) => id as CarId),
    values: fc.record(
      Object.fromEntries(
        attributes.map(({ name }) => [
          name,
          fc.option(fc.constantFrom(...smallNumbers[name]), { nil: null }),
        ]),
      ),
    ) as unknown as fc.Arbitrary<CarValues>,
    featureIds: fc
      .uniqueArray(fc.constantFrom(...smallNumbers.feature), { maxLength: 7 })
      .map((ids) => ids.sort((a, b) => a - b)),
  });
}
