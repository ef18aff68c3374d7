import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchOf, eventOf } from '../../test/support/events.js';
import { testDatabase } from '../../test/support/postgres.js';
import { testPrefix } from '../../test/support/valkey.js';
import type { EventBatch } from '../catalog/buyer-event.js';
import type { Valkey } from '../index/client.js';
import { connectValkey, whenConnected } from '../index/client.js';
import { EventReader } from '../index/event-reader.js';
import { EventStream } from '../index/event-stream.js';
import { Keys } from '../index/keys.js';
import type { Database } from '../source/database.js';
import { openDatabase } from '../source/database.js';
import type { EventStorerParts } from './event-storer.js';
import { EventStorer } from './event-storer.js';

/** I8: what the stream has taken is stored once, wherever a follower ends and whatever else stands in the stream. */

let client: Valkey;
let keys: Keys;
let stream: EventStream;
let database: Database;
let setAside: string[];

beforeEach(async () => {
  const { url, prefix } = testPrefix();
  client = connectValkey(url, { commandTimeoutMs: null });
  await whenConnected(client, 5_000);
  keys = new Keys(prefix);
  stream = new EventStream(client, keys, 10_000);
  database = openDatabase((await testDatabase()).url, { connections: 4, statementTimeoutMs: 10_000 });
  setAside = [];
});

afterEach(async () => {
  client.disconnect();
  await database.end();
});

function newStorer(parts: Partial<EventStorerParts> = {}): EventStorer {
  return new EventStorer({
    reader: new EventReader(client, keys),
    database,
    report: {
      stored: () => undefined,
      setAside: ({ message }) => setAside.push(message),
    },
    abandonedAfterMs: 0,
    ...parts,
  });
}

async function storedCars(): Promise<number[]> {
  const { rows } = await database.query<{ car: number }>('select car_ids[1] as car from event order by 1');
  return rows.map(({ car }) => car);
}

function batchFor(car: number): EventBatch {
  return batchOf([eventOf('opened', [car])]);
}

async function tell(...cars: readonly number[]): Promise<void> {
  for (const car of cars) await stream.append(batchFor(car));
}

describe('a follower that stores events', () => {
  it('stores what waits, and leaves nothing in the stream', async () => {
    const cars = Array.from({ length: 450 }, (_, place) => place + 1);
    await tell(...cars);
    const storer = newStorer();
    expect([await storer.round(), await storer.round(), await storer.round()]).toEqual([true, true, false]);
    expect(await storer.round()).toBe(false);
    expect(await storedCars()).toEqual(cars);
    expect(await stream.standing()).toMatchObject({ waiting: 0, stored: 450, repeated: 0 });
  });

  it('that ends after storing and before finishing leaves its entries to another, which changes nothing', async () => {
    await tell(1, 2);
    const killed = newStorer({ onStored: () => Promise.reject(new Error('killed')) });
    await expect(killed.round()).rejects.toThrow('killed');
    expect(await storedCars()).toEqual([1, 2]);
    expect((await stream.standing()).waiting).toBe(2);
    await tell(3);
    const other = newStorer();
    await other.round();
    await other.round();
    expect(await storedCars()).toEqual([1, 2, 3]);
    expect(await stream.standing()).toMatchObject({ waiting: 0, stored: 1, repeated: 2 });
  });

  it('that ends before storing leaves its entries to another', async () => {
    await tell(1, 2);
    await new EventReader(client, keys).next(10);
    await newStorer().round();
    expect(await storedCars()).toEqual([1, 2]);
  });

  it('goes on with what it has in hand when Postgres is back', async () => {
    await tell(1);
    await database.query('alter table event rename to gone');
    const storer = newStorer({ abandonedAfterMs: 60_000 });
    await expect(storer.round()).rejects.toMatchObject({ code: 'SOURCE_SCHEMA_CHANGED' });
    await expect(storer.round()).rejects.toMatchObject({ code: 'SOURCE_SCHEMA_CHANGED' });
    await database.query('alter table gone rename to event');
    await storer.round();
    expect(await storedCars()).toEqual([1]);
  });

  it('puts aside what nobody can read or Postgres refuses, tells which entry and not what it holds, and stores the rest', async () => {
    await client.xadd(keys.events, '*', 'batch', '{"mobile":"9876543210"}');
    await tell(1, 666, 2);
    await database.query('alter table event add check (car_ids[1] <> 666)');
    await newStorer().round();
    expect(await storedCars()).toEqual([1, 2]);
    expect(await stream.standing()).toMatchObject({ waiting: 0, setAside: 2, stored: 2 });
    expect(setAside).toHaveLength(2);
    expect(setAside[0]).toMatch(/entry \d+-\d+: it is no batch of events/);
    expect(setAside[1]).toMatch(/entry \d+-\d+: Postgres refuses it: 23514/);
    for (const message of setAside) expect(message).not.toMatch(/9876543210|666|[\w-]{21}[AQgw]/);
  });

  it('shares the work with others, and nothing is counted twice', async () => {
    const cars = Array.from({ length: 2_000 }, (_, place) => place + 1);
    await Promise.all(cars.map((car) => stream.append(batchFor(car))));
    // At no idle time at all, they take each other's entries all the time.
    const work = async (): Promise<void> => {
      const storer = newStorer();
      while ((await stream.standing()).waiting > 0) await storer.round();
    };
    await Promise.all([work(), work(), work()]);
    expect(await storedCars()).toEqual(cars);
  });
});
