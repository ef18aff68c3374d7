import fc from 'fast-check';
import { expect, it } from 'vitest';
import { queryOf, vocabularyOf } from '../../test/support/oracle.js';
import { testDatabase } from '../../test/support/postgres.js';
import type { Parameters } from '../../test/support/random-filters.js';
import { arbitraryOrdering, arbitraryParameters, toQuery } from '../../test/support/random-filters.js';
import { openDatabase } from './database.js';
import { loadSampleCars } from './sample/load-sample-cars.js';
import { SqlListing } from './sql-listing.js';

/**
 * The oracle of all other tests has an oracle of its own: the contract's words, applied to raw parameters and raw rows, that shares
 * nothing with the program.
 */

interface Row {
  readonly [column: string]: unknown;
  readonly id: number;
  readonly features: readonly number[];
}

/** Parameter -> column of {@link Row}: a comma list of values. */
const lists: Readonly<Record<string, string>> = {
  city_id: 'city_id',
  locality_id: 'locality_id',
  make_id: 'make_id',
  model_id: 'model_id',
  variant_id: 'variant_id',
  color_id: 'color_id',
  fuel_type: 'fuel_type_id',
  transmission: 'transmission_id',
  body_type: 'body_type_id',
  owner: 'owner',
  seats: 'seats',
  year: 'year',
};
const bounds: Readonly<Record<string, string>> = { price: 'price', year: 'year', km: 'km_driven' };

function passes(row: Row, [name, text]: readonly [string, string]): boolean {
  const wanted = text.split(',').map(Number);
  const column = lists[name];
  if (column !== undefined) return wanted.includes(row[column] as number);
  const [, stem = '', side] = /^(\w+)_(min|max)$/.exec(name) ?? [];
  const value = row[bounds[stem] ?? ''];
  if (side !== undefined && value === null) return false;
  if (side === 'min') return (value as number) >= Number(text);
  if (side === 'max') return (value as number) <= Number(text);
  const has = (id: number): boolean => row.features.includes(id);
  if (name === 'features') return wanted.some(has);
  if (name === 'features_all') return wanted.every(has);
  if (name === 'features_none') return !wanted.some(has);
  throw new Error(`no rule for ${name}`);
}

function naive(rows: readonly Row[], parameters: Parameters, ordering: string): number[] {
  const descending = ordering.startsWith('-') || ordering === 'recommended';
  const column = ordering === 'recommended' ? 'date_added' : ordering.replace('-', '');
  const sign = descending ? -1 : 1;
  return rows
    .filter((row) => parameters.every((parameter) => passes(row, parameter)))
    .sort((one, other) => {
      const [a, b] = [one[column] as number | null, other[column] as number | null];
      if (a === null && b !== null) return 1;
      if (a !== null && b === null) return -1;
      return sign * ((a ?? 0) - (b ?? 0) || one.id - other.id);
    })
    .map(({ id }) => id);
}

it('answers as the contract says, filter by filter, over raw rows', async () => {
  await using database = await testDatabase();
  await loadSampleCars({
    databaseUrl: database.url,
    count: 600,
    seed: 11,
    now: new Date('2026-06-01T00:00:00Z'),
  });
  const pool = openDatabase(database.url, { connections: 2, statementTimeoutMs: 30_000 });
  try {
    const { rows } = await pool.query<Row>(
      `select car.*, model.make_id, variant.model_id, extract(epoch from date_added)::float8 as date_added,
              array(select feature_id from car_feature where car_id = car.id) as features
       from car join variant on variant.id = variant_id join model on model.id = model_id where status = 'live'`,
    );
    const listing = new SqlListing(pool);
    const question = fc.record({
      parameters: arbitraryParameters(await vocabularyOf(pool)),
      ordering: arbitraryOrdering,
      page: fc.integer({ min: 1, max: 4 }),
      size: fc.integer({ min: 1, max: 35 }),
    });
    await fc.assert(
      fc.asyncProperty(question, async ({ parameters, ordering, page, size }) => {
        const expected = naive(rows, parameters, ordering);
        const text = `${toQuery(parameters)}&ordering=${ordering}&page=${page}&page_size=${size}`;
        const { count, cards } = await listing.list(queryOf(text));
        const ids = cards.map((card) => (JSON.parse(card) as { id: number }).id);
        expect([count, ids]).toEqual([expected.length, expected.slice((page - 1) * size, page * size)]);
      }),
      { numRuns: 400 },
    );
  } finally {
    await pool.end();
  }
});
