import { expect, describe, it } from 'vitest';
import { publishedTables } from '../../src/source/published-tables.js';
import { ensurePublication } from '../../src/source/publication.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { auditOf } from '../support/audit.js';
import { startFollower } from '../support/followers.js';
import type { Platform } from '../support/platform.js';
import { startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** I2: Postgres tells only what was published when it was committed. Whenever that may have been less, the index is filled anew. */

const sample = { count: 100, seed: 9, now: new Date('2026-06-01T00:00:00Z') };

async function startUnfollowed(databaseUrl: string): Promise<Platform> {
  await loadSampleCars({ databaseUrl, ...sample });
  return startPlatform({ databaseUrl, valkey: testPrefix(), follower: 'none' });
}

/** Follows until the index is as Postgres, and stops. Answers why it filled it. */
async function followOnce(platform: Platform): Promise<readonly string[]> {
  await using follower = startFollower(platform);
  await follower.following;
  await platform.caughtUp();
  expect((await auditOf(platform)).differences).toEqual([]);
  return follower.fills;
}

async function ensure({ database, settings }: Platform): Promise<void> {
  const client = await database.connect();
  await ensurePublication(client, settings.publication);
  client.release();
}

const car = `car (${publishedTables.car.join(', ')})`;
const lost = 'update car set price = 999 where id = 5';
/** What has to be told again from then on. */
const everyKind = [
  'update car set price = price + 1',
  `update car_image set url = url || '?'`,
  'delete from car_feature where car_id = 5',
  'delete from car where id = 6',
];
const changed = 'the publication had to be made again, or was changed';

/** How a publication comes to tell less, and what goes untold meanwhile. */
const losses: Readonly<Record<string, readonly string[]>> = {
  'is dropped': ['drop publication forecourt', lost],
  'tells insertions only': [`alter publication forecourt set (publish = 'insert')`, lost],
  'lacks a table': ['alter publication forecourt drop table car', lost],
  'lacks a column': [
    'begin; alter publication forecourt drop table car_image; alter publication forecourt add table car_image (car_id, position); commit',
    `update car_image set url = 'other' where car_id = 5`,
  ],
  'tells some rows only': [
    'alter publication forecourt drop table car',
    `alter publication forecourt add table ${car} where (id > 50)`,
    lost,
  ],
  'is altered and put right': [
    `alter publication forecourt set (publish = 'insert')`,
    lost,
    `alter publication forecourt set (publish = 'insert, update, delete, truncate')`,
  ],
  'lacks a table that comes back': [
    'alter publication forecourt drop table car',
    lost,
    `alter publication forecourt add table ${car}`,
  ],
};

describe.each(Object.entries(losses))('a publication that %s', (_, statements) => {
  it('under a running follower costs a new fill, and no change', async () => {
    await using database = await testDatabase();
    await using platform = await startUnfollowed(database.url);
    await using follower = startFollower(platform);
    await follower.following;
    await platform.caughtUp();
    for (const sql of statements) await platform.database.query(sql);
    await until(() => Promise.resolve(follower.fills.length > 1));
    await platform.caughtUp();
    expect((await auditOf(platform)).differences).toEqual([]);
    expect(follower.fills.slice(1)).toEqual([changed]);
    expect(follower.troubles[0]).toMatch(/^SOURCE_(PUBLICATION_CHANGED|UNEXPECTED_ROW)$/);
  });

  it('while nobody follows costs the same, also if a follower put it right and was killed before it filled', async () => {
    await using database = await testDatabase();
    await using platform = await startUnfollowed(database.url);
    await followOnce(platform);
    for (const sql of statements) await platform.database.query(sql);
    await ensure(platform);
    expect(await followOnce(platform)).toEqual([changed]);
    for (const sql of everyKind) await platform.database.query(sql);
    expect(await followOnce(platform)).toEqual([]);
  });
});

it('a publication that tells more than it should is made again', async () => {
  await using database = await testDatabase();
  await using platform = await startUnfollowed(database.url);
  await followOnce(platform);
  await platform.database.query('drop publication forecourt; create publication forecourt for all tables');
  expect(await followOnce(platform)).toEqual([changed]);
  const tables = `select tablename from pg_publication_tables where pubname = 'forecourt'`;
  expect((await platform.database.query(tables)).rowCount).toBe(Object.keys(publishedTables).length);
});

it.each(['full', 'nothing'])(
  'replica identity %s, which stops every writer, is put back within the second',
  async (identity) => {
    await using database = await testDatabase();
    await using platform = await startUnfollowed(database.url);
    await using follower = startFollower(platform);
    await follower.following;
    await platform.database.query(`alter table car_image replica identity ${identity}`);
    const change = 'delete from car_image where car_id = 3';
    await expect(platform.database.query(change)).rejects.toThrow('cannot delete from table');
    await until(() =>
      platform.database.query(change).then(
        () => true,
        () => false,
      ),
    );
    await platform.caughtUp();
    expect((await auditOf(platform)).differences).toEqual([]);
    expect(follower.fills).toHaveLength(1);
  },
);
