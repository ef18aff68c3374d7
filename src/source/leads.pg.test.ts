import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testDatabase } from '../../test/support/postgres.js';
import { carId } from '../catalog/car.js';
import type { CodeLimits, CodeOutcome, CodeRequest } from '../catalog/lead-store.js';
import type { CodeRequestId } from '../catalog/lead.js';
import type { Database } from './database.js';
import { openDatabase } from './database.js';
import { deleteCodes, deleteLeads, SqlLeads } from './leads.js';
import { publishedTables } from './published-tables.js';

const limits: CodeLimits = { codesPerHour: 3, allCodesPerHour: 1_000, tries: 5, lifetimeSeconds: 600 };
const nowMs = Date.parse('2026-06-01T10:00:00.123Z');

async function store(): Promise<{ readonly database: Database; readonly leads: SqlLeads }> {
  const { url } = await testDatabase();
  const database = openDatabase(url, { connections: 10, statementTimeoutMs: 10_000 });
  onTestFinished(() => database.end());
  return { database, leads: new SqlLeads(database) };
}

function requestOf(number: string, differences: Partial<CodeRequest> = {}): CodeRequest {
  const hash = createHash('sha256').update(number).digest();
  return {
    id: randomUUID() as CodeRequestId,
    carId: carId(7),
    number: { hash, sealed: Buffer.alloc(42, number) },
    consentVersion: '1-180d',
    consentedAtMs: nowMs,
    codeHash: Buffer.alloc(32, 1),
    ...differences,
  };
}

function tallyOf(outcomes: readonly CodeOutcome[]): Partial<Record<CodeOutcome, number>> {
  const tally: Partial<Record<CodeOutcome, number>> = {};
  for (const outcome of outcomes) tally[outcome] = (tally[outcome] ?? 0) + 1;
  return tally;
}

async function count(
  database: Database,
  table: 'lead' | 'lead_car' | 'lead_code' | 'lead_limit',
): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}

describe('codes', () => {
  it('are so many an hour for a number, however many are asked for at once; other numbers have theirs', async () => {
    const { database, leads } = await store();
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, place) =>
        leads.addRequest(requestOf(place % 2 === 0 ? 'one' : 'other'), limits),
      ),
    );
    expect(tallyOf(outcomes)).toEqual({ 'to-send': 6, 'number-had-all': 94 });
    expect(await leads.addRequest(requestOf('one'), limits)).toBe('number-had-all');
    await database.query(`update lead_limit set since = now() - interval '61 minutes'`);
    expect(await leads.addRequest(requestOf('one'), limits)).toBe('to-send');
  });

  it('are so many an hour for all numbers together; what a number is refused does not count', async () => {
    const { database, leads } = await store();
    const few = { ...limits, allCodesPerHour: 10 };
    const ask = (number: string): Promise<CodeOutcome> => leads.addRequest(requestOf(number), few);
    for (let time = 0; time < 20; time += 1) await ask('one');
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, place) => ask(`number ${place}`)));
    expect(tallyOf(outcomes)).toEqual({ 'to-send': 7, 'all-used-up': 43 });
    await database.query(`update lead_limit set since = now() - interval '61 minutes'`);
    expect(await ask('number 1')).toBe('to-send');
  });

  it('that are not sent cost the same rows as those that are, also when they are guessed, and no guess at them is right', async () => {
    const { database, leads } = await store();
    const versions = async (number: Buffer): Promise<readonly string[]> => {
      const { rows } = await database.query<{ version: string }>(
        `select ctid::text as version from lead_limit where number_hash in ($1, $2) order by number_hash`,
        [number, Buffer.alloc(32)],
      );
      return rows.map(({ version }) => version);
    };
    const ask = async (number: string, limit: CodeLimits): Promise<CodeOutcome> => {
      const request = requestOf(number);
      const [before, codes] = [await versions(request.number.hash), await count(database, 'lead_code')];
      const outcome = await leads.addRequest(request, limit);
      const after = await versions(request.number.hash);
      // Both counts are written anew, and one request is kept.
      for (const [place, version] of after.entries()) expect(version).not.toBe(before[place]);
      expect([after.length, await count(database, 'lead_code')]).toEqual([2, codes + 1]);
      const guessed = await leads.guess(request.id, request.codeHash, limit);
      expect(guessed).toBe(outcome === 'to-send' ? request.carId : null);
      for (let time = 0; time < 7; time += 1) await leads.guess(request.id, Buffer.alloc(32, 2), limit);
      const { rows } = await database.query('select tries from lead_code where id = $1', [request.id]);
      expect(rows).toEqual([{ tries: 5 }]);
      return outcome;
    };
    const outcomes: CodeOutcome[] = [];
    for (let time = 0; time < 5; time += 1) outcomes.push(await ask('one', limits));
    outcomes.push(await ask('other', { ...limits, allCodesPerHour: 1 }));
    expect(tallyOf(outcomes)).toEqual({ 'to-send': 3, 'number-had-all': 2, 'all-used-up': 1 });
  });

  it('take five wrong guesses, however many are made at once', async () => {
    const { leads } = await store();
    const [request, other] = [requestOf('one'), requestOf('other')];
    const [right, wrong] = [request.codeHash, Buffer.alloc(32, 2)];
    for (const each of [request, other]) await leads.addRequest(each, limits);
    for (let time = 0; time < 4; time += 1) expect(await leads.guess(request.id, wrong, limits)).toBeNull();
    // The right one uses up none.
    for (let time = 0; time < 9; time += 1) expect(await leads.guess(request.id, right, limits)).toBe(7);
    await Promise.all(
      Array.from({ length: 50 }, (_, place) =>
        leads.guess(place % 2 === 0 ? other.id : request.id, wrong, limits),
      ),
    );
    for (const each of [request, other]) expect(await leads.guess(each.id, right, limits)).toBeNull();
    expect(await leads.guess(randomUUID() as CodeRequestId, right, limits)).toBeNull();
  });

  it('are good for ten minutes, and make one lead, however often they are said at once', async () => {
    const { database, leads } = await store();
    const [old, request] = [requestOf('one'), requestOf('other')];
    await leads.addRequest(old, limits);
    await database.query(`update lead_code set asked_at = now() - interval '601 seconds'`);
    await leads.addRequest(request, limits);
    expect(await leads.guess(old.id, old.codeHash, limits)).toBeNull();
    const confirmed = await Promise.all(
      Array.from({ length: 50 }, (_, place) => leads.confirm(request.id, nowMs + place)),
    );
    const [first] = confirmed;
    expect(confirmed).toEqual(Array.from({ length: 50 }, () => first));
    expect(first?.atMs).toBeGreaterThanOrEqual(nowMs);
    expect(await leads.guess(request.id, request.codeHash, limits)).toBe(7);
    expect(await leads.confirm(request.id, nowMs + 60_000)).toEqual(first);
    expect(await count(database, 'lead')).toBe(1);
    expect(await leads.confirm(randomUUID() as CodeRequestId, nowMs)).toBeNull();
  });
});

describe('a lead', () => {
  it('is one for each number, with the cars that it was left for and what was agreed to last', async () => {
    const { database, leads } = await store();
    const confirm = async (request: CodeRequest): Promise<string | undefined> => {
      await leads.addRequest(request, limits);
      return (await leads.confirm(request.id, nowMs))?.leadId;
    };
    const first = await confirm(requestOf('one'));
    const later = { carId: carId(8), consentVersion: '2-180d', consentedAtMs: nowMs + 5_000 };
    for (let time = 0; time < 2; time += 1) expect(await confirm(requestOf('one', later))).toBe(first);
    expect(await confirm(requestOf('other'))).not.toBe(first);
    const { rows } = await database.query(
      `select consent_version, consented_at, array_agg(car_id order by car_id) as cars from lead join lead_car on lead_id = id
       where id = $1 group by id`,
      [first],
    );
    expect(rows).toEqual([
      { consent_version: '2-180d', consented_at: new Date(nowMs + 5_000), cars: [7, 8] },
    ]);
  });

  it('is deleted with all that hangs on it once it is old enough, some at a time, but not before its last test drive', async () => {
    const { database, leads } = await store();
    for (const number of ['old', 'older', 'oldest', 'drives', 'drove', 'fresh']) {
      const request = requestOf(number);
      await leads.addRequest(request, limits);
      const lead = (await leads.confirm(request.id, nowMs))?.leadId;
      if (number === 'fresh') continue;
      await database.query(`update lead set confirmed_at = now() - interval '11 days' where id = $1`, [lead]);
      if (number.startsWith('old')) continue;
      await database.query(
        `insert into test_drive (id, lead_id, car_id, starts_at) values ($1, $2, 7, now() + $3::interval)`,
        [randomUUID(), lead, number === 'drives' ? '1 hour' : '-1 hour'],
      );
    }
    const tenDaysAgo = Date.now() - 10 * 86_400_000;
    expect(await deleteLeads(database, tenDaysAgo, 3)).toBe(3);
    expect(await deleteLeads(database, tenDaysAgo, 3)).toBe(1);
    expect(await deleteLeads(database, tenDaysAgo, 3)).toBe(0);
    expect([await count(database, 'lead'), await count(database, 'lead_car')]).toEqual([2, 2]);
    await database.query(`update test_drive set status = 'canceled'`);
    expect(await deleteLeads(database, tenDaysAgo, 3)).toBe(1);
  });

  it('that was never confirmed leaves nothing behind after an hour', async () => {
    const { database, leads } = await store();
    for (const number of ['one', 'two', 'three']) await leads.addRequest(requestOf(number), limits);
    expect(await deleteCodes(database, 10)).toBe(0);
    await database.query(`update lead_code set asked_at = now() - interval '61 minutes'`);
    await database.query(`update lead_limit set since = now() - interval '61 minutes'`);
    // Three requests, the counts of three numbers, and that of all.
    expect(await deleteCodes(database, 2)).toBe(4);
    expect(await deleteCodes(database, 2)).toBe(3);
    expect([await count(database, 'lead_code'), await count(database, 'lead_limit')]).toEqual([0, 0]);
  });

  it('leaves Postgres by no publication', () => {
    for (const table of ['lead', 'lead_car', 'lead_code', 'lead_limit', 'test_drive'])
      expect(Object.keys(publishedTables)).not.toContain(table);
  });
});
