import pg from 'pg';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { auditOf } from '../../test/support/audit.js';
import { startPlatform } from '../../test/support/platform.js';
import { testDatabase } from '../../test/support/postgres.js';
import { testPrefix } from '../../test/support/valkey.js';
import type { CarId } from '../catalog/car.js';
import type { Position } from '../catalog/position.js';
import { ChangeApplier } from '../index/apply-changes.js';
import { fillIndex } from '../index/fill.js';
import { IndexStore } from '../index/index-store.js';
import { runFollower } from '../ops/wiring.js';
import { must } from '../shared/assert.js';
import { openChangeStream } from '../source/change-stream.js';
import { readLogPosition } from '../source/log-position.js';
import { ensurePublication, readPublicationId } from '../source/publication.js';
import { createSlot } from '../source/replication-setup.js';
import { loadSampleCars } from '../source/sample/load-sample-cars.js';
import { openSnapshot } from '../source/snapshot.js';
import { BatchFolder } from './batch-folder.js';

/**
 * I1 and I2 for batches that touch more cars than fit in memory: they are folded a group at a time, the index is exact at the
 * batch's end, and a fold that is broken off after any part is made good by the next. And a car of which the log does not
 * tell all costs one extension of the batch, however many more are relisted meanwhile.
 */

const cars = 500;
const maxStepCars = 40;

class CountingStore extends IndexStore {
  mostCars = 0;

  override async cars(ids: readonly CarId[]): ReturnType<IndexStore['cars']> {
    this.mostCars = Math.max(this.mostCars, ids.length);
    return super.cars(ids);
  }
}

interface Bench {
  readonly client: pg.Client;
  readonly store: CountingStore;
  /** Follows until everything committed is applied; or breaks off after so many parts. */
  readonly follow: (stopAfterParts?: number) => Promise<number>;
  /** What an audit finds, with a usual follower that goes on from there: the audit moves the log. */
  readonly differences: () => Promise<readonly string[]>;
}

/** An index that is filled, and followed only when the test says so. */
async function bench(): Promise<Bench> {
  const database = await testDatabase();
  await loadSampleCars({
    databaseUrl: database.url,
    count: cars,
    seed: 5,
    now: new Date('2026-06-01T00:00:00Z'),
  });
  const platform = await startPlatform({ databaseUrl: database.url, valkey: testPrefix(), follower: 'none' });
  onTestFinished(() => platform[Symbol.asyncDispose]());
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  onTestFinished(() => client.end());
  const { valkey, keys, settings } = platform;
  const names = { slot: settings.slot, publication: settings.publication };
  await ensurePublication(client, names.publication);
  await createSlot(client, names.slot);
  const snapshot = await openSnapshot(database.url);
  const publication = await readPublicationId(client, names.publication);
  await fillIndex(valkey, keys, { ...snapshot, publication }, () => undefined);
  await snapshot.close();
  const store = new CountingStore(valkey, keys);

  const follow = async (stopAfterParts = Number.POSITIVE_INFINITY): Promise<number> => {
    const goal = await readLogPosition(client);
    const state = must(await store.state(), 'the index');
    let { position: at, tornUntil } = state;
    const stream = await openChangeStream({
      databaseUrl: database.url,
      ...names,
      from: at,
      maxBatchChanges: 10_000,
    });
    try {
      const folder = new BatchFolder({
        store,
        client,
        stream,
        names: await store.names(),
        tokens: await store.slugTokens().catch(() => []),
      });
      const applier = new ChangeApplier(valkey, keys, {
        knownKeys: await store.registry(),
        feedCars: 1_000,
        feed: state.feed,
      });
      let parts = 0;
      while (at < goal || tornUntil !== null) {
        stream.ping();
        const options = { databaseUrl: database.url, maxStepCars };
        for await (const { changes, batch, last } of folder.fold(await stream.next(), options)) {
          expect(changes.cars.length).toBeLessThanOrEqual(maxStepCars);
          const to: Position = last ? batch.position : at;
          const torn = last ? null : batch.position;
          tornUntil = torn ?? (tornUntil !== null && tornUntil > to ? tornUntil : null);
          await applier.apply(changes, { from: at, to, tornUntil });
          at = to;
          if (changes.cars.length > 0) parts += 1; // a position that moved by itself is none
          if (parts === stopAfterParts) return parts;
        }
        folder.accept();
      }
      return parts;
    } finally {
      await stream.close();
    }
  };
  const differences = async (): Promise<readonly string[]> => {
    const stop = new AbortController();
    const log = pino({ level: 'silent' });
    const following = runFollower(platform.urls, settings, log, stop.signal);
    try {
      return (await auditOf(platform)).differences;
    } finally {
      stop.abort();
      await following;
    }
  };
  return { client, store, follow, differences };
}

describe('a batch that touches more cars than one step', () => {
  it('is folded with at most a step of cars in memory, whatever renames and repricings it holds', async () => {
    const { client, store, follow, differences } = await bench();
    await client.query('begin');
    await client.query(`update transmission set name = 'Stick ' || id`);
    await client.query('update car set price = price + 1');
    await client.query(`update feature set name = name || ' (new)'`);
    await client.query('commit');
    expect(await follow()).toBeGreaterThanOrEqual(cars / maxStepCars);
    expect(store.mostCars).toBeGreaterThan(0);
    expect(store.mostCars).toBeLessThanOrEqual(maxStepCars);
    expect(await differences()).toEqual([]);
  });

  it('is made good after a fold that was broken off, from any part', async () => {
    const { client, store, follow, differences } = await bench();
    await client.query(`update car set status = 'sold' where id % 3 = 0`);
    await follow();
    for (const stop of [1, 4, 7]) {
      await client.query('begin');
      await client.query(`update color set name = name || $1`, [String(stop)]);
      await client.query(`update car set status = case when id % 3 = $1 then 'sold' else 'live' end`, [
        stop % 3,
      ]);
      await client.query('delete from car_feature where feature_id % 7 = $1', [stop % 7]);
      await client.query('commit');
      expect(await follow(stop)).toBe(stop);
      expect((await store.state())?.tornUntil).not.toBeNull();
      await client.query('update car set price = price + $1 where id % 5 = 0', [stop]);
      await follow();
      expect((await store.state())?.tornUntil).toBeNull();
    }
    expect(await differences()).toEqual([]);
  });
});

describe('cars that come back', () => {
  it('need one extension of the batch, though others are changed and relisted before every mark', async () => {
    const { client, store, follow, differences } = await bench();
    await client.query(`update car set status = 'withdrawn' where id <= 30`);
    await follow();
    let marks = 0;
    const ask = client.query.bind(client) as (...words: unknown[]) => unknown;
    // What other programs do between the reading and the mark behind it: the next car is changed, and comes back.
    client.query = (async (...words: unknown[]) => {
      if (String(words[0]).includes('pg_logical_emit_message')) {
        marks += 1;
        const id = 1 + marks;
        if (id <= 30) {
          await ask('delete from car_feature where car_id = $1', [id]);
          await ask('insert into car_feature values ($1, 1)', [id]);
          await ask(`update car set status = 'live' where id = $1`, [id]);
          await ask('delete from car_image where car_id = $1 and position = 1', [id]);
        }
      }
      return ask(...words);
    }) as typeof client.query;
    await client.query(`update car set status = 'live' where id = 1`);
    await follow();
    expect(marks).toBe(1);
    expect((await store.cars([1, 2, 3] as CarId[])).map((car) => car?.features.length)).toEqual([
      expect.any(Number),
      1,
      undefined,
    ]);
    expect(await differences()).toEqual([]);
  });
});
