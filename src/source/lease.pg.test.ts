import pg from 'pg';
import { expect, it } from 'vitest';
import { startFreezingProxy } from '../../test/support/freezing-proxy.js';
import { until } from '../../test/support/platform.js';
import { testDatabase } from '../../test/support/postgres.js';
import { must } from '../shared/assert.js';
import type { Lease } from './lease.js';
import { tryLease } from './lease.js';

/** One holds the lease, for as long as it lives and talks. */

async function pidOf({ client }: Lease): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return must(rows[0], 'a session').pid;
}

it('a holder that has nothing to say keeps it by talking, one word at a time', async () => {
  await using database = await testDatabase();
  const watcher = new pg.Client({ connectionString: database.url });
  await watcher.connect();
  const lease = must(await tryLease(database.url, 'one', { silenceMs: 10_000 }), 'the lease');
  try {
    const pid = await pidOf(lease);
    const words = new Set<string>();
    await until(async () => {
      const { rows } = await watcher.query<{ at: string }>(
        'select query_start::text as at from pg_stat_activity where pid = $1',
        [pid],
      );
      words.add(must(rows[0], 'the session').at);
      return words.size === 3;
    });
    expect(await tryLease(database.url, 'one')).toBeNull();
  } finally {
    await lease.release();
    await watcher.end();
  }
  const next = await tryLease(database.url, 'one');
  expect(next).not.toBeNull();
  await next?.release();
});

it('a holder of whom nothing is heard loses it, though its connection is not broken', async () => {
  await using database = await testDatabase();
  await using proxy = await startFreezingProxy(database.url);
  const lease = must(await tryLease(proxy.url, 'one', { silenceMs: 1_000 }), 'the lease');
  proxy.freeze();
  let next: Lease | null = null;
  await until(async () => (next = await tryLease(database.url, 'one')) !== null);
  await (next as Lease | null)?.release();
  await lease.release();
});
