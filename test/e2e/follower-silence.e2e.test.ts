import { describe, expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { startFollower } from '../support/followers.js';
import { startFreezingProxy } from '../support/freezing-proxy.js';
import type { Platform } from '../support/platform.js';
import { startPlatform } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** A server that goes away without a word is missed, and followed again when it answers anew. */

const sample = { count: 100, seed: 9, now: new Date('2026-06-01T00:00:00Z') };
/** Over any silence of a server that is well, and short enough to wait for. */
const silenceLimitMs = 2_000;

async function priceOf(platform: Platform, id: number): Promise<number> {
  return (await platform.get(`/cars/${id}`)).json<{ price: number }>().price;
}

describe.each(['databaseUrl', 'valkeyUrl'] as const)('silence at %s', (server) => {
  it('does not stop the follower', async () => {
    await using database = await testDatabase();
    await loadSampleCars({ databaseUrl: database.url, ...sample });
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      follower: 'none',
    });
    await using proxy = await startFreezingProxy(platform.urls[server]);
    await using follower = startFollower(platform, {
      urls: { [server]: proxy.url },
      silenceLimitMs,
      ownSilenceMs: silenceLimitMs,
    });
    await follower.following;
    proxy.freeze();
    await platform.database.query('update car set price = 200 where id = 5');
    await platform.caughtUp();
    expect(await priceOf(platform, 5)).toBe(200);
    // Of two connections to a silent Postgres, either may be missed first.
    expect(follower.troubles[0]).toMatch(
      server === 'databaseUrl' ? /^SOURCE_(STREAM_ENDED|UNREACHABLE|LEASE_LOST)$/ : /^INDEX_UNREACHABLE$/,
    );
  });

  it('does not keep the follower from being stopped', async () => {
    await using database = await testDatabase();
    await loadSampleCars({ databaseUrl: database.url, ...sample });
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      follower: 'none',
    });
    await using proxy = await startFreezingProxy(platform.urls[server]);
    await using follower = startFollower(platform, { urls: { [server]: proxy.url } });
    await follower.following;
    proxy.freeze();
    await platform.database.query('update car set price = 200 where id = 5');
    follower.abort();
    await follower.ended;
    expect(follower.fills).toHaveLength(1);
  });
});
