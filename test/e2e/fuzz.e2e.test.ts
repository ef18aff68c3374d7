import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributes, featureParameters } from '../../src/catalog/attributes.js';
import { positionFromString } from '../../src/catalog/position.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { startPlatform } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** I5: no request, however odd, gives a 5xx; every 4xx is a problem document that names the parameter. */

const names = [
  ...attributes.flatMap(({ options, range }) => [
    ...(options === null ? [] : [options.parameter, ...options.aliases]),
    ...(range === null ? [] : [range.min, range.max]),
  ]),
  ...Object.values(featureParameters),
  ...[
    'ordering',
    'page',
    'page_size',
    'slug',
    'seen_car_ids',
    'min_position',
    'facets',
    'utm_source',
    '__proto__',
    '',
  ],
];

const injections = [
  "1' or '1'='1",
  '1;drop table car',
  '1)) union select null--',
  '*1\r\n$8\r\nFLUSHALL\r\n',
  "'] redis.call('flushall') --",
  '<script>alert(1)</script>',
  '${7*7}',
  '%00',
  '../../etc/passwd',
  '1e999',
  'NaN',
  '-0',
  '0x10',
  '9'.repeat(400),
  '٣',
  '１',
  '𝟙',
  '\u202e1',
];

const value = fc.oneof(
  fc.constantFrom(...injections),
  fc.integer().map(String),
  fc.double().map(String),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.integer({ min: -5, max: 400 }), { maxLength: 400 }).map((list) => list.join(',')),
  fc.constantFrom(
    '1,',
    ',,,',
    ' 1 , 2 ',
    '1,2,a',
    'price',
    '-price',
    'recommended',
    '0/0',
    '16/B374D848',
    'FFFFFFFF/FFFFFFFF',
  ),
  fc.constantFrom(
    'used-cars',
    'used--cars',
    'used-nexon-cars-in-mumbai',
    'used-cars-under-0-lakh',
    'used-'.repeat(200),
  ),
);

const rawQuery = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 8 }).map(encoded),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 200 }).map((text) => text.replace(/[\s#]/g, '')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'city_id=%',
      'city_id=%ff',
      '%=1',
      '&&&=&=',
      'city_id[]=1',
      'city_id[$ne]=1',
      '?a=b',
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...names), fc.integer({ min: 100, max: 2_000 }))
      .map(([name, times]) => Array.from({ length: times }, (_, place) => `${name}=${place}`).join('&')),
  },
);

function waits(query: string): boolean {
  const positions = new URLSearchParams(query)
    .getAll('min_position')
    .map((text) => positionFromString(text.trim()));
  return positions.some((position) => position !== null && position > 0xffff_ffffn);
}

function encoded(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(wellFormed(text))}`)
    .join('&');
}

describe('hostile requests', () => {
  it('10,000 query strings: no 5xx, and every 4xx names its parameter', async () => {
    await using database = await testDatabase();
    await loadSampleCars({
      databaseUrl: database.url,
      count: 500,
      seed: 7,
      now: new Date('2026-06-01T00:00:00Z'),
    });
    await using platform = await startPlatform({ databaseUrl: database.url, valkey: testPrefix() });
    const seed = Number(process.env.FORECOURT_TEST_SEED ?? Date.now() % 2 ** 31);
    const statuses = new Map<number, number>();
    for (const query of fc.sample(rawQuery, { seed, numRuns: 10_000 })) {
      // Waiting for a position that never comes is right, but takes its second each time: not here.
      if (waits(query)) continue;
      const response = await platform.get(`/listing/?${query}`);
      const { statusCode } = response;
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      const label = `seed ${seed}: ${query}`;
      expect(statusCode, label).toBeLessThan(500);
      if (statusCode === 200) continue;
      expect(response.headers['content-type'], label).toBe('application/problem+json; charset=utf-8');
      const problem: {
        status: number;
        detail: string;
        parameters: { parameter: string; message: string }[];
      } = response.json();
      expect(problem.status, label).toBe(statusCode);
      expect(problem.parameters.length, label).toBeGreaterThan(0);
      for (const { parameter } of problem.parameters) expect(names, label).toContain(parameter);
    }
    expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(9_000);
    expect(statuses.get(200)).toBeGreaterThan(500);
    expect(statuses.get(400)).toBeGreaterThan(500);
    // Nothing got through to the servers: all cars are still there.
    const { rows } = await platform.database.query<{ count: number }>(
      'select count(*)::int as count from car',
    );
    expect(rows[0]?.count).toBe(500);
    expect(await platform.store.state()).not.toBeNull();
  }, 300_000);

  it('odd paths of cars and slugs are refused, never a 5xx', async () => {
    await using database = await testDatabase();
    await using platform = await startPlatform({ databaseUrl: database.url, valkey: testPrefix() });
    const part = fc.oneof(
      fc.constantFrom(...injections),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.integer().map(String),
    );
    for (const text of fc.sample(part, 1_000)) {
      for (const root of ['/cars/', '/slugs/', '/photos/', '/']) {
        const response = await platform.get(root + encodeURIComponent(wellFormed(text)));
        expect(response.statusCode, `${root}${text}`).toBeLessThan(500);
        if (root !== '/cars/') continue;
        const similar = await platform.get(
          `${root}${encodeURIComponent(wellFormed(text))}/similar?page_size=${encodeURIComponent(wellFormed(text))}`,
        );
        expect(similar.statusCode, text).toBeLessThan(500);
      }
    }
  }, 300_000);
});

/** Without halves of surrogate pairs, which no URL can carry. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/g, '');
}
