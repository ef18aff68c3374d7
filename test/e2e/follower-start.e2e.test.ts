import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import { positionToString } from '../../src/catalog/position.js';
import type { Position } from '../../src/catalog/position.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { must } from '../../src/shared/assert.js';
import { startFollower } from '../support/followers.js';
import { expectAsSql } from '../support/oracle.js';
import { ownPostgres } from '../support/own-postgres.js';
import type { Platform } from '../support/platform.js';
import { startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { ownValkey, testPrefix } from '../support/valkey.js';

/** What a follower makes of servers that are not as it left them, or not as they should be. */

const sample = { count: 100, seed: 9, now: new Date('2026-06-01T00:00:00Z') };

async function startUnfollowed(
  databaseUrl: string,
  valkey: { readonly url: string; readonly prefix: string } = testPrefix(),
): Promise<Platform> {
  await loadSampleCars({ databaseUrl, ...sample });
  return startPlatform({ databaseUrl, valkey, follower: 'none' });
}

/** Follows until the index is as Postgres, and stops. Answers what it warned of, each once. */
async function followOnce(platform: Platform): Promise<readonly string[]> {
  await using follower = startFollower(platform);
  await follower.following;
  await platform.caughtUp();
  return [...new Set(follower.warnings)];
}

describe('an index that can not be followed on', () => {
  it('is filled anew when it is ahead of the log, as after an older copy of Postgres was put back', async () => {
    await using database = await testDatabase();
    await using platform = await startUnfollowed(database.url);
    await followOnce(platform);
    const { position } = must(await platform.store.state(), 'the index');
    const ahead = positionToString((position + 2n ** 40n) as Position);
    await platform.valkey.hset(platform.keys.state, 'position', ahead);
    const shown = await platform.get('/listing/');
    expect(shown.headers['x-position']).toBe(ahead);
    await platform.database.query('update car set price = 999 where id = 5');
    await using follower = startFollower(platform);
    await until(async () => (await platform.store.state())?.position !== position + 2n ** 40n);
    await platform.caughtUp();
    // What was shown is no more: listings come back from the index by themselves.
    await until(async () => (await expectAsSql(platform, 'ordering=price')) === 'hit');
    expect(follower.fills).toEqual([expect.stringContaining(ahead)]);
  });

  it('is filled anew, with a warning, when Postgres had to drop log that was not read', async () => {
    await using postgres = await ownPostgres({ max_slot_wal_keep_size: '1MB', max_wal_size: '32MB' });
    await using platform = await startUnfollowed(postgres.url);
    await followOnce(platform);
    await platform.database.query('update car set price = 999 where id = 5');
    await until(async () => {
      await platform.database.query('select pg_logical_emit_message(true, $1, $1), pg_switch_wal()', ['x']);
      await platform.database.query('checkpoint');
      const { rows } = await platform.database.query<{ lost: boolean }>(
        `select wal_status = 'lost' as lost from pg_replication_slots`,
      );
      return rows[0]?.lost === true;
    });
    expect(await followOnce(platform)).toEqual(['SOURCE_SLOT_LOST']);
    await expectAsSql(platform, 'ordering=price');
  });

  it('is filled anew past a row that is not as the schema promises', async () => {
    await using database = await testDatabase();
    await using platform = await startUnfollowed(database.url);
    await using follower = startFollower(platform);
    await follower.following;
    await platform.database.query(`
      begin;
      alter table city alter column name drop not null;
      update city set name = null where id = 1;
      update city set name = 'Bombay' where id = 1;
      update car set price = 999 where id = 5;
      commit`);
    await platform.caughtUp();
    await expectAsSql(platform, 'ordering=price');
    expect(follower.troubles).toContain('SOURCE_UNEXPECTED_ROW');
    expect(follower.fills).toHaveLength(2);
  });

  it('is filled anew when Valkey executed a step but for one command', async () => {
    await using database = await testDatabase();
    await using platform = await startUnfollowed(database.url);
    await using follower = startFollower(platform);
    await follower.following;
    await platform.caughtUp();
    const query = 'price_min=1&ordering=price';
    await expectAsSql(platform, query);
    // The view can't be dropped: its size can't be taken off the sum.
    await platform.valkey.hset(platform.keys.viewSizes, 'total', 'many');
    await platform.database.query('update car set price = price + 1');
    await until(() => Promise.resolve(follower.fills.length === 2));
    await platform.caughtUp();
    await expectAsSql(platform, query, await platform.logPosition());
    expect(follower.troubles).toContain('SYNC_CONTRADICTION');
  });
});

describe('a follower warns', () => {
  it('of a Valkey that evicts, and of nothing where it is not told', async () => {
    await using valkey = await ownValkey();
    await using database = await testDatabase();
    await using platform = await startUnfollowed(database.url, valkey);
    await platform.valkey.config('SET', 'maxmemory', '1gb');
    expect(await followOnce(platform)).toEqual([]);
    await platform.valkey.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await followOnce(platform)).toEqual(['INDEX_EVICTING']);
    await platform.valkey.call('ACL', 'SETUSER', 'default', '-config');
    expect(await followOnce(platform)).toEqual([]);
  });

  it('of a Postgres that keeps its log without limit', async () => {
    await using postgres = await ownPostgres({ max_slot_wal_keep_size: '-1' });
    await using platform = await startUnfollowed(postgres.url);
    expect(await followOnce(platform)).toEqual(['SOURCE_LOG_UNBOUNDED']);
  });
});

it('a slot of another database is told by its code', async () => {
  await using database = await testDatabase();
  await using platform = await startUnfollowed(database.url);
  const other = new pg.Client({ connectionString: must(inject('postgresUrl'), 'a server') });
  await other.connect();
  const { slot } = platform.settings;
  try {
    await other.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [slot]);
    await using follower = startFollower(platform);
    await until(() => Promise.resolve(follower.troubles.length > 0));
    expect(follower.troubles[0]).toBe('SOURCE_SLOT_TAKEN');
  } finally {
    await other.query('select pg_drop_replication_slot($1)', [slot]);
    await other.end();
  }
});
