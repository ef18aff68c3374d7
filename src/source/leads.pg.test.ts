import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testDatabase } from '../../test/support/postgres.js';
import { carId } from '../catalog/car.js';
import type { CodeRequest } from '../catalog/lead-store.js';
import type { CodeRequestId } from '../catalog/lead.js';
import type { Database } from './database.js';
import { openDatabase } from './database.js';
import { deleteCodes, deleteLeads, SqlLeads } from './leads.js';
import { publishedTables } from './published-tables.js';

const limits = { codesPerHour: 3, tries: 5, lifetimeSeconds: 600 };

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
    codeHash: Buffer.alloc(32, 1),
    ...differences,
  };
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
    const taken = await Promise.all(
      Array.from({ length: 100 }, (_, place) =>
        leads.addRequest(requestOf(place % 2 === 0 ? 'one' : 'other'), limits),
      ),
    );
    expect(taken.filter(Boolean)).toHaveLength(6);
    expect(await count(database, 'lead_code')).toBe(6);
    expect(await leads.addRequest(requestOf('one'), limits)).toBe(false);
    await database.query(`update lead_limit set since = now() - interval '61 minutes'`);
    expect(await leads.addRequest(requestOf('one'), limits)).toBe(true);
  });

  it('take five guesses, however many are made at once', async () => {
    const { leads } = await store();
    const request = requestOf('one');
    await leads.addRequest(request, limits);
    const tries = await Promise.all(Array.from({ length: 50 }, () => leads.takeTry(request.id, limits)));
    expect(tries.filter((each) => each !== null)).toEqual(Array.from({ length: 5 }, () => request));
    expect(await leads.takeTry(randomUUID() as CodeRequestId, limits)).toBeNull();
  });

  it('are good for ten minutes, and once, however often they are used at once', async () => {
    const { database, leads } = await store();
    const [old, request] = [requestOf('one'), requestOf('other')];
    await leads.addRequest(old, limits);
    await database.query(`update lead_code set asked_at = now() - interval '601 seconds'`);
    await leads.addRequest(request, limits);
    expect(await leads.takeTry(old.id, limits)).toBeNull();
    const confirmed = await Promise.all(Array.from({ length: 50 }, () => leads.confirm(request.id)));
    expect(confirmed.filter((lead) => lead !== null)).toHaveLength(1);
    expect(await leads.takeTry(request.id, limits)).toBeNull();
  });
});

describe('a lead', () => {
  it('is one for each number, with the cars that it was left for and what was agreed to last', async () => {
    const { database, leads } = await store();
    const confirm = async (request: CodeRequest): Promise<string | null> => {
      await leads.addRequest(request, limits);
      return leads.confirm(request.id);
    };
    const first = await confirm(requestOf('one'));
    expect(await confirm(requestOf('one', { carId: carId(8), consentVersion: '2-180d' }))).toBe(first);
    expect(await confirm(requestOf('one', { carId: carId(8), consentVersion: '2-180d' }))).toBe(first);
    expect(await confirm(requestOf('other'))).not.toBe(first);
    const { rows } = await database.query(
      `select consent_version, array_agg(car_id order by car_id) as cars from lead join lead_car on lead_id = id
       where id = $1 group by id`,
      [first],
    );
    expect(rows).toEqual([{ consent_version: '2-180d', cars: [7, 8] }]);
  });

  it('is deleted with all that hangs on it once it is old enough, some at a time, but not before its last test drive', async () => {
    const { database, leads } = await store();
    for (const number of ['old', 'older', 'oldest', 'drives', 'drove', 'fresh']) {
      const request = requestOf(number);
      await leads.addRequest(request, limits);
      const lead = await leads.confirm(request.id);
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
    expect(await deleteCodes(database, 2)).toBe(4);
    expect(await deleteCodes(database, 2)).toBe(2);
    expect([await count(database, 'lead_code'), await count(database, 'lead_limit')]).toEqual([0, 0]);
  });

  it('leaves Postgres by no publication', () => {
    for (const table of ['lead', 'lead_car', 'lead_code', 'lead_limit', 'test_drive'])
      expect(Object.keys(publishedTables)).not.toContain(table);
  });
});
