import { describe, expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { expectAsSql } from '../support/oracle.js';
import type { Platform } from '../support/platform.js';
import { startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { ownValkey } from '../support/valkey.js';

/** I3: with Valkey emptied, stalled or broken, listings are answered from Postgres, and return to Valkey by themselves. */

const queries = ['ordering=price', 'city_id=1&make_id=1,2', 'features_all=1,2&ordering=-year', 'owner=88'];

async function expectAnswers(platform: Platform): Promise<string[]> {
  const caches: string[] = [];
  for (const query of queries) caches.push(await expectAsSql(platform, query, await platform.logPosition()));
  return caches;
}

async function backToIndex(platform: Platform): Promise<void> {
  await until(async () => !(await expectAnswers(platform)).includes('database'));
}

describe('without a whole index', () => {
  it('listings are right while Valkey is stalled, emptied, or damaged, and come from it again after', async () => {
    await using valkey = await ownValkey();
    await using database = await testDatabase();
    await loadSampleCars({
      databaseUrl: database.url,
      count: 500,
      seed: 9,
      now: new Date('2026-06-01T00:00:00Z'),
    });
    await using platform = await startPlatform({ databaseUrl: database.url, valkey });
    expect(await expectAnswers(platform)).not.toContain('database');

    process.kill(valkey.pid, 'SIGSTOP');
    await platform.database.query('update car set price = 1 where id = 5');
    expect(await expectAnswers(platform)).toContain('database');
    process.kill(valkey.pid, 'SIGCONT');
    await backToIndex(platform);

    await platform.valkey.flushall();
    await platform.database.query('update car set price = 2 where id = 6');
    await expectAnswers(platform);
    await backToIndex(platform);

    // Damage that the follower meets on its way: it asks for a new index by itself.
    await platform.valkey.set(platform.keys.column('price'), 'not a sorted set');
    await platform.database.query('update car set price = 3 where id = 7');
    await expectAnswers(platform);
    await backToIndex(platform);

    // A card that is gone is noticed by the page that needs it.
    await platform.valkey.hdel(platform.keys.cards, '5');
    await expectAnswers(platform);
  });
});
