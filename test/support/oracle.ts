import { expect } from 'vitest';
import { parseListingRequest } from '../../src/catalog/parse-request.js';
import { attributes } from '../../src/catalog/attributes.js';
import type { Facets } from '../../src/catalog/facets.js';
import { mergeFilters } from '../../src/catalog/filters.js';
import { gainsOf, looseningsOf } from '../../src/catalog/loosening.js';
import type { ListingPage } from '../../src/catalog/listing-engine.js';
import type { Query } from '../../src/catalog/query.js';
import { filtersFromSlug } from '../../src/catalog/slug-filters.js';
import { SlugTokens } from '../../src/catalog/slug-tokens.js';
import { parseSlug } from '../../src/catalog/slug.js';
import { resolveOrdering } from '../../src/listing/recommended.js';
import type { Database } from '../../src/source/database.js';
import { readSlugTokens } from '../../src/source/names.js';
import type { Platform } from './platform.js';
import type { Vocabulary } from './random-filters.js';

/** A listing as a visitor gets it. */
export interface ListingBody {
  readonly count: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly { readonly id: number }[];
  readonly facets?: Facets;
}

export function queryOf(parameters: string): Query {
  const request = parseListingRequest(new URLSearchParams(parameters));
  if (!request.ok) throw new Error(JSON.stringify(request.problem));
  const { filters, ordering, page, pageSize } = request.value;
  return { filters, ordering: resolveOrdering(ordering), page, pageSize };
}

/** The query that parameters stand for, their slug looked up in Postgres. */
async function questionOf(database: Database, parameters: string): Promise<Query> {
  const query = queryOf(parameters);
  const slug = new URLSearchParams(parameters).get('slug');
  if (slug === null) return query;
  const said = parseSlug(new SlugTokens(await readSlugTokens(database)), slug);
  if (!said.ok) throw new Error(said.problem.message);
  return { ...query, filters: mergeFilters(query.filters, filtersFromSlug(said.value)) };
}

/** What SQL answers to parameters. */
export async function answerOfSql(platform: Platform, parameters: string): Promise<ListingPage> {
  const query = await questionOf(platform.database, parameters);
  const asked = new URLSearchParams(parameters).get('facets') === '1';
  return asked ? platform.sql.listWithFacets(query) : platform.sql.list(query);
}

/** Asks over HTTP and compares ids, order, count and every card with SQL's answer. Answers what `X-Cache` said. */
export async function expectAsSql(
  platform: Platform,
  parameters: string,
  minPosition?: string,
): Promise<string> {
  return expectAnswer(platform, parameters, await answerOfSql(platform, parameters), minPosition);
}

/** As {@link expectAsSql}, of an answer that is known. */
export async function expectAnswer(
  platform: Platform,
  parameters: string,
  expected: ListingPage,
  minPosition?: string,
): Promise<string> {
  const query = queryOf(parameters);
  const wait = minPosition === undefined ? '' : `&min_position=${minPosition}`;
  const response = await platform.get(`/listing/?${parameters}${wait}`);
  if (query.page > 1 && (query.page - 1) * query.pageSize >= expected.count) {
    expect(response.statusCode, parameters).toBe(404);
    return 'none';
  }
  expect(response.statusCode, `${parameters}: ${response.body}`).toBe(200);
  const body: ListingBody = response.json();
  const cards = expected.cards.map((card) => JSON.parse(card) as unknown);
  expect({ count: body.count, results: body.results, facets: body.facets }, parameters).toEqual({
    count: expected.count,
    results: cards,
    facets: expected.facets,
  });
  return String(response.headers['x-cache']);
}

/** Asks over HTTP what each filter, loosened, would give, and compares with SQL's counts. Answers how many loosenings there are. */
export async function expectLoosenedAsSql(platform: Platform, parameters: string): Promise<number> {
  const { filters } = await questionOf(platform.database, parameters);
  const loosenings = looseningsOf(filters);
  const questions = loosenings.map((each) => each.filters);
  const around = await platform.sql.countAround(filters, questions);
  const response = await platform.get(`/listing/loosen?${parameters}`);
  expect(response.statusCode, `${parameters}: ${response.body}`).toBe(200);
  const body: { count: number; loosenings: Record<string, unknown>[] } = response.json();
  const expected = gainsOf(filters, loosenings, around).map(({ filters: _, ...gain }) => gain);
  const found = body.loosenings.map(({ link: _, ...gain }) => gain);
  expect({ count: body.count, loosenings: found }, parameters).toEqual({
    count: around.count,
    loosenings: expected,
  });
  return expected.length;
}

/** Values that cars have, and some that none has, to draw questions from. */
export async function vocabularyOf(database: Database): Promise<Vocabulary> {
  const words: Record<string, readonly number[]> = {};
  for (const { name, column } of attributes) {
    const value = name === 'date_added' ? '0' : column;
    const { rows } = await database.query<{ value: number }>(
      `select distinct ${value} as value from car join variant on variant.id = car.variant_id
       join model on model.id = variant.model_id where ${value} is not null order by value limit 60`,
    );
    words[name] = [...rows.map((row) => row.value), 0, 999_999];
  }
  for (const name of ['price', 'km_driven']) {
    const { rows } = await database.query<{ value: number }>(
      `select percentile_disc(part) within group (order by ${name}) as value
       from car, generate_series(0, 1, 0.05) as part group by part`,
    );
    words[name] = [...rows.map((row) => row.value), 0, 1, 10 ** 9, 2 ** 53 - 1];
  }
  const { rows } = await database.query<{ id: number }>('select id from feature order by id limit 80');
  words.feature = [...rows.map((row) => row.id), 999_999];
  return words as Vocabulary;
}
