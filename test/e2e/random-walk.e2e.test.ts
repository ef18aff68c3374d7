import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexAudit } from '../../src/index/index-audit.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { auditIndex } from '../../src/sync/audit.js';
import { expectAsSql, vocabularyOf } from '../support/oracle.js';
import type { Platform } from '../support/platform.js';
import { spawnFollower, startPlatform } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { commit, drawSteps } from '../support/random-changes.js';
import { arbitraryOrdering, arbitraryParameters, toQuery } from '../support/random-filters.js';
import { testPrefix } from '../support/valkey.js';

/**
 * I1 and I2: after every committed change, an answer that waits for its position equals SQL's, whether its view was stored
 * or not; and killing the follower at any moment loses nothing.
 */

const sample = { count: 800, seed: 3, now: new Date('2026-06-01T00:00:00Z') };
const seed = Number(process.env.FORECOURT_TEST_SEED ?? Date.now() % 2 ** 31);

/** Queries that are asked again and again, so that their views are stored when a change comes. */
async function favourites(platform: Platform): Promise<readonly string[]> {
  const vocabulary = await vocabularyOf(platform.database);
  const drawn = fc.sample(fc.tuple(arbitraryParameters(vocabulary), arbitraryOrdering), {
    seed,
    numRuns: 60,
  });
  return [
    '',
    'ordering=price',
    ...drawn.map(([parameters, ordering]) => `${toQuery(parameters)}&ordering=${ordering}`),
  ];
}

async function expectAudited(platform: Platform): Promise<void> {
  const report = await auditIndex({
    databaseUrl: platform.urls.databaseUrl,
    database: platform.database,
    store: platform.store,
    audit: new IndexAudit(platform.valkey, platform.keys),
    onProgress: () => undefined,
  });
  expect(report.differences).toEqual([]);
  expect(report.cars).toBeGreaterThan(100);
}

describe.each([
  { engine: 'the near index', near: true },
  { engine: 'the Valkey index', near: false },
])('a random walk of committed changes, answered by $engine,', ({ near }) => {
  it(`of 500 steps is followed exactly (seed ${seed})`, async () => {
    await using database = await testDatabase();
    await loadSampleCars({ databaseUrl: database.url, ...sample });
    await using platform = await startPlatform({ databaseUrl: database.url, valkey: testPrefix(), near });
    const queries = await favourites(platform);
    let stored = 0;
    for (const [place, step] of drawSteps(500, seed).entries()) {
      await commit(platform.database, step);
      const position = await platform.logPosition();
      for (let each = 0; each < 4; each += 1) {
        const query = queries[(place * 7 + each * 13) % queries.length] ?? '';
        try {
          if ((await expectAsSql(platform, query, position)) === 'hit') stored += 1;
          // Counts too, by the copy or by Postgres.
          if (near && each === 0) await expectAsSql(platform, `${query}&facets=1`, position);
        } catch (error) {
          throw new Error(`seed ${seed}, step ${place}: ${step.change.name} (${step.n}, ${step.m})`, {
            cause: error,
          });
        }
      }
    }
    expect(stored).toBeGreaterThan(200);
    await expectAudited(platform);
  }, 600_000);

  it(`survives a follower that is killed again and again (seed ${seed})`, async () => {
    await using database = await testDatabase();
    await loadSampleCars({ databaseUrl: database.url, ...sample });
    const options = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' as const, near };
    // Small steps, so that a kill also falls between the parts of a large transaction.
    const environment = { FORECOURT_STEP_CARS: '100', FORECOURT_BATCH_CHANGES: '300' };
    await using platform = await startPlatform({ ...options, environment });
    const queries = await favourites(platform);
    let follower = spawnFollower({ ...options, environment });
    try {
      await platform.caughtUp();
      const steps = drawSteps(150, seed + 1);
      let kills = 0;
      for (const [place, step] of steps.entries()) {
        await commit(platform.database, step);
        if (place % 10 === 9) {
          await sleep((place * 37) % 50);
          follower.kill('SIGKILL');
          await once(follower, 'exit');
          kills += 1;
          // Changes go on while nobody follows.
          await commit(platform.database, step);
          follower = spawnFollower({ ...options, environment });
        }
        if (place % 10 !== 4) continue;
        await platform.caughtUp();
        const position = await platform.logPosition();
        for (const query of queries.slice(place % 20, (place % 20) + 10))
          await expectAsSql(platform, query, position);
      }
      expect(kills).toBe(15);
      await platform.caughtUp();
      await expectAudited(platform);
    } finally {
      follower.kill('SIGKILL');
    }
  }, 600_000);
});
