import { describe, expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { expectAsSql } from '../support/oracle.js';
import type { Platform } from '../support/platform.js';
import { startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { ownValkey, testPrefix } from '../support/valkey.js';

/** I3: with Valkey emptied, stalled or broken, listings are answered from Postgres, and return to Valkey by themselves. */

const queries = [
  'ordering=price',
  'city_id=1&make_id=1,2',
  'features_all=1,2&ordering=-year',
  'owner=88',
  'slug=used-petrol-cars-in-mumbai',
];
const sample = { count: 500, seed: 9, now: new Date('2026-06-01T00:00:00Z') };

async function expectAnswers(platform: Platform): Promise<string[]> {
  const caches: string[] = [];
  for (const query of queries) {
    const position = await platform.logPosition();
    // Until the trouble is noticed, an index that does not get there may say "ask again" (I5).
    await until(
      async () => (await platform.get(`/listing/?${query}&min_position=${position}`)).statusCode !== 503,
    );
    caches.push(await expectAsSql(platform, query, position));
  }
  return caches;
}

async function backToIndex(platform: Platform): Promise<void> {
  await until(async () => {
    await platform.caughtUp();
    return !(await expectAnswers(platform)).includes('database');
  });
}

describe('without a whole index', () => {
  it.each([
    { engine: 'the Valkey index', near: false },
    { engine: 'the near index', near: true },
  ])(
    '$engine: listings are right while Valkey is stalled, emptied, or damaged, and come from it again after',
    async ({ near }) => {
      await using valkey = await ownValkey();
      await using database = await testDatabase();
      await loadSampleCars({ databaseUrl: database.url, ...sample });
      await using platform = await startPlatform({ databaseUrl: database.url, valkey, near });
      expect(await expectAnswers(platform)).not.toContain('database');

      process.kill(valkey.pid, 'SIGSTOP');
      await platform.database.query('update car set price = 1 where id = 5');
      expect(await expectAnswers(platform)).toContain('database');
      process.kill(valkey.pid, 'SIGCONT');
      await backToIndex(platform);

      await platform.valkey.flushall();
      await platform.database.query('update car set price = 2 where id = 6');
      await expectAnswers(platform);
      await backToIndex(platform);

      // Damage that the follower meets on its way: it asks for a new index by itself.
      await platform.valkey.set(platform.keys.column('price'), 'not a sorted set');
      await platform.database.query('update car set price = 3 where id = 7');
      await expectAnswers(platform);
      await backToIndex(platform);

      // A card that is gone is noticed by the page that needs it, which asks for a new index.
      await platform.valkey.hdel(platform.keys.cards, '5');
      if (!near) expect(await expectAnswers(platform)).toContain('database');
      await backToIndex(platform);
    },
  );

  it('listings are right while Valkey refuses: full, read-only, a key of the wrong kind', async () => {
    await using valkey = await ownValkey();
    await using database = await testDatabase();
    await loadSampleCars({ databaseUrl: database.url, ...sample });
    await using platform = await startPlatform({ databaseUrl: database.url, valkey });
    let unasked = 0;
    // Never asked before, so that its view has to be written.
    const expectFromDatabase = async (filter: string): Promise<void> => {
      expect(await expectAsSql(platform, `${filter}&price_min=${(unasked += 1)}`), filter).toBe('database');
    };

    await platform.valkey.set(platform.keys.column('year'), 'not a sorted set');
    await expectFromDatabase('year_min=2012&city_id=3');

    await platform.valkey.config('SET', 'maxmemory', '1mb');
    // Postgres answers, or Valkey lets a script go on that has begun by freeing something: right either way.
    await expectAsSql(platform, 'city_id=1&seats=5');
    await platform.valkey.config('SET', 'maxmemory', '0');

    await platform.valkey.call('REPLICAOF', '127.0.0.1', '1');
    await expectFromDatabase('city_id=2');
    await platform.valkey.call('REPLICAOF', 'NO', 'ONE');
  });

  it('listings, slugs and cars come from Postgres while there is no index at all', async () => {
    await using database = await testDatabase();
    await loadSampleCars({ databaseUrl: database.url, ...sample });
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      follower: 'none',
    });
    for (const query of queries) expect(await expectAsSql(platform, query)).toBe('database');
    expect((await platform.get('/slugs/used-cars-in-mumbai')).statusCode).toBe(200);
    expect((await platform.get('/slugs/used-cars-in-atlantis')).statusCode).toBe(404);
    expect((await platform.get('/cars/1')).headers['x-cache']).toBe('database');
    expect((await platform.get('/readyz')).json()).toMatchObject({ engine: 'database', lag_bytes: null });
    // Said once, not for every request.
    const told = platform.logged.filter(({ level, code }) => level >= 40 && code === 'INDEX_NOT_WHOLE');
    expect(told).toHaveLength(1);
    const beyond = await platform.get('/listing/?min_position=FFFFFFFF/0');
    expect(beyond.statusCode).toBe(503);
  });
});
