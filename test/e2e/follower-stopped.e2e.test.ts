import { expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { auditOf } from '../support/audit.js';
import { startFollowerProcess } from '../support/followers.js';
import { startPlatform } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/**
 * I2: a follower that is stopped or hangs keeps its connections, and nothing tells their other ends. It loses its place by saying
 * nothing; another takes over; and when it goes on it stands by, and has written nothing more.
 */

const sample = { count: 300, seed: 9, now: new Date('2026-06-01T00:00:00Z') };

it('a follower that is stopped loses its place within seconds, and stands by when it goes on', async () => {
  await using database = await testDatabase();
  await loadSampleCars({ databaseUrl: database.url, ...sample });
  const options = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' as const };
  await using platform = await startPlatform(options);
  await using first = startFollowerProcess(options);
  await first.says('following Postgres');
  await using second = startFollowerProcess(options);
  await second.says('standing by');

  first.kill('SIGSTOP');
  await platform.database.query('update car set price = price + 7');
  await platform.caughtUp();
  await second.says('following Postgres');

  first.kill('SIGCONT');
  await platform.database.query('update car set price = price + 8 where id % 2 = 0');
  await first.says('standing by');
  await platform.database.query('update car set price = price + 9 where id % 3 = 0');
  await platform.caughtUp();
  expect((await auditOf(platform)).differences).toEqual([]);
  expect(second.saidTimes('following Postgres')).toBe(1);
});
