import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestDatabase } from '../../test/support/postgres.js';
import { testDatabase } from '../../test/support/postgres.js';
import type { ChangeBatch } from '../catalog/change.js';
import type { Position } from '../catalog/position.js';
import { positionZero } from '../catalog/position.js';
import type { ChangeStream } from './change-stream.js';
import { openChangeStream } from './change-stream.js';
import { readLogPosition } from './log-position.js';
import { ensurePublication } from './publication.js';
import { createSlot, readSlot } from './replication-setup.js';

/** The stream tells every committed change of the published tables once and in order, and nothing else. */

let database: TestDatabase;
let client: pg.Client;
const names = { slot: '', publication: 'forecourt' };
const open: ChangeStream[] = [];

beforeEach(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  names.slot = `stream_${new URL(database.url).pathname.slice(1)}`;
  await ensurePublication(client, names.publication);
  await createSlot(client, names.slot);
  await client.query(`
    insert into make (name) values ('Tata'); insert into model (make_id, name) values (1, 'Nexon');
    insert into variant (model_id, name) values (1, 'XM'); insert into city (name) values ('Mumbai');
    insert into color (name) values ('White'); insert into fuel_type (name) values ('Petrol');
    insert into transmission (name) values ('Manual'); insert into body_type (name) values ('SUV');
    insert into feature (name) select 'F' || i from generate_series(1, 9) i;`);
});

afterEach(async () => {
  for (const stream of open.splice(0)) await stream.close();
  await client.end();
  await database[Symbol.asyncDispose]();
});

async function stream(from: Position = positionZero, maxBatchChanges = 10_000): Promise<ChangeStream> {
  const opened = await openChangeStream({ databaseUrl: database.url, ...names, from, maxBatchChanges });
  open.push(opened);
  return opened;
}

/** Everything up to the end of the log, as it was handed over. */
async function read(from: ChangeStream): Promise<ChangeBatch[]> {
  const end = await readLogPosition(client);
  const batches: ChangeBatch[] = [];
  for (;;) {
    from.ping();
    const batch = await from.next();
    if (batch.changes.length > 0) batches.push(batch);
    if (batch.openUntil === null && batch.position >= end) return batches;
  }
}

const insertCar = `insert into car (city_id, variant_id, color_id, fuel_type_id, transmission_id, body_type_id, price, year,
  date_added, mileage_kmpl) values (1, 1, 1, 1, 1, 1, 500000, 2020, '2026-02-03 04:05:06+05:30', 17.25)`;

describe('the change stream', () => {
  it('tells rows with their types, and changed keys as a removal and an insertion', async () => {
    const changes = await stream();
    await read(changes);
    await client.query(insertCar);
    await client.query(`insert into car_feature values (1, 2); insert into car_image values (1, 1, 'a')`);
    await client.query('update car_feature set feature_id = 3');
    await client.query('update car_image set position = 2');
    await client.query('delete from car_image');
    const told = (await read(changes)).flatMap((batch) => batch.changes);
    expect(told).toMatchObject([
      {
        kind: 'car',
        fresh: true,
        row: {
          id: 1,
          price: 500_000,
          km_driven: null,
          date_added: '2026-02-02T22:35:06Z',
          mileage_kmpl: 17.25,
          status: 'live',
        },
      },
      { kind: 'car-feature', id: 1, featureId: 2, present: true },
      { kind: 'car-image', id: 1, position: 1, url: 'a' },
      { kind: 'car-feature', id: 1, featureId: 2, present: false },
      { kind: 'car-feature', id: 1, featureId: 3, present: true },
      { kind: 'car-image', id: 1, position: 1, url: null },
      { kind: 'car-image', id: 1, position: 2, url: 'a' },
      { kind: 'car-image', id: 1, position: 2, url: null },
    ]);
  });

  it('tells a truncated table, and nothing of what was rolled back', async () => {
    const changes = await stream();
    await read(changes);
    await client.query(insertCar);
    await client.query('begin; update car set price = 1; rollback');
    await client.query('truncate car cascade');
    const told = (await read(changes)).flatMap((batch) => batch.changes);
    expect(told.map((change) => change.kind)).toEqual(['car', 'truncated']);
    expect(told[1]).toMatchObject({
      tables: expect.arrayContaining(['car', 'car_feature', 'car_image']) as unknown,
    });
  });

  it('I7: never carries a column or a table that is not published', async () => {
    await client.query('alter table car add column seller_mobile text; create table caller (mobile text)');
    const changes = await stream();
    await read(changes);
    await client.query(insertCar);
    await client.query(
      `update car set seller_mobile = '+919812345678'; insert into caller values ('+919812345678')`,
    );
    expect(JSON.stringify((await read(changes)).flatMap((batch) => batch.changes))).not.toContain(
      '9812345678',
    );
  });

  it('hands over a large transaction in parts, and says from where on it is whole', async () => {
    const changes = await stream(positionZero, 100);
    await read(changes);
    await client.query(insertCar);
    await client.query('insert into car_feature select 1, id from feature');
    await client.query('begin');
    for (let round = 0; round < 250; round += 1) await client.query('update car set price = price + 1');
    await client.query('commit');
    const batches = await read(changes);
    const parts = batches.filter((batch) => batch.openUntil !== null);
    expect(parts).toHaveLength(2);
    const last = batches.at(-1);
    expect(last?.position).toBeGreaterThanOrEqual(parts[0]?.openUntil ?? 0n);
    expect(parts[0]?.position).toBeLessThan(parts[0]?.openUntil ?? 0n);
    expect(batches.flatMap((batch) => batch.changes).filter((change) => change.kind === 'car')).toHaveLength(
      251,
    );
  });

  it('I2: goes on after the last confirmed change, with none lost between overlapping transactions', async () => {
    const first = await stream();
    await read(first);
    await client.query(insertCar);
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    // The other begins before and commits after: its changes lie on both sides of the first one's commit.
    await other.query('begin; update car set price = 11');
    await client.query(insertCar);
    const seen = await read(first);
    const position = seen.at(-1)?.position ?? positionZero;
    first.confirm(position);
    await other.query('commit');
    await other.end();
    await first.close();
    const again = (await read(await stream(position))).flatMap((batch) => batch.changes);
    expect(again).toMatchObject([{ kind: 'car', row: { price: 11 } }]);
  });

  it('I2: sends again what was received but not confirmed', async () => {
    const first = await stream();
    await read(first);
    await client.query(insertCar);
    expect((await read(first)).length).toBeGreaterThan(0);
    await first.close();
    const told = (await read(await stream())).flatMap((batch) => batch.changes);
    expect(told.at(-1)).toMatchObject({ kind: 'car' });
  });

  it('I2: tells nothing of a transaction that it can not read whole, and does not pass it', async () => {
    const changes = await stream();
    await read(changes);
    await client.query(`
      begin;
      alter table city alter column name drop not null;
      update city set name = null where id = 1;
      update city set name = 'Bombay' where id = 1;
      commit`);
    const told: ChangeBatch[] = [];
    // A reader who is busy meanwhile finds all of it at hand.
    await sleep(300);
    const reading = async (): Promise<never> => {
      for (;;) told.push(await changes.next());
    };
    await expect(reading()).rejects.toMatchObject({ code: 'SOURCE_UNEXPECTED_ROW' });
    expect(told.flatMap((batch) => batch.changes)).toEqual([]);
    await changes.close();
    await expect(read(await stream(told.at(-1)?.position))).rejects.toMatchObject({
      code: 'SOURCE_UNEXPECTED_ROW',
    });
  });

  it('moves on while only other tables change, so that the slot holds no log back', async () => {
    const changes = await stream();
    await client.query('create table elsewhere (x int)');
    await client.query('insert into elsewhere select generate_series(1, 1000)');
    const end = await readLogPosition(client);
    await read(changes);
    changes.confirm(end);
    for (;;) {
      const slot = await readSlot(client, names.slot);
      // One byte is held back: docs/gotchas.md.
      if (slot?.confirmed != null && slot.confirmed >= end - 1n) break;
    }
  });

  it('refuses a second reader with SOURCE_SLOT_BUSY', async () => {
    await read(await stream());
    await expect(stream()).rejects.toMatchObject({ code: 'SOURCE_SLOT_BUSY' });
  });
});
