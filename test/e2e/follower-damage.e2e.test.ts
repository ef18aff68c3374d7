import { describe, expect, it } from 'vitest';
import type { Keys } from '../../src/index/keys.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { auditOf } from '../support/audit.js';
import { startFollower } from '../support/followers.js';
import type { Platform } from '../support/platform.js';
import { startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** A car that stands in some keys of the index and is missing in others is noticed by the next change of it, whatever it is. */

async function startFilled(databaseUrl: string): Promise<Platform> {
  await loadSampleCars({ databaseUrl, count: 50, seed: 9, now: new Date('2026-06-01T00:00:00Z') });
  return startPlatform({ databaseUrl, valkey: testPrefix(), follower: 'none' });
}

/** The index is damaged, then changes are committed: it has to be filled anew. */
async function expectNoticed(
  platform: Platform,
  damage: () => Promise<unknown>,
  change: string,
): Promise<void> {
  await using follower = startFollower(platform);
  await follower.following;
  await platform.caughtUp();
  await damage();
  await platform.database.query(change);
  await until(() => Promise.resolve(follower.fills.length === 2));
  await platform.caughtUp();
  expect((await auditOf(platform)).differences).toEqual([]);
  expect(follower.troubles[0]).toMatch(/^(INDEX_INCONSISTENT|SYNC_CONTRADICTION)$/);
}

const changes = {
  'a new price': 'update car set price = price + 1 where id = 5',
  'a photo less': 'delete from car_image where car_id = 5',
  'a sale': `update car set status = 'sold' where id = 5`,
  'its removal': 'delete from car where id = 5',
} as const;

const texts: readonly (keyof Pick<Keys, 'cards' | 'details' | 'facts'>)[] = ['cards', 'details', 'facts'];

describe.each(texts)('a car that is gone from the %s', (key) => {
  it.each(Object.entries(changes))('is noticed by %s', async (_, change) => {
    await using database = await testDatabase();
    await using platform = await startFilled(database.url);
    const { valkey, keys } = platform;
    await expectNoticed(platform, () => valkey.hdel(keys[key], '5'), change);
  });
});

it('a car that is gone from a set is noticed by the change that moves it there', async () => {
  await using database = await testDatabase();
  await using platform = await startFilled(database.url);
  const { valkey, keys } = platform;
  await expectNoticed(platform, () => valkey.zrem(keys.column('price'), '5'), changes['a new price']);
});

it('a new car that stands somewhere already is noticed', async () => {
  await using database = await testDatabase();
  await using platform = await startFilled(database.url);
  const { valkey, keys } = platform;
  await expectNoticed(
    platform,
    () => valkey.zadd(keys.order('year'), 1, '51'),
    `insert into car (city_id, variant_id, color_id, fuel_type_id, transmission_id, body_type_id, price, year)
     select city_id, variant_id, color_id, fuel_type_id, transmission_id, body_type_id, price, year from car where id = 7`,
  );
});
