import { describe, expect, it, onTestFinished } from 'vitest';
import { buyerNamed } from '../../test/support/events.js';
import { testDatabase } from '../../test/support/postgres.js';
import type { CarId } from '../catalog/car.js';
import { carId } from '../catalog/car.js';
import type { Database } from '../source/database.js';
import { openDatabase } from '../source/database.js';
import { SqlLeads } from '../source/leads.js';
import { SqlEventLog } from '../source/sql-event-log.js';
import { SqlTestDrives } from '../source/test-drives.js';
import { loadSampleCars } from '../source/sample/load-sample-cars.js';
import type { LeadDesk } from './desk.js';
import { openLeadDesk } from './desk.js';

/** I13: a slot is one person's, whoever else wants it, and a person has one test drive of a car. */

const hourMs = 3_600_000;
/** A morning in India: no hour strikes while a test runs. */
const startMs = Date.parse('2030-01-15T09:10:00+05:30');
const visitor = { buyer: buyerNamed(1), isBot: false };

interface Showroom extends LeadDesk {
  readonly database: Database;
  /** Free slots of a car, the next one first. */
  readonly free: (car: CarId) => Promise<readonly number[]>;
  /** The proof of a number of its own. */
  readonly somebody: () => Promise<string>;
  /** Lets time go by. */
  readonly wait: (milliseconds: number) => void;
}

async function showroom(): Promise<Showroom> {
  const { url } = await testDatabase();
  await loadSampleCars({ databaseUrl: url, count: 5, seed: 1, now: new Date('2026-06-01T00:00:00Z') });
  const database = openDatabase(url, { connections: 20, statementTimeoutMs: 10_000 });
  onTestFinished(() => database.end());
  let nowMs = startMs;
  let people = 0;
  let sent = '';
  const desk = openLeadDesk({
    secret: '0'.repeat(64),
    leadStore: new SqlLeads(database),
    testDriveStore: new SqlTestDrives(database),
    events: new SqlEventLog(database),
    sender: {
      send: (_number, code) => {
        sent = code;
        return Promise.resolve();
      },
    },
    codesPerHour: 5,
    allCodesPerHour: 1_000,
    keptDays: 180,
    onUnsent: () => undefined,
    now: () => nowMs,
  });
  return {
    ...desk,
    database,
    free: async (car) => {
      const days = await desk.testDrives.days(car);
      if (!days.ok) throw new Error(days.problem.kind);
      const slots = days.value.flatMap((day) => day.slots);
      return slots.filter(({ isFree }) => isFree).map(({ startsAtMs }) => startsAtMs);
    },
    somebody: async () => {
      const mobile = String(9_876_500_000 + (people += 1));
      const begun = await desk.leads.begin({ carId: carId(1), mobile, consent: desk.leads.consent.version });
      // The code is sent once the answer is on its way.
      await new Promise(setImmediate);
      const proof = begun.ok ? await desk.leads.confirm([begun.value.token], sent, visitor) : null;
      if (proof === null) throw new Error('not confirmed');
      return proof;
    },
    wait: (milliseconds) => {
      nowMs += milliseconds;
    },
  };
}

async function allOf<T>(count: number, make: (place: number) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: count }, (_, place) => make(place)));
}

describe('a slot', () => {
  it('that a hundred people want at once goes to one of them; the others are told what is free', async () => {
    const { testDrives, somebody, free, database } = await showroom();
    const proofs: string[] = [];
    for (let person = 0; person < 100; person += 1) proofs.push(await somebody());
    const [slot = 0, ...rest] = await free(carId(1));
    const outcomes = await allOf(100, (place) =>
      testDrives.book(carId(1), slot, proofs[place] ?? '', visitor),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes)
      if (!outcome.ok) expect(outcome.problem).toEqual({ kind: 'taken', next: rest.slice(0, 6) });
    expect(await free(carId(1))).toEqual(rest);
    const { rows } = await database.query(
      `select kind, count(*)::int as count from event group by kind order by kind`,
    );
    expect(rows).toEqual([
      { kind: 'lead', count: 100 },
      { kind: 'test_drive', count: 1 },
    ]);
  });

  it('that a hundred test drives are moved to at once takes one of them; the others stay where they are', async () => {
    const { testDrives, somebody, free, database } = await showroom();
    const slots = await free(carId(1));
    const tokens: string[] = [];
    for (const slot of slots.slice(1, 31)) {
      const booked = await testDrives.book(carId(1), slot, await somebody(), visitor);
      if (booked.ok) tokens.push(booked.value.token);
    }
    expect(tokens).toHaveLength(30);
    const [target = 0] = slots;
    const moves = await allOf(90, (place) => testDrives.move(tokens[place % 30] ?? '', target));
    // The one that got it may have been told so up to three times.
    const moved = moves.filter(({ ok }) => ok);
    expect(moved.length).toBeGreaterThanOrEqual(1);
    expect(new Set(moved.map((each) => JSON.stringify(each))).size).toBe(1);
    const { rows } = await database.query<{ slots: number; drives: number }>(
      `select count(distinct starts_at)::int as slots, count(*)::int as drives from test_drive where status = 'booked'`,
    );
    expect(rows).toEqual([{ slots: 30, drives: 30 }]);
  });

  it('that is taken leads to the free ones about it, the nearest first', async () => {
    const { testDrives, somebody, free } = await showroom();
    const before = await free(carId(1));
    const wished = before[30] ?? 0;
    await testDrives.book(carId(1), wished, await somebody(), visitor);
    const refused = await testDrives.book(carId(1), wished, await somebody(), visitor);
    const nearest = before
      .filter((slot) => slot !== wished)
      .sort((one, other) => Math.abs(one - wished) - Math.abs(other - wished));
    expect(refused).toEqual({ ok: false, problem: { kind: 'taken', next: nearest.slice(0, 6) } });
    expect(nearest[0]).not.toBe(before[0]);
  });

  it('is free again once its test drive is canceled or moved away', async () => {
    const { testDrives, somebody, free } = await showroom();
    const before = await free(carId(1));
    const [first = 0, second = 0] = before;
    const booked = await testDrives.book(carId(1), first, await somebody(), visitor);
    if (!booked.ok) throw new Error(booked.problem.kind);
    const moved = await testDrives.move(booked.value.token, second);
    expect(moved).toMatchObject({ ok: true, value: { startsAtMs: second, state: 'booked' } });
    expect(await free(carId(1))).toEqual(before.filter((slot) => slot !== second));
    const other = await testDrives.book(carId(1), first, await somebody(), visitor);
    expect(other.ok).toBe(true);
    // The link from before the move is good, too; canceling twice is canceling.
    for (let time = 0; time < 2; time += 1)
      expect(await testDrives.cancel(booked.value.token)).toMatchObject({ state: 'canceled' });
    expect(await free(carId(1))).toEqual(before.filter((slot) => slot !== first));
    expect(await testDrives.move(booked.value.token, second)).toMatchObject({ problem: { kind: 'stands' } });
  });

  it('has to be one of those that are offered', async () => {
    const { testDrives, somebody, free } = await showroom();
    const proof = await somebody();
    const [slot = 0] = await free(carId(1));
    for (const odd of [slot + 1, slot - 24 * hourMs, slot + 30 * 24 * hourMs, 0, startMs])
      expect(await testDrives.book(carId(1), odd, proof, visitor)).toEqual({
        ok: false,
        problem: { kind: 'no-slot' },
      });
  });
});

describe('a person', () => {
  it('who clicks a hundred times at once books once, and is told the same each time', async () => {
    const { testDrives, somebody, free, database } = await showroom();
    const proof = await somebody();
    const [slot = 0] = await free(carId(1));
    const outcomes = await allOf(100, () => testDrives.book(carId(1), slot, proof, visitor));
    expect(new Set(outcomes.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(outcomes[0]).toMatchObject({ ok: true, value: { startsAtMs: slot, state: 'booked' } });
    const { rows } = await database.query(
      `select (select count(*)::int from test_drive) as drives, (select count(*)::int from event where kind = 'test_drive') as events`,
    );
    expect(rows).toEqual([{ drives: 1, events: 1 }]);
  });

  it('who wants ten slots of a car at once gets one, and is told which; of another car another one', async () => {
    const { testDrives, somebody, free } = await showroom();
    const proof = await somebody();
    const slots = await free(carId(1));
    const outcomes = await allOf(10, (place) => testDrives.book(carId(1), slots[place] ?? 0, proof, visitor));
    const booked = outcomes.flatMap((each) => (each.ok ? [each.value] : []));
    expect(booked).toHaveLength(1);
    for (const each of outcomes)
      if (!each.ok) expect(each.problem).toEqual({ kind: 'has-another', drive: booked[0] });
    expect((await testDrives.book(carId(2), slots[11] ?? 0, proof, visitor)).ok).toBe(true);
  });

  it('drives one car at a time: of several that are wished for at one time one is booked, and none is moved there', async () => {
    const { testDrives, somebody, free, database } = await showroom();
    const proof = await somebody();
    const [first = 0, second = 0, third = 0] = await free(carId(1));
    const outcomes = await allOf(3, (place) => testDrives.book(carId(place + 1), first, proof, visitor));
    const [booked] = outcomes.flatMap((each) => (each.ok ? [each.value] : []));
    if (booked === undefined) throw new Error('none is booked');
    for (const each of outcomes)
      expect(each).toEqual(
        each.ok ? { ok: true, value: booked } : { ok: false, problem: { kind: 'same-time', drive: booked } },
      );
    // Wished for at the same moment: whichever comes first, the two are never at one time.
    const other = await testDrives.book(carId(4), second, proof, visitor);
    if (!other.ok) throw new Error(other.problem.kind);
    const sameTime = { ok: false, problem: { kind: 'same-time' } };
    expect(await testDrives.move(other.value.token, first)).toMatchObject(sameTime);
    const [moved, wished] = await Promise.all([
      testDrives.move(other.value.token, third),
      testDrives.book(carId(5), third, proof, visitor),
    ]);
    expect([moved.ok, wished.ok].sort()).toEqual([false, true]);
    expect(moved.ok ? wished : moved).toMatchObject(sameTime);
    // Somebody else is not concerned, and a car that is sold holds nobody up.
    expect((await testDrives.book(carId(5), first, await somebody(), visitor)).ok).toBe(true);
    await database.query(`update car set status = 'sold' where id = $1`, [booked.carId]);
    expect(await testDrives.move(other.value.token, first)).toMatchObject({ ok: true });
  });

  it('is told of those to come, the next one first; not of those that are canceled, over, or of a sold car', async () => {
    const { testDrives, somebody, free, database, wait } = await showroom();
    const [proof, other] = [await somebody(), await somebody()];
    const [first = 0, second = 0, third = 0] = await free(carId(1));
    const book = async (car: number, slot: number): Promise<string> => {
      const booked = await testDrives.book(carId(car), slot, proof, visitor);
      return booked.ok ? booked.value.token : '';
    };
    const cars = async (): Promise<readonly number[]> =>
      (await testDrives.toCome(proof)).map((drive) => drive.carId);
    expect(await cars()).toEqual([]);
    await book(1, second);
    await book(2, first);
    const last = await book(3, third);
    expect(await cars()).toEqual([2, 1, 3]);
    expect((await testDrives.toCome(proof))[2]).toEqual(await testDrives.find(last));
    await testDrives.cancel(last);
    expect(await cars()).toEqual([2, 1]);
    await database.query(`update car set status = 'sold' where id = 1`);
    expect(await cars()).toEqual([2]);
    wait(first - startMs);
    expect(await cars()).toEqual([]);
    for (const odd of ['', 'x', other]) expect(await testDrives.toCome(odd)).toEqual([]);
  });

  it('may book again once the test drive has been, and can no longer change that one', async () => {
    const { testDrives, somebody, free, wait } = await showroom();
    const proof = await somebody();
    const [first = 0] = await free(carId(1));
    const booked = await testDrives.book(carId(1), first, proof, visitor);
    if (!booked.ok) throw new Error(booked.problem.kind);
    wait(first - startMs);
    const { token } = booked.value;
    expect(await testDrives.cancel(token)).toMatchObject({ state: 'over' });
    const [next = 0] = await free(carId(1));
    expect(await testDrives.move(token, next)).toMatchObject({ problem: { kind: 'stands' } });
    expect(await testDrives.book(carId(1), next, proof, visitor)).toMatchObject({ ok: true });
    expect(await testDrives.find(token)).toMatchObject({ state: 'over', startsAtMs: first });
    wait(31 * 24 * hourMs);
    expect(await testDrives.find(token)).toBeNull();
    expect(await testDrives.book(carId(1), next, proof, visitor)).toMatchObject({
      problem: { kind: 'unproven' },
    });
  });

  it('has three test drives to come at most, however many are wished for at once; one that is canceled, over or of a sold car is none', async () => {
    const { testDrives, somebody, free, database, wait } = await showroom();
    const proof = await somebody();
    const slots = await free(carId(1));
    const outcomes = await allOf(5, (place) =>
      testDrives.book(carId(place + 1), slots[place] ?? 0, proof, visitor),
    );
    const booked = outcomes.flatMap((each) => (each.ok ? [each.value] : []));
    expect(booked).toHaveLength(3);
    for (const each of outcomes)
      if (!each.ok) {
        expect(each.problem.kind).toBe('too-many');
        expect(each.problem).toHaveProperty('drives.length', 3);
        expect(each.problem).toEqual({ kind: 'too-many', drives: expect.arrayContaining(booked) as unknown });
      }
    const others = [1, 2, 3, 4, 5].map(carId).filter((id) => !booked.some((drive) => drive.carId === id));
    const [fourth = carId(0), fifth = carId(0)] = others;
    const wish = async (car: CarId): Promise<string> => {
      const outcome = await testDrives.book(car, slots[5 + car] ?? 0, proof, visitor);
      return outcome.ok ? 'booked' : outcome.problem.kind;
    };
    // Who has one of this car is told so.
    expect(await wish(booked[0]?.carId ?? fourth)).toBe('has-another');
    expect(await wish(fourth)).toBe('too-many');
    await testDrives.cancel(booked[0]?.token ?? '');
    expect(await wish(fourth)).toBe('booked');
    expect(await wish(fifth)).toBe('too-many');
    await database.query(`update car set status = 'sold' where id = $1`, [booked[1]?.carId]);
    expect(await wish(fifth)).toBe('booked');
    expect(await wish(booked[0]?.carId ?? fourth)).toBe('too-many');
    // Somebody else is not concerned, nor is the same person later.
    expect((await testDrives.book(carId(5), slots[12] ?? 0, await somebody(), visitor)).ok).toBe(true);
    wait((slots[12] ?? 0) - startMs);
    const [later = 0] = await free(booked[0]?.carId ?? fourth);
    expect((await testDrives.book(booked[0]?.carId ?? fourth, later, proof, visitor)).ok).toBe(true);
  });

  it('who has been forgotten has no proof any more', async () => {
    const { testDrives, somebody, free, database } = await showroom();
    const proof = await somebody();
    const [slot = 0] = await free(carId(1));
    await database.query('delete from lead');
    expect(await testDrives.book(carId(1), slot, proof, visitor)).toMatchObject({
      problem: { kind: 'unproven' },
    });
  });
});

describe('a car', () => {
  it('that is sold, or that there is none of, has no slots, and its test drives can only be canceled', async () => {
    const { testDrives, leads, somebody, free, database } = await showroom();
    const [proof, other] = [await somebody(), await somebody()];
    const [first = 0, second = 0] = await free(carId(1));
    const booked = await testDrives.book(carId(1), first, proof, visitor);
    if (!booked.ok) throw new Error(booked.problem.kind);
    await database.query(`update car set status = 'sold' where id = 1`);
    const consent = leads.consent.version;
    for (const [car, kind] of [
      [carId(1), 'gone-car'],
      [carId(999), 'unknown-car'],
    ] as const) {
      expect(await testDrives.days(car)).toEqual({ ok: false, problem: { kind } });
      expect(await testDrives.book(car, second, other, visitor)).toEqual({
        ok: false,
        problem: { kind },
      });
      expect(await leads.begin({ carId: car, mobile: '9876543210', consent })).toEqual({
        ok: false,
        problem: kind,
      });
    }
    // Nor is who has booked it told that they can have it.
    for (const slot of [first, second])
      expect(await testDrives.book(carId(1), slot, proof, visitor)).toMatchObject({
        problem: { kind: 'gone-car' },
      });
    const { token } = booked.value;
    expect(await testDrives.find(token)).toMatchObject({ state: 'car-gone' });
    expect(await testDrives.move(token, second)).toMatchObject({ problem: { kind: 'stands' } });
    expect(await testDrives.cancel(token)).toMatchObject({ state: 'canceled' });
  });

  it('that is sold at the same moment is either booked before, or not at all', async () => {
    const { testDrives, somebody, free, database } = await showroom();
    const proof = await somebody();
    const [slot = 0] = await free(carId(2));
    const seller = await database.connect();
    await seller.query('begin');
    await seller.query(`update car set status = 'sold' where id = 2`);
    const booking = testDrives.book(carId(2), slot, proof, visitor);
    // It waits for the sale to be decided.
    await expect(
      Promise.race([booking, new Promise((resolve) => setTimeout(resolve, 200, 'waits'))]),
    ).resolves.toBe('waits');
    await seller.query('commit');
    seller.release();
    expect(await booking).toEqual({ ok: false, problem: { kind: 'gone-car' } });
  });
});
