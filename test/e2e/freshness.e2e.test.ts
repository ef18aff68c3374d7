import { describe, expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import type { ListingBody } from '../support/oracle.js';
import { startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** How long after the commit's reply a new price stands in the listing: measured and printed, for the clock decides nothing here. */
describe('freshness', () => {
  it('a committed price shows in the listing', async () => {
    await using database = await testDatabase();
    await loadSampleCars({
      databaseUrl: database.url,
      count: 5_000,
      seed: 7,
      now: new Date('2026-06-01T00:00:00Z'),
    });
    await using platform = await startPlatform({ databaseUrl: database.url, valkey: testPrefix() });
    const delays: number[] = [];
    for (let round = 1; round <= 200; round += 1) {
      // Cheaper than all others: it must come to stand on the first page, ordered by price.
      await platform.database.query("update car set price = $1, status = 'live' where id = $2", [
        round,
        (round % 50) + 1,
      ]);
      const committed = performance.now();
      await until(async () => {
        const body: ListingBody = (await platform.get('/listing/?ordering=price&page_size=35')).json();
        return body.results.some((car) => 'price' in car && car.price === round);
      });
      delays.push(performance.now() - committed);
      await platform.database.query('update car set price = 500000 where id = $1', [(round % 50) + 1]);
    }
    delays.sort((a, b) => a - b);
    const at = (part: number): string => (delays[Math.floor(delays.length * part)] ?? 0).toFixed(1);
    process.stdout.write(`commit to visible: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (200 changes)\n`);
    expect(delays).toHaveLength(200);
  });
});
