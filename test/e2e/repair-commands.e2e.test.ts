import { describe, expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { runCommand } from '../support/commands.js';
import { startPlatform } from '../support/platform.js';
import type { PlatformOptions } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** What a person who mends an index meets: nobody who does the work, and damage beyond counting. */

async function run(
  options: PlatformOptions,
  ...args: readonly string[]
): Promise<[code: number, out: string, err: string]> {
  const { code, out, err } = await runCommand(options, ...args);
  return [code, out, err];
}

async function sampleDatabase(count: number): Promise<string> {
  const { url } = await testDatabase();
  await loadSampleCars({ databaseUrl: url, count, seed: 3, now: new Date('2026-06-01T00:00:00Z') });
  return url;
}

describe('mending an index', () => {
  it('a rebuild without a follower says so, and is done by the follower that comes later', async () => {
    const options = { databaseUrl: await sampleDatabase(50), valkey: testPrefix() };
    const before = await startPlatform(options);
    await before[Symbol.asyncDispose]();
    const [code, out, err] = await run(options, 'rebuild');
    expect([code, out]).toEqual([1, 'filling the index anew …\n']);
    expect(err).toMatch(/^error: OPS_NO_FOLLOWER: .*the request is recorded.*\n$/);

    await using idle = await startPlatform({ ...options, follower: 'none' });
    expect(await idle.store.state()).toMatchObject({ rebuild: true });
    await using platform = await startPlatform(options);
    while ((await platform.store.state())?.rebuild !== false) await platform.caughtUp();
  });

  it('an audit of an index that lost every car says "at least", and a repair does not wait for more', async () => {
    const options = { databaseUrl: await sampleDatabase(300), valkey: testPrefix() };
    await using platform = await startPlatform(options);
    await platform.valkey.del(platform.keys.cards);
    const [code, found] = await run(options, 'audit');
    expect(code).toBe(4);
    expect(found).toMatch(/^car \d+ in car: missing$/m);
    expect(found).toMatch(/cars, \d+ keys: at least 200 differences\n$/);
    const [, repaired] = await run(options, 'audit', '--repair');
    expect(repaired).toMatch(/: at least 1 difference\nfilling the index anew …\n.*equal to Postgres\n$/);
  });
});
