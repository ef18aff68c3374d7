import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filtersOf } from '../../../test/support/random-filters.js';
import { sampleNames } from '../../source/sample/catalogue.js';
import { canonicalForm, mergeFilters, noFilters, normalizeFilters } from '../filters.js';
import { printSlug } from '../slug.js';
import type { SlugFilters, SlugType } from '../slug-filters.js';
import { filtersFromSlug, slugParameter, slugTypes } from '../slug-filters.js';
import { SlugTokens } from '../slug-tokens.js';
import { typingErrors } from './edit-distance.js';
import type { Candidate } from './typing-errors.js';
import { TypingErrors } from './typing-errors.js';
import { understand } from './understand.js';
import { amountWords, noiseWords, plainWords } from './word-lists.js';

/**
 * Whatever stands in the line, something comes of it: filters that a URL can hold, and words of the line. What a slug
 * says is understood without its hyphens; things of different types are understood in any order; and one typing error in
 * a long word that is like no other changes nothing.
 */

interface Row {
  readonly type: SlugType;
  readonly id: number;
  readonly value: string;
}

/** The words of the sample's catalogue, as the database would make them. */
const sample: readonly Row[] = slugTypes.flatMap((type) =>
  [...sampleNames.get(type)!].map(([id, { name }]) => ({ type, id, value: slugOf(name) })),
);

function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('+', '-plus-')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function tokensOf(rows: readonly Row[]): SlugTokens {
  return new SlugTokens(
    rows.map(({ type, id, value }) => ({
      type,
      value,
      filter: `${slugParameter(type)}=${id}`,
      canonical: true,
    })),
  );
}

const tokens = tokensOf(sample);

function read(line: string): string {
  return canonicalForm(understand(tokens, line, { thisYear: 2025 }).filters);
}

describe('any line', () => {
  const name = fc.constantFrom(...sample.map(({ value }) => value.replaceAll('-', ' ')));
  const word = fc.constantFrom(...noiseWords, ...amountWords, ...plainWords, 'not', '-', ',', '+', '₹', '.');
  const number = fc.oneof(
    fc.nat().map(String),
    fc.double().map(String),
    fc.constantFrom('8', '2019', '50,000'),
  );
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.oneof(name, word, number, fc.string({ unit: 'grapheme' }))).map((some) => some.join(' ')),
    fc.array(fc.oneof(word, number)).map((some) => some.join(' ')),
  );

  it('is understood or left: as filters of a URL, and as words of the line in order', () => {
    fc.assert(
      fc.property(line, (typed) => {
        const { filters, notUnderstood, corrected } = understand(tokens, typed, { thisYear: 2025 });
        expect(normalizeFilters(filters)).toEqual(filters);
        expect(filtersOf(canonicalForm(filters))).toEqual(filters);
        let rest = typed;
        for (const left of notUnderstood) {
          expect(rest).toContain(left);
          rest = rest.slice(rest.indexOf(left) + left.length);
        }
        for (const correction of corrected) expect(typed).toContain(correction.typed);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    'a'.repeat(1e6),
    '1,'.repeat(1e6),
    'ﷺ'.repeat(1e6),
    '\ud800'.repeat(300),
    '\u0000',
    '__proto__ constructor',
  ])('may be hostile (%#)', (typed) => {
    expect(understand(tokens, typed).filters).toEqual(noFilters);
  });
});

describe('a slug without its hyphens', () => {
  /** With what is hard about a table: a model and a city of one name, names that begin like others. */
  const hard = (
    [
      ['color', 'white'],
      ['color', 'red'],
      ['fuel_type', 'cng'],
      ['transmission', 'manual'],
      ['make', 'maruti'],
      ['make', 'honda'],
      ['make', 'jeep'],
      ['model', 'jeep'],
      ['model', 'wagon-r'],
      ['model', 'city'],
      ['model', 'grand'],
      ['model', 'grand-i10'],
      ['model', '800'],
      ['body_type', 'suv'],
      ['city', 'mumbai'],
      ['city', 'new-delhi'],
      ['city', 'new'],
      ['city', 'city'],
    ] as const
  ).map(([type, value], at) => ({ type, value, id: at }));

  it.each([
    ['the sample', sample],
    ['a hard table', hard],
  ])('asks for the same cars: %s', (_name, rows) => {
    const table = tokensOf(rows);
    const idOf = (type: SlugType): fc.Arbitrary<number> =>
      fc.constantFrom(...rows.filter((row) => row.type === type).map(({ id }) => id));
    const filters: fc.Arbitrary<SlugFilters> = fc.record(
      {
        ...(Object.fromEntries(slugTypes.map((type) => [type, idOf(type)])) as Record<
          SlugType,
          fc.Arbitrary<number>
        >),
        priceMax: fc.integer({ min: 1, max: 500 }).map((lakh) => lakh * 100_000),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(filters, (asked) => {
        const slug = printSlug(table, asked);
        fc.pre(slug !== null);
        for (const line of [slug, slug.replaceAll('-', ' ')]) {
          expect(understand(table, line)).toEqual({
            filters: filtersFromSlug(asked),
            notUnderstood: [],
            corrected: [],
          });
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('things of different types', () => {
  const named = (type: SlugType, before = ''): fc.Arbitrary<string> =>
    fc.constantFrom(
      ...sample
        .filter((row) => row.type === type && row.value !== 'city') // "in pune city" is Pune
        .map(({ value }) => before + value.replaceAll('-', ' ')),
    );
  const things = [
    ...(['color', 'fuel_type', 'transmission', 'make', 'model', 'body_type'] as const).map((type) =>
      named(type),
    ),
    named('city', 'in '),
    fc.constantFrom(
      'under 8 lakh',
      '5-8 lakh',
      '5 lakh+',
      '8 lakh or less',
      'above 3.5 lakh',
      '7 lakh',
      'rs 750000',
    ),
    fc.constantFrom('under 50000 km', '40k km', 'more than 10,000 kms'),
    fc.constantFrom('2018 or newer', '2018+', 'before 2020', '2017-2019', 'not older than 5 years', '2019'),
    fc.constantFrom('first owner', 'single owner', '1st or 2nd owner'),
    fc.constantFrom('7 seater', '7+ seater', '5 or 7 seats'),
  ];

  it('are understood in any order', () => {
    const some = fc
      .tuple(...things.map((thing) => fc.option(thing, { nil: undefined })))
      .map((all) => all.filter((thing) => thing !== undefined));
    const ordered = some.chain((parts) =>
      fc.tuple(fc.shuffledSubarray(parts, { minLength: parts.length }), fc.constantFrom(' ', ', ', ' and ')),
    );
    fc.assert(
      fc.property(ordered, ([parts, between]) => {
        const line = parts.join(between);
        fc.pre(line.length <= 200);
        const together = parts.reduce(
          (sum, part) => mergeFilters(sum, understand(tokens, part, { thisYear: 2025 }).filters),
          noFilters,
        );
        expect(read(line)).toBe(canonicalForm(together));
        expect(understand(tokens, line, { thisYear: 2025 }).notUnderstood).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('one typing error', () => {
  const everyWord = [
    ...sample.flatMap(({ value }) => [...value.split('-'), value.replaceAll('-', '')]),
    ...noiseWords,
    ...amountWords,
    ...plainWords,
  ];
  const unlike = sample.filter(
    ({ value }) =>
      /^[a-z]{7,}$/.test(value) &&
      everyWord.every((other) => other === value || slowTypingErrors(other, value) > 2),
  );

  it('in a long word that is like no other is forgiven', () => {
    expect(unlike.length).toBeGreaterThan(15);
    const mistyped = fc.tuple(fc.constantFrom(...unlike), arbitraryError()).map(([row, error]) => ({
      ...row,
      typed: error(row.value),
    }));
    fc.assert(
      fc.property(mistyped, ({ type, id, value, typed }) => {
        const { filters, notUnderstood, corrected } = understand(tokens, `${typed} under 8 lakh`);
        expect(canonicalForm(filters)).toBe(
          canonicalForm(
            normalizeFilters({
              ...noFilters,
              options: { [type]: [id] },
              ranges: { price: { min: null, max: 800_000 } },
            }),
          ),
        );
        expect(notUnderstood).toEqual([]);
        expect(corrected).toEqual(typed === value ? [] : [{ typed, read: value }]);
      }),
      { numRuns: 2_000 },
    );
  });

  /** Two letters swapped, one dropped, doubled or replaced. */
  function arbitraryError(): fc.Arbitrary<(word: string) => string> {
    const kinds: Record<string, (letters: string[], at: number, letter: string) => unknown> = {
      swap: (letters, at) => letters.splice(at, 2, ...letters.slice(at, at + 2).reverse()),
      drop: (letters, at) => letters.splice(at, 1),
      double: (letters, at) => letters.splice(at, 0, letters[at]!),
      replace: (letters, at, letter) => letters.splice(at, 1, letter),
    };
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'.split(''));
    return fc
      .tuple(fc.constantFrom(...Object.values(kinds)), fc.nat(), letter)
      .map(([make, at, other]) => (word) => {
        const letters = word.split('');
        make(letters, at % word.length, other);
        return letters.join('');
      });
  }
});

describe('errors between words', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });

  it('are counted up to the limit as by the whole table', () => {
    fc.assert(
      fc.property(word, word, fc.constantFrom(0, 1, 2), (one, other, limit) => {
        const errors = slowTypingErrors(one, other);
        expect(typingErrors(one, other, limit)).toBe(errors <= limit ? errors : null);
      }),
      { numRuns: 5_000 },
    );
  });

  it('are looked for among all words that are close', () => {
    const long = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 6, maxLength: 10 });
    fc.assert(
      fc.property(fc.uniqueArray(long, { maxLength: 12 }), long, (words, typed) => {
        const candidates = words.map((known): Candidate => ({ word: known, shown: known, rank: 0 }));
        const limit = typed.length < 8 ? 1 : 2;
        const fewest = Math.min(...words.map((known) => slowTypingErrors(typed, known)));
        const found = new TypingErrors(candidates).nearest(typed);
        expect(found === null ? null : slowTypingErrors(typed, found.word)).toBe(
          fewest <= limit ? fewest : null,
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Optimal string alignment, all of the table. */
function slowTypingErrors(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, () => Array<number>(other.length + 1).fill(0));
  for (let i = 0; i <= one.length; i++) {
    for (let j = 0; j <= other.length; j++) {
      const ways = [i === 0 ? j : Infinity, j === 0 ? i : Infinity];
      if (i > 0) ways.push(rows[i - 1]![j]! + 1);
      if (j > 0) ways.push(rows[i]![j - 1]! + 1);
      if (i > 0 && j > 0) ways.push(rows[i - 1]![j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        ways.push(rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = Math.min(...ways);
    }
  }
  return rows[one.length]![other.length]!;
}
