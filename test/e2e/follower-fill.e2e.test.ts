import { expect, it } from 'vitest';
import { fillIndex } from '../../src/index/fill.js';
import { IndexAudit } from '../../src/index/index-audit.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { auditIndex } from '../../src/sync/audit.js';
import { rebuildIndex } from '../../src/sync/rebuild.js';
import { carOf, rowOf, sourceOf } from '../support/cars.js';
import { startFollower } from '../support/followers.js';
import { startFreezingProxy } from '../support/freezing-proxy.js';
import type { Platform } from '../support/platform.js';
import { startPlatform } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** Two fills at once never mix: the one that began later is swapped in whole, and the other not at all. */

async function keysOfFills({ valkey, keys }: Platform): Promise<readonly string[]> {
  return valkey.keys(`${keys.prefix}fill*`);
}

it('of two fills the one that began later counts, whichever ends first', async () => {
  await using database = await testDatabase();
  await using platform = await startPlatform({
    databaseUrl: database.url,
    valkey: testPrefix(),
    follower: 'none',
  });
  const { valkey, keys, store } = platform;
  const cars = [1, 2, 3, 4].map((id) => carOf({ row: rowOf(id), featureIds: [1], images: [] }));
  let second = Promise.resolve(0);
  const earlier = fillIndex(
    valkey,
    keys,
    {
      ...sourceOf([]),
      async *cars() {
        yield cars.slice(0, 1);
        second = fillIndex(valkey, keys, sourceOf(cars.slice(1, 3)), () => undefined);
        await second;
        yield cars.slice(3);
      },
    },
    () => undefined,
  );
  await expect(earlier).rejects.toMatchObject({ code: 'INDEX_MOVED' });
  expect(await second).toBe(2);
  expect([...(await store.allCars())].sort()).toEqual([2, 3]);
  expect(await store.isFilling()).toBe(false);

  // What the overtaken one has left goes with the next fill.
  expect(await keysOfFills(platform)).not.toEqual([]);
  await fillIndex(valkey, keys, sourceOf(cars), () => undefined);
  expect([...(await store.allCars())].sort()).toEqual([1, 2, 3, 4]);
  expect(await keysOfFills(platform)).toEqual([]);
});

it('a fill that began earlier is not swapped in, though nothing was left to write', async () => {
  await using database = await testDatabase();
  await using platform = await startPlatform({
    databaseUrl: database.url,
    valkey: testPrefix(),
    follower: 'none',
  });
  const { valkey, keys, store } = platform;
  const car = carOf({ row: rowOf(1), featureIds: [], images: [] });
  const earlier = fillIndex(
    valkey,
    keys,
    {
      ...sourceOf([]),
      async *cars() {
        yield [];
        await fillIndex(valkey, keys, sourceOf([car]), () => undefined);
      },
    },
    () => undefined,
  );
  await expect(earlier).rejects.toMatchObject({ code: 'INDEX_MOVED' });
  expect(await store.allCars()).toEqual([1]);
});

it('a follower that loses the lease during its fill leaves the index to the one that takes over', async () => {
  await using database = await testDatabase();
  const sample = { count: 3_000, seed: 9, now: new Date('2026-06-01T00:00:00Z') };
  await loadSampleCars({ databaseUrl: database.url, ...sample });
  await using platform = await startPlatform({
    databaseUrl: database.url,
    valkey: testPrefix(),
    follower: 'none',
  });
  await using proxy = await startFreezingProxy(platform.urls.valkeyUrl);
  let filled = false;
  let onHeld = (): void => undefined;
  let onTroubled = (): void => undefined;
  const held = new Promise<void>((resolve) => (onHeld = resolve));
  const troubled = new Promise<void>((resolve) => (onTroubled = resolve));
  await using first = startFollower(platform, {
    urls: { valkeyUrl: proxy.url },
    report: {
      fillProgress: () => {
        proxy.hold();
        onHeld();
      },
      filled: () => {
        filled = true;
      },
      troubled: () => {
        onTroubled();
      },
    },
  });
  await held;
  await platform.database.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
     and database = (select oid from pg_database where datname = current_database())`,
  );
  await using second = startFollower(platform);
  await platform.caughtUp();
  proxy.resume();
  await troubled;

  expect(filled).toBe(false);
  expect(first.troubles).toContain('SOURCE_LEASE_LOST');
  expect(second.fills).toHaveLength(1);
  await platform.database.query('update car set price = price + 1 where id < 50');
  await platform.caughtUp();
  const report = await auditIndex({
    databaseUrl: platform.urls.databaseUrl,
    database: platform.database,
    store: platform.store,
    audit: new IndexAudit(platform.valkey, platform.keys),
    onProgress: () => undefined,
  });
  expect(report.differences).toEqual([]);
  await rebuildIndex(platform.store, AbortSignal.timeout(50_000));
  expect(await keysOfFills(platform)).toEqual([]);
});
