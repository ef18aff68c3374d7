import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/catalog/car-facts.js';
import type { Car } from '../../src/catalog/car.js';
import { indexedCar } from '../../src/catalog/car.js';
import { Random } from '../../src/shared/random.js';
import { readLiveCars } from '../../src/source/cars.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { randomModel } from '../support/car-models.js';
import type { ListingBody } from '../support/oracle.js';
import type { Platform, PlatformOptions } from '../support/platform.js';
import { oddIds } from '../support/odd-ids.js';
import { startPlatform, until } from '../support/platform.js';
import type { TestDatabase } from '../support/postgres.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** Cars like one, as a visitor asks for them: whatever happens to cars meanwhile, only such as can be bought. */

async function sampleDatabase(count: number): Promise<TestDatabase> {
  const database = await testDatabase();
  await loadSampleCars({ databaseUrl: database.url, count, seed: 9, now: new Date('2026-06-01T00:00:00Z') });
  return database;
}

async function liveCars({ database }: Platform): Promise<Car[]> {
  const client = await database.connect();
  try {
    const cars = [];
    for await (const batch of readLiveCars(client, 1_000)) cars.push(...batch);
    return cars;
  } finally {
    client.release();
  }
}

async function similar(platform: Platform, id: number, query = ''): Promise<Car[]> {
  const answer = await platform.get(`/cars/${id}/similar${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  const body = answer.json<{ results: Car[] }>();
  expect(Object.keys(body)).toEqual(['results']);
  return body.results;
}

function isNear(car: Car, other: Pick<Car, 'body_type' | 'price'>): boolean {
  const { price } = other;
  return (
    other.body_type === car.body_type &&
    price >= Math.floor(car.price / 1.25) &&
    price <= Math.ceil(car.price * 1.25)
  );
}

describe('GET /cars/{id}/similar', () => {
  it('answers with the headers of a listing, as many cars as are asked for, and none of them the car itself', async () => {
    await using database = await sampleDatabase(300);
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      near: true,
    });
    for (const { id } of (await liveCars(platform)).slice(0, 100)) {
      const ids = (await similar(platform, id, '?page_size=35')).map((car) => car.id);
      expect(new Set(ids).size).toBe(35);
      expect(ids).not.toContain(id);
      expect((await similar(platform, id)).map((car) => car.id)).toEqual(ids.slice(0, 10));
    }
    const answer = await platform.get('/cars/1/similar');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=0, must-revalidate, no-cache="set-cookie"',
      'x-cache': 'hit',
      'x-position': expect.stringMatching(/^[\dA-F]+\/[\dA-F]+$/) as string,
      'server-timing': expect.stringMatching(/^parse;dur=[\d.]+, near;dur=[\d.]+$/) as string,
    });
    const etag = String(answer.headers.etag);
    expect((await platform.get('/cars/1/similar', { 'if-none-match': etag })).statusCode).toBe(304);
    expect((await platform.get('/cars/1/similar?page_size=9')).headers.etag).not.toBe(etag);
    await platform.database.query('update car set color_id = color_id % 5 + 1');
    await platform.get(`/listing/?min_position=${await platform.logPosition()}`);
    await until(async () => (await platform.get('/cars/1/similar')).headers.etag !== etag);
  });

  it('never shows a car that is sold, while cars are sold and come back, to who saw it sold', async () => {
    await using database = await sampleDatabase(200);
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      near: true,
    });
    const random = new Random(Number(process.env.FORECOURT_TEST_SEED ?? 5), 1);
    const sold = new Set<number>();
    let fromNear = 0;
    for (let step = 0; step < 150; step += 1) {
      const id = random.between(1, 200);
      const status = sold.has(id) ? 'live' : random.pick(['sold', 'withdrawn']);
      const { rowCount } = await platform.database.query(
        `update car set status = $2, price = price + 1000 where id = $1 and status <> $2`,
        [id, status],
      );
      if (rowCount === 0) continue;
      if (status === 'live') sold.delete(id);
      else sold.add(id);
      // Whoever has seen that change says so by their cookie.
      const cookie = platform.seenCookie(await platform.logPosition());
      for (const asked of [id, random.between(1, 200)]) {
        const answer = await platform.get(`/cars/${asked}/similar?page_size=35`, { cookie });
        expect(answer.statusCode).toBe(200);
        if (answer.headers['x-cache'] === 'hit') fromNear += 1;
        const shown = answer.json<{ results: Car[] }>().results.map((car) => car.id);
        expect(shown.filter((each) => sold.has(each) || each === asked)).toEqual([]);
      }
      if (step % 3 === 0) {
        const changed = await platform.logPosition();
        await until(async () => {
          const { headers } = await platform.get(`/listing/?facets=1&min_position=${changed}`);
          return headers['x-cache'] === 'hit';
        });
        await similar(platform, id);
      }
    }
    expect(sold.size).toBeGreaterThan(20);
    expect(fromNear).toBeGreaterThan(0);
  });

  it('of a car that is sold is what it was before it was sold', async () => {
    await using database = await sampleDatabase(200);
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      near: true,
    });
    const [car] = await liveCars(platform);
    const before = await similar(platform, car!.id, '?page_size=20');
    await platform.database.query(`update car set status = 'sold' where id = $1`, [car!.id]);
    const changed = await platform.logPosition();
    await until(async () => {
      const { headers } = await platform.get(`/listing/?facets=1&min_position=${changed}`);
      return headers['x-cache'] === 'hit';
    });
    expect((await platform.get(`/cars/${car!.id}`)).statusCode).toBe(410);
    // Asking Postgres has told where its log is: until the copy is there, too, Postgres answers.
    let answer = await platform.get(`/cars/${car!.id}/similar?page_size=20`);
    await until(async () => {
      answer = await platform.get(`/cars/${car!.id}/similar?page_size=20`);
      return answer.headers['x-cache'] === 'hit';
    });
    expect(answer.json<{ results: Car[] }>().results).toEqual(before);
    expect(answer.headers['server-timing']).toMatch(/^parse;dur=[\d.]+, car;dur=[\d.]+, near;dur=[\d.]+$/);
  });

  it('is by the model once there is one, for cars that it knows and for new ones', async () => {
    await using database = await sampleDatabase(300);
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      near: true,
    });
    const cars = await liveCars(platform);
    const without = await Promise.all(cars.map(({ id }) => similar(platform, id)));
    platform.shelf.put(
      randomModel(
        4,
        cars.map((car) => ({ id: car.id, facts: factsOf(indexedCar(car)) })),
      ),
    );
    await until(async () => {
      const { next } = (await platform.get('/listing/')).json<ListingBody>();
      return next?.includes('model_version=4&') === true;
    });
    let others = 0;
    for (const [place, { id }] of cars.entries()) {
      const ids = (await similar(platform, id)).map((car) => car.id);
      expect(new Set(ids).size).toBe(10);
      expect(ids).not.toContain(id);
      if (ids.join() !== without[place]!.map((car) => car.id).join()) others += 1;
    }
    expect(others).toBeGreaterThan(250);
  });

  it('comes from Postgres where the server has no copy of the index: the newest of the same body type and a near price', async () => {
    await using database = await sampleDatabase(400);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix() };
    await using platform = await startPlatform(options);
    await platform.database.query(`update car set status = 'sold' where id % 5 = 0`);
    await platform.database.query(`update car set status = 'withdrawn' where id % 7 = 0`);
    const cars = await liveCars(platform);
    const client = await platform.database.query<Car>(
      `select car.id, price, body_type.name as body_type from car join body_type on body_type.id = body_type_id order by car.id limit 60`,
    );
    let full = 0;
    for (const car of client.rows) {
      const answer = await platform.get(`/cars/${car.id}/similar?page_size=5`);
      expect(answer.headers['x-cache']).toBe('database');
      const { results } = answer.json<{ results: Car[] }>();
      expect(results.every((other) => isNear(car, other) && other.id !== car.id)).toBe(true);
      const wanted = cars
        .filter((other) => other.id !== car.id && isNear(car, other))
        .sort((one, other) =>
          one.date_added < other.date_added ? 1 : one.date_added > other.date_added ? -1 : other.id - one.id,
        );
      expect(results.map(({ id }) => id)).toEqual(wanted.slice(0, 5).map(({ id }) => id));
      if (results.length === 5) full += 1;
    }
    expect(full).toBeGreaterThan(30);
    expect(
      (await platform.get('/cars/1/similar?page_size=100')).json<{ results: Car[] }>().results.length,
    ).toBeLessThanOrEqual(35);
  });

  it.each([true, false])(
    'answers 404 to ids of no car, and 400 to sizes that are none (near: %s)',
    async (near) => {
      await using database = await sampleDatabase(50);
      await using platform = await startPlatform({ databaseUrl: database.url, valkey: testPrefix(), near });
      for (const id of oddIds) {
        const answer = await platform.get(`/cars/${encodeURIComponent(id)}/similar`);
        expect([answer.statusCode, answer.headers['content-type']], id).toEqual([
          404,
          'application/problem+json; charset=utf-8',
        ]);
      }
      for (const size of ['0', '-1', 'x', '1.5', '1,2', '5&page_size=6', '%00', '9'.repeat(41)]) {
        const answer = await platform.get(`/cars/1/similar?page_size=${size}`);
        expect(answer.statusCode, size).toBe(400);
        expect(
          answer.json<{ parameters: { parameter: string }[] }>().parameters.map(({ parameter }) => parameter),
        ).toEqual(['page_size']);
      }
      for (const size of [
        '',
        '35',
        '36',
        '9007199254740991',
        ' 7 ',
        '5&page_size=5',
        '3&utm_source=x&page=y',
      ])
        expect((await platform.get(`/cars/1/similar?page_size=${encodeURI(size)}`)).statusCode, size).toBe(
          200,
        );
      expect(await similar(platform, 1, '?page_size=1')).toHaveLength(1);
    },
  );
});
