import { pino } from 'pino';
import { it, onTestFinished } from 'vitest';
import { batchOf, eventOf } from '../../test/support/events.js';
import { until } from '../../test/support/platform.js';
import { testDatabase } from '../../test/support/postgres.js';
import { testPrefix } from '../../test/support/valkey.js';
import { whenConnected } from '../index/client.js';
import { EventStream } from '../index/event-stream.js';
import { Keys } from '../index/keys.js';
import type { Database } from '../source/database.js';
import { openDatabase } from '../source/database.js';
import type { EventRow } from '../source/events.js';
import { insertEvents } from '../source/events.js';
import { storeEvents } from './event-storing.js';
import { connectFollower } from './wiring.js';

const dayMs = 86_400_000;
const eventDays = 400;

interface Setting {
  readonly database: Database;
  readonly stream: EventStream;
  /** Of the log. */
  readonly lines: readonly string[];
  /** One more process that stores events, until the test ends. */
  readonly start: () => void;
  readonly cars: () => Promise<readonly number[]>;
}

async function setUp(): Promise<Setting> {
  const { url } = await testDatabase();
  const { url: valkeyUrl, prefix } = testPrefix();
  const keys = new Keys(prefix);
  const database = openDatabase(url, { connections: 3, statementTimeoutMs: 30_000 });
  const valkey = connectFollower(valkeyUrl);
  await whenConnected(valkey, 5_000);
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const stops: AbortController[] = [];
  const running: Promise<void>[] = [];
  onTestFinished(async () => {
    for (const stop of stops) stop.abort();
    await Promise.all(running);
    valkey.disconnect();
    await database.end();
  });
  return {
    database,
    stream: new EventStream(valkey, keys, 10_000),
    lines,
    start: () => {
      const stop = new AbortController();
      stops.push(stop);
      const parts = { databaseUrl: url, valkey: connectFollower(valkeyUrl), keys, eventDays, log };
      running.push(storeEvents(parts, stop.signal));
    },
    cars: async () => {
      const { rows } = await database.query<{ car: number }>(
        'select car_ids[1] as car from event order by 1',
      );
      return rows.map(({ car }) => car);
    },
  };
}

function daysAgo(days: number, car: number): EventRow {
  const atMs = Date.now() - days * dayMs;
  return { ...eventOf('opened', [car], atMs), ...batchOf([]), receivedAtMs: atMs };
}

it('events that are too old are deleted, many and by several at once, and events are stored meanwhile', async () => {
  const { database, stream, lines, start, cars } = await setUp();
  const old = Array.from({ length: 9_000 }, (_, place) => daysAgo(eventDays + 1 + place / 1_000, 1));
  await insertEvents(database, [...old, daysAgo(eventDays - 1, 2), daysAgo(60, 3)]);
  await stream.append(batchOf([eventOf('opened', [4])]));
  for (let number = 0; number < 3; number++) start();
  await until(async () => (await cars()).join() === '2,3,4');
  const deleted = (): number =>
    lines.reduce((sum, line) => sum + ((JSON.parse(line) as { events?: number }).events ?? 0), 0);
  await until(() => Promise.resolve(deleted() === old.length));
});

it('where they cannot be deleted, that is told and tried again', async () => {
  const { database, lines, start, cars } = await setUp();
  await insertEvents(database, [daysAgo(eventDays + 1, 1), daysAgo(1, 2)]);
  await database.query('alter table event rename to gone');
  start();
  await until(() => Promise.resolve(lines.some((line) => line.includes('old events stay: '))));
  await database.query('alter table gone rename to event');
  await until(async () => (await cars()).join() === '2');
});
