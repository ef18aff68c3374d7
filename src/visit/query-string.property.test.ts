import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QueryString } from './query-string.js';

/** Read as URLSearchParams reads it, but for a question mark at the front, which that takes for the one of the URL. */

const piece = fc.oneof(
  fc.constantFrom(
    'page',
    'p%61ge',
    '%70age',
    '?page',
    'city_id',
    '1,2',
    '%',
    '%2',
    '%ff',
    '%E2%82%B9',
    '+',
    'a%2Bb',
    '=',
    '?',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 4 }),
);
const text = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: piece }, { weight: 1, arbitrary: fc.constantFrom('=', '&', '&&') }),
    {
      maxLength: 12,
    },
  )
  // Other characters never get here: no request line holds them.
  .map((pieces) => pieces.join('').replace(/[^\x21-\x7e]|#/g, ''));

function asSearchParams(query: string): URLSearchParams {
  return new URLSearchParams(`?${query}`);
}

describe('a query string', () => {
  it('gives the values that URLSearchParams gives', () => {
    fc.assert(
      fc.property(text, (query) => {
        const expected = asSearchParams(query);
        const read = new QueryString(query);
        for (const name of [...expected.keys(), 'absent'])
          expect(read.getAll(name)).toEqual(expected.getAll(name));
      }),
      { numRuns: 3_000 },
    );
  });

  it('for another page has that page, and all the rest as it was', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (query, page) => {
        const before = [...asSearchParams(query)].filter(([name]) => name !== 'page');
        const link = new QueryString(query).forPage(page);
        expect(link === '' || link.startsWith('?')).toBe(true);
        const after = [...new URL(`http://host/listing/${link}`).searchParams].filter(
          ([name]) => name !== 'page',
        );
        const read = new QueryString(link.slice(1));
        expect(read.getAll('page')).toEqual(page === 1 ? [] : [String(page)]);
        expect(after).toEqual(before);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['city_id=1&page=2', 3, '?city_id=1&page=3'],
    ['page=2&city_id=1&page=4', 1, '?city_id=1'],
    ['p%61ge=2&utm_source=a%20b', 5, '?utm_source=a%20b&page=5'],
    ['page_size=5&pages=7', 2, '?page_size=5&pages=7&page=2'],
    ['?page=2', 2, '??page=2&page=2'],
    ['page=2&?city_id=5', 3, '??city_id=5&page=3'],
    ['', 1, ''],
    ['', 2, '?page=2'],
  ])('of %s, page %i is %s', (query, page, expected) => {
    expect(new QueryString(query).forPage(page)).toBe(expected);
  });
});
