import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { batchOf, buyerNamed, eventOf } from '../../test/support/events.js';
import type { TestDatabase } from '../../test/support/postgres.js';
import { testDatabase } from '../../test/support/postgres.js';
import type { BuyerEvent, EventKind } from '../catalog/buyer-event.js';
import type { BuyerId } from '../catalog/buyer.js';
import type { Database } from './database.js';
import { openDatabase } from './database.js';
import type { EventRow } from './events.js';
import { deleteEvents, insertEvents, refusalOf } from './events.js';
import { publishedTables } from './published-tables.js';
import { presentEvents } from './simulated-events.js';
import { mostOpensAnHour, opensWithoutSeeing, readTrainingEvents } from './training-events.js';

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await testDatabase();
  database = openDatabase(server.url, { connections: 8, statementTimeoutMs: 30_000 });
});

afterAll(async () => {
  await database.end();
  await server.drop();
});

beforeEach(async () => {
  await database.query('truncate event');
});

const now = Date.UTC(2026, 5, 1, 12);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Told right when it happened. */
function rowOf(event: BuyerEvent, differences: Partial<EventRow> = {}): EventRow {
  const { buyer, isBot } = batchOf([]);
  return { ...event, buyer, isBot, receivedAtMs: event.happenedAtMs, ...differences };
}

describe('storing events', () => {
  it('keeps all of an event', async () => {
    const rows = [
      rowOf(eventOf('seen', [3, 1, 2], now - 5), { receivedAtMs: now, isBot: true, buyer: buyerNamed(2) }),
      rowOf(eventOf('lead', [2_147_483_647], now)),
    ];
    expect(await insertEvents(database, rows)).toBe(2);
    const { rows: found } = await database.query(
      `select id, buyer, kind, car_ids as "carIds", is_bot as "isBot", is_simulated as "isSimulated",
              extract(epoch from happened_at)::float8 * 1000 as "happenedAtMs", extract(epoch from received_at)::float8 * 1000 as "receivedAtMs"
       from event order by happened_at`,
    );
    expect(found).toEqual(rows.map((row) => ({ ...row, isSimulated: false })));
  });

  it('stores an event once, however often and with whatever else it comes', async () => {
    const rows = [1, 2, 3].map((id) => rowOf(eventOf('opened', [id], now)));
    expect(await insertEvents(database, [...rows, ...rows])).toBe(3);
    const other = { ...rows[0]!, buyer: buyerNamed(9) };
    expect(await insertEvents(database, [other, rowOf(eventOf('opened', [4], now))])).toBe(1);
    const { rows: found } = await database.query<{ buyer: string }>('select buyer from event');
    expect(found.map(({ buyer }) => buyer)).toEqual(Array(4).fill(buyerNamed(1)));
    expect(await insertEvents(database, [])).toBe(0);
  });

  it('by several at once, of the same events in any order, ends well', async () => {
    const rows = Array.from({ length: 20_000 }, (_, place) => rowOf(eventOf('opened', [place + 1], now)));
    const counts = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((turn) =>
        insertEvents(database, turn % 2 === 0 ? rows : rows.toReversed().slice(turn * 1_000)),
      ),
    );
    expect(counts.reduce((sum, count) => sum + count)).toBe(rows.length);
  });

  it.each([
    ['an unknown kind', { kind: 'bought' as EventKind }],
    ["a buyer that is none, such as someone's number", { buyer: '9876543210' as BuyerId }],
    ['two cars opened at once', { carIds: eventOf('seen', [1, 2]).carIds }],
    ['no car', { carIds: [] }],
    ['what happens after it was told', { receivedAtMs: now - 1 }],
  ])('refuses %s', async (_what, differences) => {
    const storing = insertEvents(database, [rowOf(eventOf('opened', [1], now), differences)]);
    await expect(storing.catch((error: unknown) => refusalOf(error))).resolves.toMatch(/^23/);
  });

  it('goes into no publication', () => {
    expect(Object.keys(publishedTables)).not.toContain('event');
  });
});

describe('deleting events', () => {
  const ages = [1, 2, 3, 4, 5, 6, 7, 8];
  const aged = ages.map((hours) => rowOf(eventOf('opened', [hours], now - hours * hourMs)));
  const left = async (): Promise<number[]> => {
    const { rows } = await database.query<{ car: number }>('select car_ids[1] as car from event order by 1');
    return rows.map(({ car }) => car);
  };

  it('takes the oldest, so many at most, and none of later', async () => {
    await insertEvents(database, aged);
    const before = now - 3 * hourMs;
    expect(await deleteEvents(database, before, 3)).toBe(3);
    expect(await left()).toEqual([1, 2, 3, 4, 5]);
    expect(await deleteEvents(database, before, 3)).toBe(2);
    expect(await deleteEvents(database, before, 3)).toBe(0);
    expect(await left()).toEqual([1, 2, 3]);
  });

  it('leaves what another is deleting to that one, and does not wait', async () => {
    await insertEvents(database, aged);
    const other = await database.connect();
    try {
      await other.query('begin');
      await other.query('delete from event where car_ids[1] > 6');
      expect(await deleteEvents(database, now, 4)).toBe(4);
      await other.query('commit');
    } finally {
      other.release();
    }
    expect(await left()).toEqual([1, 2]);
  });
});

it('which kinds of events there are is known without reading them all', async () => {
  const rows = Array.from({ length: 20_000 }, (_, place) => rowOf(eventOf('opened', [place + 1], now)));
  await insertEvents(database, rows);
  await database.query('analyze event');
  const one = openDatabase(server.url, { connections: 1, statementTimeoutMs: 30_000 });
  try {
    const rowsRead = async (): Promise<number> => {
      await one.query('select pg_stat_force_next_flush()');
      const { rows: figures } = await one.query<{ read: number }>(
        `select seq_tup_read::float8 as read from pg_stat_user_tables where relname = 'event'`,
      );
      return figures[0]!.read;
    };
    const before = await rowsRead();
    expect(await presentEvents(one)).toEqual({ real: true, simulated: false });
    expect((await rowsRead()) - before).toBeLessThan(1_000);
    await database.query('update event set is_simulated = true where car_ids = $1', [[1]]);
    expect(await presentEvents(one)).toEqual({ real: true, simulated: true });
  } finally {
    await one.end();
  }
});

async function trained(
  from = now - 24 * hourMs,
  to = now + 24 * hourMs,
  simulated = false,
): Promise<EventRow[]> {
  const rows: EventRow[] = [];
  for await (const some of readTrainingEvents(database, {
    from: new Date(from),
    to: new Date(to),
    simulated,
  }))
    rows.push(...some);
  return rows;
}

/** So many opens, one after the other. */
function opens(count: number, gapMs: number, buyer: BuyerId): EventRow[] {
  return Array.from({ length: count }, (_, place) =>
    rowOf(eventOf('opened', [place + 1], now + place * gapMs), { buyer }),
  );
}

describe('what training reads', () => {
  const person = buyerNamed(1);
  const other = buyerNamed(2);

  it('is what people did in the span, by when it happened, whole', async () => {
    const rows = [5, 3, 4].map((minutes) => rowOf(eventOf('opened', [minutes], now + minutes * minuteMs)));
    await insertEvents(database, [
      ...rows,
      rowOf(eventOf('opened', [8], now - 1)),
      rowOf(eventOf('opened', [9], now + hourMs)),
    ]);
    expect(await trained(now, now + hourMs)).toEqual([rows[1], rows[2], rows[0]]);
  });

  it('has none of who once said to be a program', async () => {
    await insertEvents(database, [
      rowOf(eventOf('opened', [1], now), { buyer: other, isBot: true }),
      rowOf(eventOf('opened', [2], now), { buyer: other }),
      rowOf(eventOf('opened', [3], now), { buyer: person }),
    ]);
    expect((await trained()).map(({ carIds }) => carIds[0])).toEqual([3]);
  });

  it('has none of who opens more cars in any hour than people do', async () => {
    const seen = [person, other].map((buyer) => rowOf(eventOf('seen', [1], now), { buyer }));
    // One more than a person may, within an hour that is no hour of the clock; and as many as one may, every hour.
    const gapMs = hourMs / mostOpensAnHour;
    const tooFast = opens(mostOpensAnHour + 1, gapMs - 1, other);
    const fast = opens(3 * mostOpensAnHour, gapMs + 1, person);
    await insertEvents(database, [...seen, ...tooFast, ...fast]);
    expect(new Set((await trained()).map(({ buyer }) => buyer))).toEqual(new Set([person]));
  });

  it('goes by the clock of the server: a bot can not spread its opens over the week', async () => {
    const spread = opens(mostOpensAnHour + 1, 0, other).map((row, place) => ({
      ...row,
      happenedAtMs: now - place * minuteMs,
    }));
    await insertEvents(database, [...spread, rowOf(eventOf('seen', [1], now), { buyer: other })]);
    expect(await trained()).toEqual([]);
  });

  it('has none of who opens many cars without ever having been shown any', async () => {
    await insertEvents(database, [
      ...opens(opensWithoutSeeing - 1, hourMs / 10, person),
      ...opens(opensWithoutSeeing, hourMs / 10, other),
    ]);
    expect(new Set((await trained()).map(({ buyer }) => buyer))).toEqual(new Set([person]));
    await insertEvents(database, [rowOf(eventOf('seen', [1], now), { buyer: other })]);
    expect(new Set((await trained()).map(({ buyer }) => buyer))).toEqual(new Set([person, other]));
  });

  it('mixes no simulated buyers in', async () => {
    await insertEvents(
      database,
      [1, 2].map((id) => rowOf(eventOf('opened', [id], now))),
    );
    await database.query('update event set is_simulated = true where car_ids = $1', [[1]]);
    expect((await trained()).map(({ carIds }) => carIds[0])).toEqual([2]);
    expect((await trained(undefined, undefined, true)).map(({ carIds }) => carIds[0])).toEqual([1]);
  });

  it('comes in parts, and may be left early', async () => {
    const rows = Array.from({ length: 10_001 }, (_, place) => ({
      ...rowOf(eventOf('seen', [1], now + place)),
      id: randomUUID() as EventRow['id'],
    }));
    await insertEvents(database, rows);
    expect(await trained()).toEqual(rows);
    const parts = readTrainingEvents(database, {
      from: new Date(0),
      to: new Date(now * 2),
      simulated: false,
    });
    for await (const some of parts) {
      expect(some).toHaveLength(10_000);
      break;
    }
    expect(await trained()).toHaveLength(10_001);
  });
});
