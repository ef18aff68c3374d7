import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalForm } from './filters.js';
import { parseListingRequest } from './parse-request.js';
import { parseSlug, printSlug, sameSlugFilters } from './slug.js';
import type { SlugFilters, SlugType } from './slug-filters.js';
import {
  filtersFromSlug,
  slugFromFilters,
  slugParameter,
  slugParameters,
  slugTypes,
} from './slug-filters.js';
import { maxSlugLength } from './slug-problem.js';
import type { SlugToken } from './slug-token.js';
import type { TokenMatch } from './slug-tokens.js';
import { SlugTokens } from './slug-tokens.js';

/**
 * Over any tokens, however they run into each other: a slug means the first of its readings; a question that some slug
 * asks has one canonical slug, which is read as that question; and every other question has none.
 */

/** Few words, so that tokens are each other's beginnings, and words of the grammar. */
const arbitraryWord = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('a', 'b') },
  { weight: 1, arbitrary: fc.constantFrom('aa', 'cars', 'in', 'under', 'used', '4', 'lakh', 'crore') },
);
const arbitraryValue = fc
  .oneof(
    { weight: 4, arbitrary: fc.array(arbitraryWord, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(arbitraryWord, { minLength: 3, maxLength: 6 }) },
  )
  .map((several) => several.join('-'));
const arbitraryId = fc.constantFrom(0, 1, 2);

interface Row {
  readonly type: SlugType;
  readonly id: number;
  readonly value: string;
  readonly canonical: boolean;
}

function tokenOf({ type, id, value, canonical }: Row): SlugToken {
  return { type, value, filter: `${slugParameter(type)}=${id}`, canonical };
}

/** As the table holds them: a word once per type, and one canonical word at most for a thing. */
const arbitraryRows: fc.Arbitrary<readonly Row[]> = fc
  .uniqueArray(fc.record({ type: fc.constantFrom(...slugTypes), id: arbitraryId, value: arbitraryValue }), {
    selector: ({ type, value }) => `${type} ${value}`,
    maxLength: 24,
    size: '+1',
  })
  .map((rows) => {
    const named = new Set<string>();
    return rows.map((row) => {
      const thing = `${row.type} ${row.id}`;
      const canonical = !named.has(thing);
      named.add(thing);
      return { ...row, canonical };
    });
  });

/** Anything that could arrive: words twice, two canonical ones, wrong types and filters. */
const arbitraryTokens: fc.Arbitrary<readonly SlugToken[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: arbitraryRow().map(tokenOf) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constantFrom<string>(...slugTypes, 'engine', '__proto__'),
        value: fc.oneof(arbitraryValue, fc.string(), fc.constantFrom('', '-', 'a-', 'A', 'constructor')),
        filter: fc.oneof(
          fc.string(),
          fc.constantFrom('model_id=01', 'model_id=', 'make_id=1=2', 'city_id=-1'),
        ),
        canonical: fc.boolean(),
      }),
    },
  ),
  { maxLength: 24 },
);

function arbitraryRow(): fc.Arbitrary<Row> {
  return fc.record({
    type: fc.constantFrom(...slugTypes),
    id: arbitraryId,
    value: arbitraryValue,
    canonical: fc.boolean(),
  });
}

const arbitraryPriceMax = fc.constantFrom(400_000, 4_000_000, 40_000_000, 450_001, 0, 9_007_199_254_740_991);

const arbitraryFilters: fc.Arbitrary<SlugFilters> = fc.record(
  {
    ...(Object.fromEntries(slugTypes.map((type) => [type, arbitraryId])) as Record<
      SlugType,
      fc.Arbitrary<number>
    >),
    priceMax: arbitraryPriceMax,
  },
  { requiredKeys: [] },
);

type Valued = readonly { readonly type: string; readonly value: string }[];

/** The parts of a slug, in order, put together from the words of a table. */
function arbitraryParts(tokens: Valued): fc.Arbitrary<readonly string[]> {
  const perhaps = (values: readonly string[], before: readonly string[] = []): fc.Arbitrary<string[]> =>
    values.length === 0
      ? fc.constant([])
      : fc.option(fc.constantFrom(...values)).map((value) => (value === null ? [] : [...before, value]));
  const valuesOf = (type: SlugType): readonly string[] =>
    tokens.filter((token) => token.type === type).map(({ value }) => value);
  const leading = slugTypes.filter((type) => type !== 'city').map((type) => perhaps(valuesOf(type)));
  const price = perhaps(['under-4-lakh', 'under-400-lakh', 'under-4-crore']);
  return fc
    .tuple(fc.constant(['used']), ...leading, fc.constant(['cars']), price, perhaps(valuesOf('city'), ['in']))
    .map((parts) => parts.flat());
}

/** One in good order, one that was spoilt, or a heap of words. */
function arbitrarySlug(tokens: Valued): fc.Arbitrary<string> {
  const whole = arbitraryParts(tokens).map((parts) => parts.join('-'));
  const spoilt = fc
    .tuple(whole, fc.nat(), fc.nat({ max: 2 }), fc.array(arbitraryWord, { maxLength: 2 }))
    .map(([slug, at, removed, added]) => {
      const parts = slug.split('-');
      parts.splice(at % parts.length, removed, ...added);
      return parts.join('-');
    });
  const heap = fc.array(arbitraryWord, { maxLength: 12 }).map((parts) => ['used', ...parts].join('-'));
  return fc.oneof(
    { weight: 5, arbitrary: whole },
    { weight: 2, arbitrary: spoilt },
    { weight: 1, arbitrary: heap },
  );
}

const arbitraryCase = arbitraryRows.chain((rows) =>
  fc.record({ rows: fc.constant(rows), slug: arbitrarySlug(rows), filters: arbitraryFilters }),
);

/** All readings of a slug, in the order of preference: slow, and plainly the grammar. */
function* readings(rows: readonly Row[], slug: string): Generator<SlugFilters> {
  const [used, ...rest] = slug.split('-');
  if (used === 'used') yield* readingsOf(rows, rest, slugTypes);
}

function* readingsOf(
  rows: readonly Row[],
  rest: readonly string[],
  types: readonly SlugType[],
): Generator<SlugFilters> {
  if (rest[0] === 'cars') yield* endings(rows, rest.slice(1));
  for (let length = rest.length; length > 0; length--) {
    const value = rest.slice(0, length).join('-');
    for (const [place, type] of types.entries()) {
      const row = rows.find((candidate) => candidate.type === type && candidate.value === value);
      if (row === undefined || type === 'city') continue;
      for (const others of readingsOf(rows, rest.slice(length), types.slice(place + 1))) {
        yield { [type]: row.id, ...others };
      }
    }
  }
}

function* endings(rows: readonly Row[], rest: readonly string[]): Generator<SlugFilters> {
  const ending = ['', ...rest].join('-');
  const said = /^(-under-(?<count>[1-9]\d*)-(?<unit>lakh|crore))?(-in-(?<city>.+))?$/.exec(ending)?.groups;
  if (said === undefined) return;
  const { count, unit, city } = said;
  const price = count === undefined ? {} : { priceMax: Number(count) * (unit === 'lakh' ? 1e5 : 1e7) };
  const row = rows.find(({ type, value }) => type === 'city' && value === city);
  if (city === undefined) yield price;
  else if (row !== undefined) yield { ...price, city: row.id };
}

/** Every spelling of a question, with the number of its older words. */
function spellings(rows: readonly Row[], filters: SlugFilters): { slug: string; older: number }[] {
  let begun = [{ slug: 'used', older: 0 }];
  const go = (on: { word: string; older: number }[]): void => {
    begun = begun.flatMap(({ slug, older }) =>
      on.map((next) => ({ slug: `${slug}-${next.word}`, older: older + next.older })),
    );
  };
  const say = (type: SlugType, before = ''): void => {
    if (filters[type] === undefined) return;
    const known = rows.filter((row) => row.type === type && row.id === filters[type]);
    const older = known.filter(({ canonical }) => !canonical).sort((a, b) => (a.value < b.value ? -1 : 1));
    go(
      [...known.filter(({ canonical }) => canonical), ...older].map((row, age) => ({
        word: before + row.value,
        older: age,
      })),
    );
  };
  for (const type of slugTypes) if (type !== 'city') say(type);
  go([{ word: 'cars', older: 0 }]);
  const { priceMax } = filters;
  if (priceMax !== undefined) {
    const units = Object.entries({ crore: 1e7, lakh: 1e5 }).filter(
      ([, unit]) => priceMax > 0 && priceMax % unit === 0,
    );
    go(units.map(([name, unit], age) => ({ word: `under-${priceMax / unit}-${name}`, older: age })));
  }
  say('city', 'in-');
  return begun;
}

function meaning(tokens: SlugTokens, slug: string): SlugFilters | null {
  const result = parseSlug(tokens, slug);
  return result.ok ? result.value : null;
}

describe('reading a slug', () => {
  it('finds the first reading that the grammar allows, and none where there is none', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ rows, slug }) => {
        const [first] = readings(rows, slug);
        expect(meaning(new SlugTokens(rows.map(tokenOf)), slug)).toEqual(first ?? null);
      }),
      { numRuns: 5_000 },
    );
  });

  it('names a word that nobody knows, wherever it stands between two others', () => {
    const cases = arbitraryRows.chain((rows) =>
      fc.record({ rows: fc.constant(rows), parts: arbitraryParts(rows), at: fc.nat() }),
    );
    fc.assert(
      fc.property(cases, ({ rows, parts, at }) => {
        const slug = [...parts].toSpliced(at % (parts.length + 1), 0, 'zzz').join('-');
        const result = parseSlug(new SlugTokens(rows.map(tokenOf)), slug);
        expect(result.ok ? slug : result.problem.notUnderstood).toMatch(/^zzz/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not depend on the order of the tokens', () => {
    const cases = arbitraryTokens.chain((tokens) =>
      fc.record({
        tokens: fc.constant(tokens),
        shuffled: fc.shuffledSubarray([...tokens], { minLength: tokens.length }),
        slug: arbitrarySlug(tokens),
        filters: arbitraryFilters,
      }),
    );
    fc.assert(
      fc.property(cases, ({ tokens, shuffled, slug, filters }) => {
        const [one, other] = [new SlugTokens(tokens), new SlugTokens(shuffled)];
        expect(parseSlug(other, slug)).toEqual(parseSlug(one, slug));
        expect(printSlug(other, filters)).toBe(printSlug(one, filters));
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not depend on the case of letters, or on spaces around', () => {
    fc.assert(
      fc.property(arbitraryCase, fc.array(fc.boolean(), { minLength: 1 }), ({ rows, slug }, upper) => {
        const tokens = new SlugTokens(rows.map(tokenOf));
        const letters = Array.from(slug, (letter, i) =>
          upper[i % upper.length] ? letter.toUpperCase() : letter,
        );
        expect(parseSlug(tokens, ` ${letters.join('')}\n`)).toEqual(parseSlug(tokens, slug));
      }),
    );
  });

  it('understands or refuses any text, saying what it does not understand', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    const pieces = fc.oneof(
      arbitraryWord,
      anything,
      fc.constantFrom('?utm_source=x', '&gclid=1', '%20', '-', 'İ', '__proto__', 'A'.repeat(200)),
    );
    const text = fc
      .array(pieces, { maxLength: 8 })
      .chain((several) => fc.constantFrom('-', '').map((by) => several.join(by)));
    fc.assert(
      fc.property(arbitraryTokens, text, fc.boolean(), (tokens, rest, used) => {
        const slug = used ? `used-${rest}` : rest;
        const result = parseSlug(new SlugTokens(tokens), slug);
        if (result.ok) return;
        const { notUnderstood, message } = result.problem;
        expect(message.length).toBeLessThan(600);
        if (slug.length > maxSlugLength) return;
        expect(message).toContain(`"${notUnderstood}"`);
        expect(notUnderstood === '-' || slug.toLowerCase().includes(notUnderstood)).toBe(true);
        expect(notUnderstood).not.toBe('');
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a question', () => {
  it('has a canonical slug exactly if some slug asks it, and that one is read as the question', () => {
    const asked = arbitraryCase.map(({ rows, slug, filters }) => {
      const [said] = readings(rows, slug);
      return { rows, filters: said ?? filters };
    });
    fc.assert(
      fc.property(asked, ({ rows, filters }) => {
        const tokens = new SlugTokens(rows.map(tokenOf));
        const canonical = printSlug(tokens, filters);
        const asking = spellings(rows, filters).filter(({ slug }) => {
          const [first] = readings(rows, slug);
          return first !== undefined && sameSlugFilters(first, filters);
        });
        expect(canonical !== null).toBe(asking.length > 0);
        if (canonical === null) return;
        expect(meaning(tokens, canonical)).toEqual(filters);
        const fewest = Math.min(...asking.map(({ older }) => older));
        expect(asking.filter(({ older }) => older === fewest).map(({ slug }) => slug)).toContain(canonical);
      }),
      { numRuns: 2_000 },
    );
  });

  it('that was read from a slug has a canonical slug, even over rows that make no sense', () => {
    const cases = arbitraryTokens.chain((tokens) => fc.tuple(fc.constant(tokens), arbitrarySlug(tokens)));
    fc.assert(
      fc.property(cases, ([rows, slug]) => {
        const tokens = new SlugTokens(rows);
        const read = meaning(tokens, slug);
        if (read === null) return;
        const canonical = printSlug(tokens, read);
        expect(meaning(tokens, canonical ?? '')).toEqual(read);
        expect(printSlug(tokens, meaning(tokens, canonical ?? '') ?? {})).toBe(canonical);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is printed by its meaning only: not by the order of its filters, nor by those it does not set', () => {
    fc.assert(
      fc.property(arbitraryRows, arbitraryFilters, fc.nat({ max: 7 }), (rows, filters, turn) => {
        const tokens = new SlugTokens(rows.map(tokenOf));
        const entries = Object.entries(filters);
        const turned = [...entries.slice(turn), ...entries.slice(0, turn)];
        const absent = slugTypes.map((type) => [type, undefined] as const);
        const same = Object.fromEntries<number | undefined>([...absent, ...turned]) as SlugFilters;
        expect(printSlug(tokens, same)).toBe(printSlug(tokens, filters));
      }),
    );
  });

  it('is the same as a slug, as filters of a listing, and as parameters', () => {
    fc.assert(
      fc.property(arbitraryFilters, (filters) => {
        expect(slugFromFilters(filtersFromSlug(filters))).toEqual(filters);
        const parameters = new URLSearchParams(
          slugParameters(filters).map(([name, value]): [string, string] => [name, value]),
        );
        const request = parseListingRequest(parameters);
        expect(request.ok && canonicalForm(request.value.filters)).toBe(
          canonicalForm(filtersFromSlug(filters)),
        );
      }),
    );
  });
});

describe('the work of reading', () => {
  class CountingTokens extends SlugTokens {
    asked = 0;
    override matchesAt(all: readonly string[], from: number): readonly TokenMatch[] {
      this.asked += 1;
      if (this.asked > 10_000) throw new Error('reading does not end');
      return super.matchesAt(all, from);
    }
  }

  it('grows with the words of a slug, not with the ways to cut it', () => {
    const runs = Array.from({ length: 99 }, (_, i) =>
      Array<string>(i + 1)
        .fill('a')
        .join('-'),
    );
    const rows = slugTypes.flatMap((type) =>
      runs.map((value, i) => tokenOf({ type, id: i, value, canonical: true })),
    );
    const tokens = new CountingTokens(rows);
    const longest = `used${'-a'.repeat((maxSlugLength - 'used'.length) / 2)}`;
    expect(longest).toHaveLength(maxSlugLength);
    for (const ending of ['', '-b', '-cars-in-b']) {
      tokens.asked = 0;
      expect(
        parseSlug(tokens, longest.slice(0, maxSlugLength - ending.length - (ending.length % 2)) + ending).ok,
      ).toBe(false);
      // Each of 149 words is asked for once by each of 6 types that may come next, and for the message once or twice.
      expect(tokens.asked).toBeLessThan(149 * 8);
    }
  });
});
