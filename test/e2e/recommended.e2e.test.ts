import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsFromText, factsToText } from '../../src/catalog/car-facts.js';
import { indexedCar } from '../../src/catalog/car.js';
import { Ranker } from '../../src/listing/ranker.js';
import type { CarModel } from '../../src/recommend/published-model.js';
import { Random } from '../../src/shared/random.js';
import { readLiveCars } from '../../src/source/cars.js';
import { publishModel } from '../../src/source/model-store.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { artifactOf, randomModel } from '../support/car-models.js';
import type { ListingBody } from '../support/oracle.js';
import { queryOf, vocabularyOf } from '../support/oracle.js';
import type { Platform, PlatformOptions } from '../support/platform.js';
import { startPlatform, until } from '../support/platform.js';
import type { TestDatabase } from '../support/postgres.js';
import { testDatabase } from '../support/postgres.js';
import { arbitraryParameters, toQuery } from '../support/random-filters.js';
import { testPrefix } from '../support/valkey.js';

/** The order called recommended: every visitor sees every car once, and by whichever engine the same. */

async function sampleDatabase(count: number): Promise<TestDatabase> {
  const database = await testDatabase();
  await loadSampleCars({ databaseUrl: database.url, count, seed: 3, now: new Date('2026-06-01T00:00:00Z') });
  return database;
}

async function modelOf({ database }: Platform, version: number): Promise<CarModel> {
  const client = await database.connect();
  try {
    const cars = [];
    for await (const batch of readLiveCars(client, 1_000))
      for (const car of batch) cars.push({ id: car.id, facts: factsFromText(factsToText(indexedCar(car))) });
    return randomModel(version, cars);
  } finally {
    client.release();
  }
}

async function use(platform: Platform, model: CarModel): Promise<void> {
  platform.shelf.put(model);
  await until(async () => {
    const { next } = (await platform.get('/listing/')).json<ListingBody>();
    return next?.includes(`model_version=${model.version}&`) === true;
  });
}

function idsOf({ results }: ListingBody): number[] {
  return results.map(({ id }) => id);
}

describe('a recommended listing', () => {
  it('by the near index is the one that Postgres and the model give, while cars change', async () => {
    await using database = await sampleDatabase(600);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), near: true };
    await using platform = await startPlatform(options);
    const vocabulary = await vocabularyOf(platform.database);
    const model = await modelOf(platform, 5);
    await use(platform, model);
    const ranker = new Ranker(platform.shelf, () => Promise.resolve(null));
    const question = fc.tuple(
      arbitraryParameters(vocabulary),
      fc.uniqueArray(fc.integer({ min: 1, max: 700 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
    );
    for (const [step, [parameters, seenCarIds, page]] of fc.sample(question, 300).entries()) {
      if (step % 10 === 0) {
        await platform.database.query('update car set price = price * 1.1, color_id = 1 where id % 97 = $1', [
          step % 97,
        ]);
        await platform.database.query(`update car set status = 'sold' where id = $1`, [step]);
        const changed = await platform.logPosition();
        // Only the near index counts.
        await until(async () => {
          const { headers } = await platform.get(`/listing/?facets=1&min_position=${changed}`);
          return headers['x-cache'] === 'hit';
        });
      }
      const seen = [...seenCarIds].sort((one, other) => one - other);
      const text = `${toQuery(parameters)}&page_size=7&page=${page}`;
      const order = (await ranker.orderFor({ modelVersion: 5, seenCarIds: seen }))!;
      const expected = await platform.sql.listOrdered(queryOf(text), order, false);
      const answer = await platform.get(`/listing/?${text}&model_version=5&seen_car_ids=${seen.join()}`);
      if (answer.statusCode === 404) {
        expect(expected.cards).toEqual([]);
        continue;
      }
      const body = answer.json<ListingBody>();
      expect(body.count).toBe(expected.count);
      expect(body.results).toEqual(expected.cards.map((card) => JSON.parse(card) as unknown));
      expect(answer.headers['x-cache']).toBe('hit');
    }
  });

  it('shows 2,000 buyers every car once, while models are swapped and events arrive', async () => {
    await using database = await sampleDatabase(500);
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      near: true,
      environment: { FORECOURT_EVENTS_PER_ADDRESS: '1000000' },
    });
    const random = new Random(Number(process.env.FORECOURT_TEST_SEED ?? 17), 1);
    const models = await Promise.all([1, 2, 3, 4, 5, 6].map((version) => modelOf(platform, version)));
    await use(platform, models[0]!);
    let personal = 0;
    for (let buyer = 0; buyer < 2_000; buyer += 1) {
      const question = random.pick([
        '',
        'city_id=1',
        'make_id=1,2&price_max=900000',
        'fuel_type=1',
        'body_type=2',
      ]);
      let cookie = '';
      const opened = async (id: number): Promise<void> => {
        const events = [{ id: randomUUID(), kind: 'opened', car_ids: [id], at: new Date().toISOString() }];
        const answer = await platform.app.inject({
          method: 'POST',
          url: '/events',
          headers: { host: 'localhost', cookie, 'content-type': 'application/json' },
          payload: { events },
        });
        expect(answer.statusCode).toBe(202);
        cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
      };
      if (random.chance(0.1)) await opened(random.between(1, 500));
      let url: string | null = `/listing/?${question}&page_size=${random.between(20, 35)}`;
      const shown: number[] = [];
      let count = Infinity;
      while (url !== null && shown.length <= count) {
        const answer = await platform.get(url, { cookie });
        const body = answer.json<ListingBody>();
        if (answer.headers['cache-control'] === 'private, max-age=0, must-revalidate') personal += 1;
        ({ count } = body);
        shown.push(...idsOf(body));
        url = body.next?.slice('http://localhost'.length) ?? null;
        if (random.chance(0.02)) await opened(shown.at(-1)!);
        // A model for every four hundred buyers, in the middle of somebody's pages.
        const next = models[Math.floor(buyer / 400) + 1]!;
        if (buyer % 400 === 200 && platform.shelf.get(next.version) === null) platform.shelf.put(next);
      }
      expect(shown).toHaveLength(count);
      expect(new Set(shown).size).toBe(count);
    }
    expect(platform.shelf.current?.version).toBe(6);
    expect(personal).toBeGreaterThan(50);
  });

  it('is by the model from the first visitor on, once the log says that it is in use', async () => {
    await using database = await sampleDatabase(100);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), near: true };
    {
      await using platform = await startPlatform(options);
      const artifact = artifactOf(await modelOf(platform, 1));
      await publishModel(platform.database, {
        trainedUntilMs: 0,
        isSimulated: false,
        figures: {},
        artifact,
      });
    }
    await using started = await startPlatform(options);
    await until(() => Promise.resolve(started.logged.some(({ msg }) => msg.startsWith('model 1 in use'))));
    const { next } = (await started.get('/listing/')).json<ListingBody>();
    expect(next).toContain('model_version=1&');
    const { body: figures } = await started.get('/metrics');
    expect(figures).toMatch(/^forecourt_model_version 1$/m);
    expect(figures).toMatch(/^forecourt_model_trained_until_seconds \d+$/m);
    expect(figures).toMatch(/^forecourt_near_index_cars [1-9]\d+$/m);
    expect(figures).toMatch(/^forecourt_near_index_fills_total 1$/m);
  });

  it('is gone on with by a server that has no near index, and by one that lacks the model as by one that has none', async () => {
    await using database = await sampleDatabase(200);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), near: true };
    await using platform = await startPlatform(options);
    const model = await modelOf(platform, 9);
    await use(platform, model);
    await using other = await startPlatform({ ...options, near: false, follower: 'none' });
    other.shelf.put(model);
    await using stranger = await startPlatform({ ...options, near: false, follower: 'none' });
    const first = (await platform.get('/listing/?page_size=35&seen_car_ids=3,8')).json<ListingBody>();
    const path = first.next!.slice('http://localhost'.length);
    const [here, there, lost] = await Promise.all([platform.get(path), other.get(path), stranger.get(path)]);
    expect(there.json()).toEqual(here.json());
    expect([here.headers['x-cache'], there.headers['x-cache']]).toEqual(['hit', 'database']);
    expect(lost.statusCode).toBe(200);
    expect(lost.json<ListingBody>().next).toContain('model_version=0&page=3');
    const counted = [await platform.get(`${path}&facets=1`), await other.get(`${path}&facets=1`)];
    expect(counted[1]!.json()).toEqual(counted[0]!.json());
  });

  it('is private where it is of whoever asks, and says so to caches', async () => {
    await using database = await sampleDatabase(100);
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      near: true,
    });
    await use(platform, await modelOf(platform, 2));
    const headersOf = async (path: string, cookie = ''): Promise<[unknown, unknown]> => {
      const { headers } = await platform.get(path, cookie === '' ? {} : { cookie });
      return [headers['cache-control'], headers.vary];
    };
    const shared = 'public, max-age=0, must-revalidate, no-cache="set-cookie"';
    const seen = 'forecourt_seen=1.2';
    expect(await headersOf('/listing/', seen)).toEqual(['private, max-age=0, must-revalidate', 'cookie']);
    expect(await headersOf('/listing/')).toEqual([shared, 'cookie']);
    expect(await headersOf('/listing/?model_version=2', seen)).toEqual([shared, undefined]);
    expect(await headersOf('/listing/?ordering=price', seen)).toEqual([shared, undefined]);
    // An empty list is none: the cookie tells.
    expect(await headersOf('/listing/?seen_car_ids=', seen)).toEqual([
      'private, max-age=0, must-revalidate',
      'cookie',
    ]);
    const odd = '/listing/?model_version=2&page_size=5&seen_car_ids=';
    const nobodys = (await platform.get(odd)).json<ListingBody>();
    for (const ids of ['0', '3000000000', '9007199254740991', '0,3000000000'])
      expect((await platform.get(odd + ids)).json(), ids).toEqual(nobodys);
    const mine = await platform.get('/listing/', { cookie: seen });
    const others = await platform.get('/listing/', { cookie: 'forecourt_seen=z' });
    expect(mine.headers.etag).not.toBe(others.headers.etag);
    expect(mine.json<ListingBody>().next).toContain('model_version=2&seen_car_ids=1,2&page=2');
  });
});
