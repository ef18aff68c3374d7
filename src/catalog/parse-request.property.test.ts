import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../test/support/random-filters.js';
import {
  arbitraryCar,
  arbitraryParameters,
  filtersOf,
  smallNumbers,
  toQuery,
} from '../../test/support/random-filters.js';
import { attributes } from './attributes.js';
import { canonicalForm, matches, mergeFilters } from './filters.js';
import { parseListingRequest } from './parse-request.js';
import { queryHash } from './query.js';

/**
 * One question has one hash, whatever the spelling; two questions that some car tells apart never share one.
 */

/** The same question in another spelling: shuffled, repeated, spaced, by alias, among tracking parameters. */
function respelt(parameters: Parameters): fc.Arbitrary<string> {
  const aliases = new Map(
    attributes.flatMap(
      ({ options }) => options?.aliases.map((alias) => [options.parameter, alias] as const) ?? [],
    ),
  );
  const isList = (name: string): boolean => !/_(min|max)$/.test(name);
  const one = ([name, value]: readonly [string, string]): fc.Arbitrary<
    readonly (readonly [string, string])[]
  > =>
    fc
      .tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean())
      .map(([alias, reverse, spaces, split]) => {
        const spelling = alias ? (aliases.get(name) ?? name) : name;
        let items = isList(name) ? value.split(',') : [value];
        if (reverse) items = [...items].reverse();
        if (isList(name)) items = [...items, items[0] ?? ''];
        if (spaces) items = items.map((item) => ` 0${item} `);
        if (split) return items.map((item) => [spelling, item] as const);
        return [[spelling, items.join(',')] as const];
      });
  const tracking = fc.constantFrom<readonly [string, string]>(
    ['utm_source', 'x'],
    ['gclid', '1,2'],
    ['fbclid', '%'],
  );
  return fc
    .tuple(fc.tuple(...parameters.map(one)), fc.array(tracking, { maxLength: 2 }))
    .chain(([spelt, extra]) => {
      const pairs = [...spelt.flat(), ...extra];
      return fc.shuffledSubarray(pairs, { minLength: pairs.length, maxLength: pairs.length });
    })
    .map(toQuery);
}

describe('a question and its hash', () => {
  it('has the same hash in every spelling', () => {
    const spellings = arbitraryParameters(smallNumbers).chain((parameters) =>
      fc.tuple(fc.constant(toQuery(parameters)), respelt(parameters)),
    );
    fc.assert(
      fc.property(spellings, ([one, other]) => {
        expect(canonicalForm(filtersOf(other))).toBe(canonicalForm(filtersOf(one)));
        expect(queryHash(filtersOf(other))).toBe(queryHash(filtersOf(one)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never shares its hash with a question that some car answers otherwise', () => {
    const questions = arbitraryParameters(smallNumbers).map(toQuery);
    fc.assert(
      fc.property(questions, questions, fc.array(arbitraryCar, { maxLength: 20 }), (one, other, cars) => {
        const [a, b] = [filtersOf(one), filtersOf(other)];
        const toldApart = cars.some((car) => matches(a, car) !== matches(b, car));
        if (toldApart) expect(queryHash(a)).not.toBe(queryHash(b));
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads its canonical form back as itself', () => {
    fc.assert(
      fc.property(arbitraryParameters(smallNumbers), (parameters) => {
        const filters = filtersOf(toQuery(parameters));
        expect(filtersOf(canonicalForm(filters))).toEqual(filters);
      }),
      { numRuns: 2_000 },
    );
  });

  it('merged with another is what one URL with both would ask', () => {
    const questions = arbitraryParameters(smallNumbers).map(toQuery);
    fc.assert(
      fc.property(questions, questions, (one, other) => {
        const together = filtersOf([one, other].filter((query) => query !== '').join('&'));
        // "Any of one feature" may have become "all of it" before the two meet: compare what cars say.
        expect(canonicalForm(mergeFilters(filtersOf(one), together))).toBe(
          canonicalForm(mergeFilters(together, filtersOf(one))),
        );
      }),
    );
  });
});

describe('any string at all', () => {
  it('is parsed or refused by name, and never throws', () => {
    const names = fc.constantFrom(
      'city_id',
      'make',
      'price_min',
      'page',
      'ordering',
      'features',
      'slug',
      '__proto__',
    );
    const hostile = fc.array(fc.tuple(names, fc.string({ unit: 'binary' })), { maxLength: 8 });
    fc.assert(
      fc.property(hostile, fc.string(), (pairs, raw) => {
        for (const parameters of [new URLSearchParams(pairs), new URLSearchParams(raw)]) {
          const result = parseListingRequest(parameters);
          if (!result.ok) {
            for (const { parameter, message } of result.problem) {
              expect(parameter).not.toBe('');
              expect(message.length).toBeLessThan(400);
            }
          }
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
