import { describe, expect, it } from 'vitest';
import { positionToString, positionZero } from '../../src/catalog/position.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { startFollower } from '../support/followers.js';
import { expectAsSql } from '../support/oracle.js';
import type { ListingBody } from '../support/oracle.js';
import type { LogLine, Platform } from '../support/platform.js';
import { startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** I3: an index that nobody keeps, or that is of another database, is there and answers, and is not shown. */

const sample = { count: 300, seed: 11, now: new Date('2026-06-01T00:00:00Z') };
const cheapest = '/listing/?ordering=price&page_size=1';

interface Seen {
  readonly id: number | undefined;
  readonly price: number | undefined;
  readonly from: string;
  readonly position: string;
}

async function look(platform: Platform): Promise<Seen> {
  const response = await platform.get(cheapest);
  const [car] = response.json<ListingBody>().results as readonly { id: number; price: number }[];
  const { 'x-cache': from, 'x-position': position } = response.headers;
  return { id: car?.id, price: car?.price, from: String(from), position: String(position) };
}

function told({ logged }: Platform, which: (line: LogLine) => boolean): number {
  return logged.filter(({ level }) => level >= 40).filter(which).length;
}

describe('an index that nobody keeps', () => {
  it.each([
    { engine: 'the Valkey index', near: false },
    { engine: 'the near index', near: true },
  ])(
    'in $engine: is passed over once it is stale, and asked again once it has caught up',
    async ({ near }) => {
      await using database = await testDatabase();
      await loadSampleCars({ databaseUrl: database.url, ...sample });
      await using platform = await startPlatform({
        databaseUrl: database.url,
        valkey: testPrefix(),
        near,
        follower: 'none',
        environment: { FORECOURT_STALE_SECONDS: '3' },
      });
      {
        await using follower = startFollower(platform);
        await follower.following;
        await platform.caughtUp();
        if (near) await platform.warm();
        await until(async () => (await look(platform)).from === 'hit');
      }
      // The follower has gone: what it last wrote has reached this server when nothing is newer in Valkey.
      await until(async () => {
        const state = await platform.store.state();
        return (await look(platform)).position === positionToString(state?.position ?? positionZero);
      });
      const before = await look(platform);
      await platform.database.query('update car set price = 1 where id = $1', [before.id]);
      // Until it is noticed, the old price stands, under the position that it is of.
      let now = await look(platform);
      while (now.from === 'hit') {
        expect(now).toMatchObject({ id: before.id, price: before.price, position: before.position });
        now = await look(platform);
      }
      expect(now).toMatchObject({ id: before.id, price: 1, from: 'database' });
      const car = await platform.get(`/cars/${before.id ?? 0}`);
      expect([car.headers['x-cache'], car.json<{ price: number }>().price]).toEqual(['database', 1]);
      expect((await platform.get('/slugs/used-cars-in-mumbai')).statusCode).toBe(200);
      const ready = await platform.get('/readyz');
      expect(ready.statusCode).toBe(200);
      expect(ready.json()).toMatchObject({ status: 'ready', engine: 'database', doubt: 'stale' });
      expect((await platform.get('/metrics')).body).toContain('forecourt_index_doubted{why="stale"} 1');

      await using follower = startFollower(platform);
      await follower.following;
      await until(async () => (await look(platform)).from === 'hit');
      expect(await look(platform)).toMatchObject({ id: before.id, price: 1 });
      expect((await platform.get('/readyz')).json()).toMatchObject({ engine: 'index', doubt: null });
      expect((await platform.get('/metrics')).body).toContain('forecourt_index_doubted{why="stale"} 0');
      expect(told(platform, ({ code }) => code === 'LISTING_INDEX_STALE')).toBe(1);
      expect(told(platform, ({ msg }) => msg === 'the index is believed again')).toBe(1);
    },
  );
});

describe('an index of another database', () => {
  it('is not shown, by a server that starts or by one that runs', async () => {
    await using theirs = await testDatabase();
    await using ours = await testDatabase();
    await loadSampleCars({ databaseUrl: theirs.url, ...sample });
    await loadSampleCars({ databaseUrl: ours.url, ...sample, count: 200, seed: 12 });
    const valkey = testPrefix();
    await using other = await startPlatform({ databaseUrl: theirs.url, valkey, near: true });
    expect(await expectAsSql(other, 'ordering=price')).toBe('hit');
    await using platform = await startPlatform({
      databaseUrl: ours.url,
      valkey,
      near: true,
      follower: 'none',
    });
    await platform.warm();
    for (const query of ['ordering=price', 'ordering=price&facets=1', 'city_id=1'])
      expect(await expectAsSql(platform, query)).toBe('database');
    expect((await platform.get('/readyz')).json()).toMatchObject({
      engine: 'database',
      doubt: 'foreign',
      lag_bytes: null,
    });
    expect(told(platform, ({ code }) => code === 'LISTING_INDEX_FOREIGN')).toBe(1);

    const origin = (await other.store.state())?.origin ?? '';
    await other.valkey.hset(other.keys.state, 'origin', 'elsewhere');
    await until(async () => (await look(other)).from === 'database');
    await other.valkey.hset(other.keys.state, 'origin', origin);
    await until(async () => (await look(other)).from === 'hit');
  });
});
