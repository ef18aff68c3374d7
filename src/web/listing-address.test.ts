import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributes } from '../catalog/attributes.js';
import { canonicalForm, noFilters, normalizeFilters } from '../catalog/filters.js';
import type { Filters } from '../catalog/filters.js';
import { orderingFromToken, orderingTokens } from '../catalog/ordering.js';
import { SlugTokens } from '../catalog/slug-tokens.js';
import type { SlugToken } from '../catalog/slug-token.js';
import { QueryString } from '../visit/query-string.js';
import { must } from '../shared/assert.js';
import type { ListingAsked } from './listing-address.js';
import { addressOf, addressOfFilters, betterAddress, firstPageOf, readAddress } from './listing-address.js';

/** Every address leads back to its question, and every question has one address. */

function token(type: string, value: string, filter: string, canonical = true): SlugToken {
  return { type, value, filter, canonical };
}

/** Names of two words, a model and a city of one name, an older spelling. */
const tokens = new SlugTokens([
  token('make', 'tata', 'make_id=1'),
  token('make', 'honda', 'make_id=2'),
  token('model', 'nexon', 'model_id=1'),
  token('model', 'city', 'model_id=2'),
  token('model', 'wagon-r', 'model_id=3'),
  token('city', 'mumbai', 'city_id=1'),
  token('city', 'new-delhi', 'city_id=2'),
  token('city', 'bombay', 'city_id=1', false),
  token('color', 'red', 'color_id=1'),
  token('fuel_type', 'petrol', 'fuel_type=1'),
  token('body_type', 'suv', 'body_type=1'),
]);

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
const bound = fc.option(fc.integer({ min: 0, max: 12 }).map((lakhs) => lakhs * 50_000));

const anyFilters: fc.Arbitrary<Filters> = fc
  .record({
    options: fc.record(
      Object.fromEntries(attributes.filter(({ options }) => options !== null).map(({ name }) => [name, ids])),
      { requiredKeys: [] },
    ),
    ranges: fc.record(
      Object.fromEntries(
        attributes
          .filter(({ range }) => range !== null)
          .map(({ name }) => [name, fc.record({ min: bound, max: bound })]),
      ),
      { requiredKeys: [] },
    ),
    features: fc.record({ any: ids, all: ids, none: ids }),
  })
  .map(normalizeFilters);

const anyAsked: fc.Arbitrary<ListingAsked> = fc.record({
  filters: anyFilters,
  ordering: fc.constantFrom(...orderingTokens).map((text) => must(orderingFromToken(text), text)),
  page: fc.integer({ min: 1, max: 50 }),
  modelVersion: fc.option(fc.nat(9)),
  seenCarIds: ids.map((list) => list.sort((a, b) => a - b)),
});

function split(address: string): { readonly path: string; readonly query: string } {
  const [path = '', query = ''] = address.split('?');
  return { path, query };
}

function read(address: string): ListingAsked {
  const { path, query } = split(address);
  const asked = readAddress(tokens, path.slice(1), new QueryString(query));
  if (!asked.ok) throw new Error(JSON.stringify(asked.problem));
  return asked.value;
}

describe('an address', () => {
  it('leads back to what it was made of, and is its own better address', () => {
    fc.assert(
      fc.property(anyAsked, (asked) => {
        const address = addressOf(tokens, asked);
        const back = read(address);
        expect(canonicalForm(back.filters)).toBe(canonicalForm(asked.filters));
        expect([back.ordering, back.page]).toEqual([asked.ordering, asked.page]);
        if (asked.ordering === 'recommended') {
          expect([back.modelVersion, back.seenCarIds]).toEqual([asked.modelVersion, asked.seenCarIds]);
        }
        const { path, query } = split(address);
        expect(betterAddress(tokens, back, path, query)).toBe(null);
      }),
    );
  });

  it('is another for every other question', () => {
    fc.assert(
      fc.property(anyFilters, anyFilters, (one, other) => {
        const isSame = canonicalForm(one) === canonicalForm(other);
        expect(addressOfFilters(tokens, one) === addressOfFilters(tokens, other)).toBe(isSame);
      }),
    );
  });

  it.each([
    ['/used-cars', '/'],
    ['/?city_id=1&city_id=', '/used-cars-in-mumbai'],
    ['/used-cars-in-bombay', '/used-cars-in-mumbai'],
    ['/Used-Nexon-Cars', '/used-nexon-cars'],
    ['/used-nexon-cars?city_id=2', '/used-nexon-cars-in-new-delhi'],
    ['/used-nexon-cars-in-mumbai?city_id=2', '/used-nexon-cars?city_id=1,2'],
    ['/?price_max=800000', '/used-cars-under-8-lakh'],
    ['/?price_max=800000&price_min=300000&make=1', '/used-tata-cars?price_min=300000&price_max=800000'],
    ['/?utm_source=a&year_min=2018&color=1&gclid=x', '/used-red-cars?year_min=2018&utm_source=a&gclid=x'],
    ['/?page=1&ordering=recommended', '/'],
    ['/?page=2&ordering=-price', '/?ordering=-price&page=2'],
    ['/?city_id=1%2C2&page_size=5', '/?city_id=1,2'],
  ])('of %s is better said %s', (given, better) => {
    const { path, query } = split(given);
    expect(betterAddress(tokens, read(given), path, query)).toBe(better);
  });

  it('has all filters behind the question mark where no slug says them', () => {
    const unnamed = { ...noFilters, options: { city: [9], model: [1] } };
    expect(addressOf(tokens, firstPageOf(unnamed))).toBe('/used-nexon-cars?city_id=9');
  });
});
