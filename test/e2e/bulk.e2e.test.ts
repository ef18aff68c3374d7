import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { auditOf } from '../support/audit.js';
import { expectAsSql } from '../support/oracle.js';
import { startPlatform } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** I1 under changes that touch everything, and under many programs that relist cars at once, with steps far smaller than both. */

const sample = { count: 600, seed: 6, now: new Date('2026-06-01T00:00:00Z') };
const environment = { FORECOURT_STEP_CARS: '50', FORECOURT_BATCH_CHANGES: '200' };

describe('changes in bulk', () => {
  it('of names, prices and states of all cars are followed exactly', async () => {
    await using database = await testDatabase();
    await loadSampleCars({ databaseUrl: database.url, ...sample });
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      environment,
    });
    for (const sql of [
      `update transmission set name = 'Stick ' || id`,
      'update car set price = price + 1',
      `update car set status = 'withdrawn'`,
      `update car set status = 'live' where id % 2 = 0`,
      `update car set status = 'live'`,
    ]) {
      await platform.database.query(sql);
      for (const query of ['ordering=price', 'make_id=1,2&ordering=-year'])
        await expectAsSql(platform, query, await platform.logPosition());
    }
    await platform.caughtUp();
    expect((await auditOf(platform)).differences).toEqual([]);
  });

  it('by several programs that relist one car after another show while they go on', async () => {
    await using database = await testDatabase();
    await loadSampleCars({ databaseUrl: database.url, ...sample });
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      environment,
    });
    await platform.database.query(`update car set status = 'withdrawn' where id > 200`);
    await platform.caughtUp();
    let writing = true;
    const relist = async (first: number): Promise<void> => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      for (let id = first; writing; id = id + 4 > sample.count ? first : id + 4) {
        await client.query('update car_image set position = position + 10 where car_id = $1', [id]);
        await client.query(
          `update car set status = case status when 'live' then 'withdrawn' else 'live' end where id = $1`,
          [id],
        );
      }
      await client.end();
    };
    const writers = [201, 202, 203, 204].map(relist);
    try {
      // Without an end of the batch while they write, none of these would ever show.
      for (const price of [777, 778, 779]) {
        await platform.database.query('update car set price = $1 where id = 7', [price]);
        await platform.caughtUp();
        expect((await platform.get('/cars/7')).json()).toMatchObject({ price });
      }
    } finally {
      writing = false;
      await Promise.all(writers);
    }
    await platform.caughtUp();
    expect((await auditOf(platform)).differences).toEqual([]);
  });
});
