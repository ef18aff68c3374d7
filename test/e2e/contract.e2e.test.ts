import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { FormatsPlugin } from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import type { ListingBody } from '../support/oracle.js';
import { expectAsSql } from '../support/oracle.js';
import type { Platform } from '../support/platform.js';
import { startPlatform } from '../support/platform.js';
import type { TestDatabase } from '../support/postgres.js';
import { testDatabase } from '../support/postgres.js';
import type { TestPrefix } from '../support/valkey.js';
import { testPrefix } from '../support/valkey.js';

/** The HTTP contract, and the traps that others fell into, one test each. */

let database: TestDatabase;
let space: TestPrefix;
let platform: Platform;

beforeAll(async () => {
  database = await testDatabase();
  await loadSampleCars({
    databaseUrl: database.url,
    count: 1_500,
    seed: 5,
    now: new Date('2026-06-01T00:00:00Z'),
  });
  space = testPrefix();
  platform = await startPlatform({ databaseUrl: database.url, valkey: space });
});

afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await space.clear();
  await database[Symbol.asyncDispose]();
});

async function listing(query: string): Promise<ListingBody> {
  const response = await platform.get(`/listing/?${query}`);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

async function change(sql: string): Promise<string> {
  await platform.database.query(sql);
  return platform.logPosition();
}

describe('the envelope', () => {
  it('has count, links that keep all that was asked, and cards', async () => {
    const body = await listing('city_id=1&utm_source=ad&ordering=price&page=2&page_size=5');
    expect(body.next).toBe(
      'http://localhost/listing/?city_id=1&utm_source=ad&ordering=price&page_size=5&page=3',
    );
    expect(body.previous).toBe(
      'http://localhost/listing/?city_id=1&utm_source=ad&ordering=price&page_size=5',
    );
    expect(body.results).toHaveLength(5);
    expect(Object.keys(body.results[0] ?? {})).toEqual(
      'id images price make_name model_name variant_name year km_driven fuel_type transmission body_type color city_name owner date_added link'.split(
        ' ',
      ),
    );
  });

  it('is served with and without the last slash', async () => {
    expect((await platform.get('/listing?city_id=1')).json()).toEqual(
      (await platform.get('/listing/?city_id=1')).json(),
    );
  });

  it('walks through all pages by its links, each car once', async () => {
    const seen: number[] = [];
    let url: string | null = '/listing/?city_id=1,2&page_size=35&ordering=-km_driven';
    let count = 0;
    while (url !== null) {
      const body: ListingBody = (await platform.get(url)).json();
      seen.push(...body.results.map(({ id }) => id));
      count = body.count;
      url = body.next?.replace('http://localhost', '') ?? null;
    }
    expect(seen).toHaveLength(count);
    expect(new Set(seen).size).toBe(count);
  });

  it('answers 404 "Invalid page." past the last page, and an empty first page with 200', async () => {
    const past = await platform.get('/listing/?page=100000');
    expect([past.statusCode, past.json<{ detail: string }>().detail]).toEqual([404, 'Invalid page.']);
    expect(await listing('city_id=999999')).toMatchObject({
      count: 0,
      next: null,
      previous: null,
      results: [],
    });
  });
});

describe('headers', () => {
  it('tell the cache, the position and the time of each stage', async () => {
    const query = '/listing/?city_id=3&price_min=1';
    const miss = await platform.get(query);
    const hit = await platform.get(query);
    expect([miss.headers['x-cache'], hit.headers['x-cache']]).toEqual(['miss', 'hit']);
    expect(miss.headers['x-position']).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
    expect(miss.headers['server-timing']).toMatch(/^parse;dur=[\d.]+, read;dur=[\d.]+, build;dur=[\d.]+$/);
    expect(hit.headers['server-timing']).toMatch(/^parse;dur=[\d.]+, read;dur=[\d.]+$/);
  });

  it('answer 304 to the ETag of the same answer, and 200 once a card has changed', async () => {
    const first = await platform.get('/listing/?ordering=price');
    const etag = String(first.headers.etag);
    expect((await platform.get('/listing/?ordering=price', { 'if-none-match': etag })).statusCode).toBe(304);
    expect(
      (await platform.get('/listing/?ordering=price', { 'if-none-match': `"x", W/${etag}` })).statusCode,
    ).toBe(304);
    const [cheapest] = first.json<ListingBody>().results;
    const position = await change(`update car set km_driven = 4242 where id = ${cheapest?.id ?? 0}`);
    const url = `/listing/?ordering=price&min_position=${position}`;
    expect((await platform.get(url, { 'if-none-match': etag })).statusCode).toBe(200);
  });

  it('make a request wait for its min_position, 1 s at most, then 503 with Retry-After', async () => {
    const position = await change('update car set price = 7 where id = 11');
    const waited = await platform.get(`/listing/?ordering=price&min_position=${position}`);
    expect(waited.json<ListingBody>().results.map((car) => car.id)).toContain(11);
    const never = await platform.get('/listing/?min_position=FFFFFFFF/0');
    expect([never.statusCode, never.headers['retry-after']]).toEqual([503, '1']);
  });
});

describe('cars', () => {
  it('are told whole, 404 if unknown, 410 once terminal', async () => {
    const { results } = await listing('ordering=-price&page_size=1');
    const id = results[0]?.id ?? 0;
    const car = await platform.get(`/cars/${id}`);
    expect(car.json()).toMatchObject({ id, status: 'live' });
    expect(car.headers['x-cache']).toBe('hit');
    const position = await change(`update car set status = 'sold' where id = ${id}`);
    await platform.get(`/listing/?min_position=${position}`);
    expect((await platform.get(`/cars/${id}`)).statusCode).toBe(410);
    expect((await platform.get('/cars/99999999')).statusCode).toBe(404);
    expect((await platform.get('/cars/1e3')).statusCode).toBe(404);
  });
});

describe('slugs', () => {
  it('mean what their filters mean, in a listing and alone', async () => {
    const slug = await platform.get('/slugs/used-petrol-cars-under-5-lakh-in-mumbai');
    const { canonical, filters } = slug.json<{ canonical: string; filters: Record<string, string> }>();
    expect(canonical).toBe('used-petrol-cars-under-5-lakh-in-mumbai');
    expect(filters).toMatchObject({ city_id: '1', price_max: '500000' });
    const said = await listing(`slug=${canonical}`);
    expect(said.count).toBeGreaterThan(0);
    expect(said.results).toEqual((await listing(new URLSearchParams(filters).toString())).results);
    const both = await listing(`slug=${canonical}&price_max=300000`);
    expect(both.results).toEqual(
      (await listing(new URLSearchParams({ ...filters, price_max: '300000' }).toString())).results,
    );
  });

  it('that are unknown answer 404 and name the token', async () => {
    for (const url of ['/slugs/used-spaceship-cars', '/listing/?slug=used-spaceship-cars']) {
      const response = await platform.get(url);
      expect(response.statusCode).toBe(404);
      expect(response.json<{ detail: string }>().detail).toContain('spaceship');
    }
  });

  it('follow a renamed city at once', async () => {
    const position = await change("update city set name = 'Bombay' where id = 1");
    const response = await platform.get(`/listing/?slug=used-cars-in-bombay&min_position=${position}`);
    expect(response.statusCode).toBe(200);
    expect(response.json<ListingBody>().count).toBe((await listing('city_id=1')).count);
  });
});

describe('traps', () => {
  it('a view is dropped when a change touches it, and only then', async () => {
    const [inside, outside] = ['city_id=2&ordering=price', 'city_id=3&ordering=price'];
    await listing(inside);
    await listing(outside);
    const { results } = await listing(inside);
    const id = results[0]?.id ?? 0;
    const photo = await change(`update car_image set url = '/photos/other.svg' where car_id = ${id}`);
    expect(await expectAsSql(platform, inside, photo)).toBe('hit'); // cards are no part of a view
    const price = await change(`update car set price = price + 100000 where id = ${id}`);
    expect(await expectAsSql(platform, outside, price)).toBe('hit');
    expect(await expectAsSql(platform, inside, price)).toBe('miss');
  });

  it('a sold car leaves every stored page at once: no hole, no wrong count', async () => {
    const query = 'city_id=4&ordering=price';
    const before = await listing(query);
    const position = await change(`update car set status = 'sold' where id = ${before.results[0]?.id ?? 0}`);
    await expectAsSql(platform, query, position);
    expect((await listing(query)).count).toBe(before.count - 1);
  });

  it('an empty answer is remembered, and forgotten when a car comes in', async () => {
    const query = 'owner=77';
    expect((await platform.get(`/listing/?${query}`)).headers['x-cache']).toBe('miss');
    expect((await platform.get(`/listing/?${query}&ordering=price`)).headers['x-cache']).toBe('hit');
    const position = await change('update car set owner = 77 where id = 21');
    await expectAsSql(platform, query, position);
    expect((await listing(query)).count).toBe(1);
  });

  it('a stampede on a cold view builds it once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => platform.get('/listing/?city_id=5&seats=5')),
    );
    const caches = answers.map(({ headers }) => headers['x-cache']);
    expect(caches.filter((cache) => cache === 'miss')).toHaveLength(1);
  });

  it('an option filter never leaks its id into a price order', async () => {
    await expectAsSql(platform, 'color=2&make_id=1,2,3&city_id=1,2&ordering=price&page_size=35');
  });

  it('ties stand by id as a number, both ways; cars without a value stand last, both ways', async () => {
    await platform.get(
      `/listing/?min_position=${await change('update car set year = 2015 where id between 1 and 200')}`,
    );
    for (const ordering of ['year', '-year', 'km_driven', '-km_driven']) {
      for (const page of [1, 2, 5, 20])
        await expectAsSql(platform, `ordering=${ordering}&page_size=35&page=${page}`);
      await expectAsSql(platform, `ordering=${ordering}&year=2015&page_size=35&page=3`);
    }
    const last = await listing('ordering=-km_driven&page_size=35&page=1');
    expect(last.results[0]).not.toMatchObject({ km_driven: null });
  });

  it('views live for ten minutes', async () => {
    await listing('city_id=6');
    const keys = await platform.valkey.keys(`${platform.keys.prefix}page:*`);
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      const ttl = await platform.valkey.ttl(key);
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(600);
    }
  });

  it('one round trip where the view exists, two where it is built', async () => {
    const monitor = await platform.valkey.monitor();
    const scripts: string[] = [];
    const marked = new Promise<void>((resolve) => {
      monitor.on('monitor', (_time: string, args: string[], source: string) => {
        const ours = source !== 'lua' && args.some((word) => word.startsWith(platform.keys.prefix));
        if (ours && /^eval/i.test(args[0] ?? '')) scripts.push(args[0] ?? '');
        if (args[1] === 'end of this test') resolve();
      });
    });
    await listing('city_id=7&year_min=2014');
    await listing('city_id=7&year_min=2014');
    await platform.valkey.echo('end of this test');
    await marked;
    expect(scripts).toHaveLength(3);
    monitor.disconnect();
  });
});

describe('the OpenAPI document', () => {
  it('describes every answer as it is', async () => {
    const document = (await platform.get('/openapi.json')).json<Record<string, never>>();
    const ajv = new Ajv2020({ strict: false });
    (formats as unknown as FormatsPlugin)(ajv);
    ajv.addSchema(document, 'api');
    const expectValid = (schema: string, body: unknown): void => {
      const validate = ajv.getSchema(`api#/components/schemas/${schema}`);
      expect(validate?.(body), JSON.stringify(validate?.errors)).toBe(true);
    };
    const { results } = await listing('page_size=35');
    expectValid('Listing', await listing('page_size=35'));
    for (const { id } of results) expectValid('Car', (await platform.get(`/cars/${id}`)).json());
    expectValid('SimilarCars', (await platform.get(`/cars/${results[0]!.id}/similar`)).json());
    expectValid('Slug', (await platform.get('/slugs/used-cars')).json());
    expectValid('Problem', (await platform.get('/listing/?page=x')).json());
    expectValid('Problem', (await platform.get('/nowhere')).json());
    expectValid('Problem', (await platform.get('/listing/?min_position=FFFFFFFF/0')).json());
    expectValid('Health', (await platform.get('/healthz')).json());
    expectValid('Readiness', (await platform.get('/readyz')).json());
    expect(() => {
      expectValid('Car', { id: 'x' });
    }).toThrow();
  });

  it('lists every parameter that the parser reads', async () => {
    const document = (await platform.get('/openapi.json')).json<{
      paths: Record<string, { get: { parameters: { name: string }[] } }>;
    }>();
    const names = document.paths['/listing/']?.get.parameters.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['city_id', 'make', 'price_min', 'km_max', 'features_none', 'min_position']),
    );
  });
});

describe('operation', () => {
  it('tells health, readiness with lag, and metrics', async () => {
    expect((await platform.get('/healthz')).json()).toEqual({ status: 'alive' });
    await platform.caughtUp();
    expect((await platform.get('/readyz')).json()).toMatchObject({ status: 'ready', engine: 'index' });
    expect((await platform.get('/metrics')).body).toContain('forecourt_listing_seconds_bucket');
    expect((await platform.get('/docs')).statusCode).toBeLessThan(400);
  });
});
