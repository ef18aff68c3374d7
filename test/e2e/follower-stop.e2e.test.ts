import { describe, expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { tryLease } from '../../src/source/lease.js';
import { startFollower } from '../support/followers.js';
import { startFreezingProxy } from '../support/freezing-proxy.js';
import type { Platform } from '../support/platform.js';
import { startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** A follower that is told to stop stops, whatever it is doing, and leaves the lease and the log to another. */

async function placeIsFree({ urls, settings, database }: Platform): Promise<boolean> {
  const lease = await tryLease(urls.databaseUrl, settings.slot);
  await lease?.release();
  const reader = 'select 1 from pg_replication_slots where slot_name = $1 and active';
  return lease !== null && (await database.query(reader, [settings.slot])).rowCount === 0;
}

/** Starts a follower and aborts it when it has sent something to that server for the nth time. True: it followed by then. */
async function abortAfter(
  platform: Platform,
  server: 'databaseUrl' | 'valkeyUrl',
  nth: number,
): Promise<boolean> {
  let sent = 0;
  let followed = false;
  let abort = (): void => undefined;
  await using proxy = await startFreezingProxy(platform.urls[server], () => {
    sent += 1;
    if (sent === nth) abort();
  });
  await using follower = startFollower(platform, {
    urls: { [server]: proxy.url },
    report: {
      following: () => {
        followed = true;
      },
    },
  });
  abort = follower.abort;
  await follower.ended;
  await until(() => placeIsFree(platform));
  return followed;
}

describe.each(['databaseUrl', 'valkeyUrl'] as const)(
  'a follower that is aborted at any point of its start',
  (server) => {
    it.each([true, false])(`ends (counted by what goes to ${server}; with a fill: %s)`, async (filling) => {
      await using database = await testDatabase();
      await loadSampleCars({
        databaseUrl: database.url,
        count: 50,
        seed: 9,
        now: new Date('2026-06-01T00:00:00Z'),
      });
      await using platform = await startPlatform({
        databaseUrl: database.url,
        valkey: testPrefix(),
        follower: 'none',
      });
      if (!filling) {
        await using earlier = startFollower(platform);
        await earlier.following;
      }
      let points = 0;
      for (let followed = false; !followed; points += 1) {
        if (filling) await platform.store.requestRebuild();
        followed = await abortAfter(platform, server, points + 1);
      }
      expect(points).toBeGreaterThan(3);
    });
  },
);

it('a follower ends while its slot waits for a transaction that somebody left open', async () => {
  await using database = await testDatabase();
  await using platform = await startPlatform({
    databaseUrl: database.url,
    valkey: testPrefix(),
    follower: 'none',
  });
  const forgotten = await platform.database.connect();
  try {
    await forgotten.query('begin; create table forgotten ()');
    await using follower = startFollower(platform);
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
                     and query like '%create_logical_replication_slot%'`;
    await until(async () => (await platform.database.query(waiting)).rowCount === 1);
    follower.abort();
    await follower.ended;
  } finally {
    await forgotten.query('rollback');
    forgotten.release();
  }
  await until(() => placeIsFree(platform));
});
