import { createReadStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestDatabase } from '../../../test/support/postgres.js';
import { testDatabase } from '../../../test/support/postgres.js';
import { realCars } from '../../../test/support/shared-data.js';
import type { ImportReport } from './import-cars.js';
import { importCars } from './import-cars.js';

/** An import that is interrupted, collides with other programs or runs beside another import ends as if it had run alone. */

let database: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await database[Symbol.asyncDispose]();
});

const head = 'source_ref,price_inr,color,city,make,model,variant,year,fuel_type,transmission\n';

function row(ref: string, price = 1, color = 'White'): string {
  return `${ref},${price},${color},Delhi,Tata,Nexon,XM,2020,Petrol,Manual\n`;
}

function load(text: string): Promise<ImportReport> {
  return importCars({ databaseUrl: database.url, input: Readable.from([text]) });
}

async function count(from: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${from}`);
  return rows[0]?.count ?? -1;
}

/** Resolves once the import waits for a lock that `client` holds. */
async function importWaits(): Promise<void> {
  for (;;) {
    await client.query('select pg_stat_clear_snapshot()'); // else a transaction sees the same activity all along
    const waiting = `application_name = 'forecourt import' and wait_event_type = 'Lock'`;
    if ((await count(`pg_stat_activity where datname = current_database() and ${waiting}`)) > 0) return;
  }
}

describe('an import', () => {
  it('that is stopped has written whole batches, and the next one does the rest', async () => {
    const text = head + Array.from({ length: 3_500 }, (_, place) => row(`r-${place}`)).join('');
    const stop = new AbortController();
    const report = await importCars({
      databaseUrl: database.url,
      input: Readable.from([text]),
      onProgress: () => {
        stop.abort();
      },
      signal: stop.signal,
    });
    expect(report).toMatchObject({ read: 1_000, added: 1_000, complete: false });
    expect(await count('car')).toBe(1_000);
    expect(await load(text)).toMatchObject({ read: 3_500, added: 2_500, unchanged: 1_000, complete: true });
  });

  it('that waits for its input can be stopped', async () => {
    const endless = new Readable({ read: () => undefined });
    endless.push(head + row('a'));
    const stop = new AbortController();
    const done = importCars({ databaseUrl: database.url, input: endless, signal: stop.signal });
    setTimeout(() => {
      stop.abort();
    }, 50);
    expect(await done).toMatchObject({ read: 0, complete: false });
    expect(endless.destroyed).toBe(true);
  });

  it('that is stopped in its last batch has done all', async () => {
    const stop = new AbortController();
    const options = {
      databaseUrl: database.url,
      input: Readable.from([head + row('a')]),
      signal: stop.signal,
    };
    const report = await importCars({
      ...options,
      onHeader: () => {
        stop.abort();
      },
    });
    expect(report).toMatchObject({ read: 1, added: 1, complete: true });
  });

  it('whose car another program adds in that moment changes it instead', async () => {
    await load(head + row('other'));
    const add = `insert into car (city_id, variant_id, color_id, fuel_type_id, transmission_id, body_type_id, price, year, source_ref)
      values (1, 1, 1, 1, 1, 1, 5, 2020, 'a')`;
    await client.query(`begin; ${add}`);
    const done = load(head + row('a', 7));
    await importWaits();
    await client.query('commit');
    expect(await done).toMatchObject({ read: 1, added: 0, changed: 1, rejected: 0 });
    expect(await count(`car where source_ref = 'a' and price = 7`)).toBe(1);
  });

  it('whose name another program adds in that moment uses it', async () => {
    await client.query(`begin; insert into color (name) values ('Silver')`);
    const done = load(head + row('a', 1, 'Silver'));
    await importWaits();
    await client.query('commit');
    expect(await done).toMatchObject({ added: 1, rejected: 0 });
    expect(await count('color')).toBe(1);
  });

  it('that is chosen to end a deadlock tries again', async () => {
    await client.query(`
      create sequence tries minvalue -1000 start 1;
      create function deadlock_twice() returns trigger language plpgsql as $$
      begin
        if nextval('tries') <= 2 then raise exception 'deadlock detected' using errcode = '40P01'; end if;
        return new;
      end $$;
      create trigger deadlock_twice before insert on car for each statement execute function deadlock_twice();`);
    expect(await load(head + row('a'))).toMatchObject({ read: 1, added: 1, rejected: 0 });
    await client.query(`select setval('tries', -1000)`);
    await expect(load(head + row('b'))).rejects.toMatchObject({ code: '40P01' });
    expect(await count('car')).toBe(1);
  });

  it('beside others of the same cars, each spelt in its own way, makes one of everything', async () => {
    const spellings = [
      (text: string) => text,
      (text: string) => text.toUpperCase(),
      (text: string) => text.toLowerCase(),
    ];
    const texts = spellings.map((spell, place) =>
      Array.from(
        { length: 2_000 },
        (_, car) =>
          `r-${car},${place + 1},${spell(`Colour ${car % 50}`)},${spell('Delhi')},${spell(`Make ${car % 7}`)},${spell(`Model ${car % 31}`)},XM,2020,Petrol,Manual\n`,
      ).join(''),
    );
    const reports = await Promise.all(texts.map((text) => load(head + text)));
    expect(reports.reduce((sum, report) => sum + report.added, 0)).toBe(2_000);
    expect(
      reports.every(({ read, rejected, complete }) => read === 2_000 && rejected === 0 && complete),
    ).toBe(true);
    expect([await count('car'), await count('color'), await count('city')]).toEqual([2_000, 50, 1]);
    expect([await count('make'), await count('model'), await count('variant')]).toEqual([7, 217, 217]);
  });
});

describe.skipIf(!existsSync(realCars))('8,361 real cars', () => {
  it('are all taken, and the second time none is touched', async () => {
    const rejects: unknown[] = [];
    const load = (): Promise<ImportReport> =>
      importCars({
        databaseUrl: database.url,
        input: createReadStream(realCars),
        onReject: (reject) => {
          rejects.push(reject);
        },
      });
    const versions = async (): Promise<unknown> =>
      (
        await client.query(`
          select count(*) as cars, max(xmin::text::bigint) as last, sum(xmax::text::bigint) as locks,
                 (select row (count(*), max(xmin::text::bigint), sum(xmax::text::bigint)) from car_feature)::text as features
          from car`)
      ).rows;

    expect(await load()).toMatchObject({ read: 8_361, added: 8_361, rejected: 0 });
    expect(rejects).toEqual([]);
    expect([await count('car'), await count('car_feature'), await count('feature')]).toEqual([
      8_361, 549_323, 173,
    ]);
    expect([await count('make'), await count('city')]).toEqual([33, 6]);
    const unknown = (table: string): Promise<number> =>
      count(`car join ${table} on ${table}.id = car.${table}_id where ${table}.name = 'Unknown'`);
    expect([await unknown('color'), await unknown('body_type')]).toEqual([3, 4]);

    const before = await versions();
    expect(await load()).toMatchObject({ read: 8_361, added: 0, changed: 0, unchanged: 8_361, rejected: 0 });
    expect(await versions()).toEqual(before);
  });
});
