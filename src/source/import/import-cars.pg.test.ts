import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestDatabase } from '../../../test/support/postgres.js';
import { testDatabase } from '../../../test/support/postgres.js';
import type { Car } from '../../catalog/car.js';
import { carId } from '../../catalog/car.js';
import { readCars } from '../cars.js';
import type { ColumnName, Header } from './columns.js';
import type { ImportReport } from './import-cars.js';
import { importCars } from './import-cars.js';
import type { Reject } from './write-batch.js';

/** After an import the cars in Postgres are those of the file, as far as its columns go; what was equal was not touched. */

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

type Row = Partial<Record<ColumnName, string>>;

const nexon = {
  ...{ city: 'Delhi', make: 'Tata', model: 'Nexon', variant: 'XM', year: '2020', price_inr: '721000' },
  ...{ fuel_type: 'Petrol', transmission: 'Manual', source_ref: 'a' },
} satisfies Row;

const whole = {
  ...nexon,
  ...{ locality: 'Saket', km_driven: '41000', body_type: 'SUV', owner: '1', color: 'White', seats: '5' },
  ...{
    registration_year: '2021',
    rto: 'DL8C',
    engine_cc: '1199',
    mileage_kmpl: '17.405',
    max_power_bhp: '118.36',
  },
  ...{ features: 'Sunroof|Heater', date_added: '2026-05-31T10:00:00Z', images: '/1.jpg|/2.jpg' },
} satisfies Row;

/** The columns are the first row's. */
function csv(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? nexon) as ColumnName[];
  const lines = rows.map((row) =>
    names.map((name) => `"${(row[name] ?? '').replaceAll('"', '""')}"`).join(','),
  );
  return [names.join(','), ...lines].join('\n');
}

interface Outcome extends ImportReport {
  readonly rejects: readonly Reject[];
  readonly header: Header | null;
}

async function load(file: readonly Row[] | string): Promise<Outcome> {
  const rejects: Reject[] = [];
  let header: Header | null = null;
  const report = await importCars({
    databaseUrl: database.url,
    input: Readable.from([typeof file === 'string' ? file : csv(file)]),
    onHeader: (of) => {
      header = of;
    },
    onReject: (reject) => {
      rejects.push(reject);
    },
  });
  return { ...report, rejects, header };
}

/** Every car, by its reference. */
async function cars(): Promise<Readonly<Record<string, Car>>> {
  const { rows } = await client.query<{ id: number }>('select id from car');
  const all = await readCars(
    client,
    rows.map(({ id }) => carId(id)),
  );
  return Object.fromEntries(all.map((car) => [car.source_ref ?? '', car]));
}

async function namesIn(table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select name from ${table} order by name collate "C"`,
  );
  return rows.map(({ name }) => name);
}

/** Every version of every row: a row that is written again, even with the same values, or locked, shows here. */
async function rowVersions(): Promise<unknown> {
  const tables = [
    'car',
    'car_feature',
    'car_image',
    'make',
    'model',
    'variant',
    'city',
    'locality',
    'color',
    'feature',
  ];
  const versions: unknown[] = [];
  for (const table of [...tables, 'slug_token'])
    versions.push(
      (await client.query(`select '${table}' as "table", ctid, xmin, xmax, * from ${table} order by ctid`))
        .rows,
    );
  return versions;
}

describe('an import', () => {
  it('adds a car with all that the file says', async () => {
    expect(await load([whole])).toMatchObject({
      read: 1,
      added: 1,
      changed: 0,
      unchanged: 0,
      rejected: 0,
      complete: true,
    });
    const { a } = await cars();
    expect(a).toMatchObject({
      ...{ status: 'live', price: 721_000, year: 2020, km_driven: 41_000, owner: 1, seats: 5 },
      ...{
        make_name: 'Tata',
        model_name: 'Nexon',
        variant_name: 'XM',
        city_name: 'Delhi',
        locality_name: 'Saket',
      },
      ...{ color: 'White', fuel_type: 'Petrol', transmission: 'Manual', body_type: 'SUV' },
      ...{ engine_cc: 1199, mileage_kmpl: 17.41, max_power_bhp: 118.36 },
      ...{ registration_office: 'DL8C', registration_year: 2021, date_added: '2026-05-31T10:00:00Z' },
      images: [
        { position: 1, url: '/1.jpg' },
        { position: 2, url: '/2.jpg' },
      ],
    });
    expect(a?.features.map(({ name }) => name)).toEqual(expect.arrayContaining(['Sunroof', 'Heater']));
    expect(a?.features).toHaveLength(2);
  });

  it('fills gaps: no date is now, no colour and no body type is "Unknown", anything else is nothing', async () => {
    const before = Date.now();
    await load([{ ...nexon, color: '', km_driven: '', date_added: '' }]);
    const { a } = await cars();
    expect(a).toMatchObject({
      color: 'Unknown',
      body_type: 'Unknown',
      km_driven: null,
      locality_id: null,
      features: [],
    });
    expect(Math.abs(Date.parse(a?.date_added ?? '') - before)).toBeLessThan(60_000);
  });

  it('of the same file again touches no row and tells the change log nothing', async () => {
    const file = [whole, { ...whole, source_ref: 'b', features: '', images: '', color: '', date_added: '' }];
    await load(file);
    await client.query(`select pg_create_logical_replication_slot($1, 'test_decoding')`, [slot()]);
    const before = await rowVersions();
    expect(await load(file)).toMatchObject({ read: 2, added: 0, changed: 0, unchanged: 2 });
    expect(await rowVersions()).toEqual(before);
    expect(await logged()).toEqual([]);
  });

  it('changes what differs and no more', async () => {
    await load([whole, { ...whole, source_ref: 'b' }]);
    await client.query(`select pg_create_logical_replication_slot($1, 'test_decoding')`, [slot()]);
    const report = await load([
      { ...whole, features: 'heater|Airbags', images: '/1.jpg|/3.jpg|/2.jpg' },
      { ...whole, source_ref: 'b', price_inr: '700000' },
    ]);
    expect(report).toMatchObject({ read: 2, added: 0, changed: 2, unchanged: 0 });
    const told = await logged();
    const of = (table: string): string[] => told.filter((line) => line.startsWith(`table public.${table}:`));
    expect(of('car')).toEqual([expect.stringMatching(/UPDATE: id\[integer\]:2 .* price\[integer\]:700000 /)]);
    expect(of('car_feature')).toEqual([
      expect.stringMatching(/DELETE: car_id\[integer\]:1 /),
      expect.stringMatching(/INSERT: car_id\[integer\]:1 /),
    ]);
    expect(
      of('car_image').map((line) => line.replace(/.*: (\w+): .*"position"\[smallint\]:(\d).*/, '$1 $2')),
    ).toEqual(['DELETE 2', 'INSERT 2', 'INSERT 3']);
    const { a, b } = await cars();
    expect(a?.features.map(({ name }) => name).sort()).toEqual(['Airbags', 'Heater']);
    expect(a?.images.map(({ url }) => url)).toEqual(['/1.jpg', '/3.jpg', '/2.jpg']);
    expect(b?.price).toBe(700_000);
    expect(b?.features.map(({ name }) => name).sort()).toEqual(['Heater', 'Sunroof']);
  });

  it('leaves alone what the file has no column for, and the status', async () => {
    await load([whole]);
    await client.query(`update car set status = 'sold'`);
    const { a: before } = await cars();
    expect(await load([{ ...nexon, price_inr: '1' }])).toMatchObject({ changed: 1 });
    const history = [{ until: expect.any(String) as string, price: before?.price }];
    expect(await cars()).toEqual({ a: { ...before, price: 1, price_history: history } });
    expect(await namesIn('color')).toEqual(['White']);
  });

  it('takes an empty value of an optional column for none, but keeps the date', async () => {
    await load([whole]);
    const { a: before } = await cars();
    const gaps = { ...Object.fromEntries(Object.keys(whole).map((name) => [name, ''])), ...nexon };
    expect(await load([gaps])).toMatchObject({ changed: 1 });
    expect((await cars()).a).toMatchObject({
      ...{
        locality_id: null,
        km_driven: null,
        owner: null,
        seats: null,
        color: 'Unknown',
        body_type: 'Unknown',
      },
      ...{
        engine_cc: null,
        mileage_kmpl: null,
        max_power_bhp: null,
        registration_office: null,
        registration_year: null,
      },
      ...{ features: [], images: [], date_added: before?.date_added },
    });
  });

  it('keeps a locality in its city only', async () => {
    await load([whole]);
    await load([{ ...nexon, price_inr: '2' }]);
    expect((await cars()).a?.locality_name).toBe('Saket');
    expect(await load([{ ...nexon, city: 'Mumbai' }])).toMatchObject({ changed: 1, rejected: 0 });
    expect((await cars()).a).toMatchObject({ city_name: 'Mumbai', locality_id: null });
  });

  it('finds images by their order, whatever their positions', async () => {
    await load([whole]);
    await client.query('update car_image set position = position + 5');
    expect(await load([whole])).toMatchObject({ unchanged: 1 });
    expect(await load([{ ...whole, images: '/2.jpg' }])).toMatchObject({ changed: 1 });
    expect((await cars()).a?.images).toEqual([{ position: 1, url: '/2.jpg' }]);
  });

  it('finds names in any case, spacing and composition, each within its parent', async () => {
    await client.query(
      `insert into color (name) values ('White'); insert into city (name) values ('New Delhi')`,
    );
    const white = { ...whole, city: ' new  delhi', color: 'WHITE', make: 'Škoda', model: 'City' };
    const file = [
      { ...white, features: 'Abs|ABS| abs' },
      {
        ...white,
        source_ref: 'b',
        city: 'Mumbai',
        color: 'white',
        make: 'S\u030cKODA',
        model: 'CITY',
        features: 'abs',
      },
      { ...white, source_ref: 'c', city: 'Mumbai', color: 'White', make: 'Honda', features: '' },
    ];
    await load(file);
    expect(await load(file)).toMatchObject({ unchanged: 3 });
    expect(await namesIn('color')).toEqual(['White']);
    expect(await namesIn('city')).toEqual(['Mumbai', 'New Delhi']);
    expect(await namesIn('make')).toEqual(['Honda', 'Škoda']);
    expect(await namesIn('model')).toEqual(['City', 'City']);
    expect(await namesIn('variant')).toEqual(['XM', 'XM']);
    expect(await namesIn('locality')).toEqual(['Saket', 'Saket']);
    expect(await namesIn('feature')).toEqual(['Abs']);
  });

  it('lets the later of two rows with the same reference win, near or far', async () => {
    const others = Array.from({ length: 2_500 }, (_, place) => ({ ...nexon, source_ref: `other-${place}` }));
    const b = { ...nexon, source_ref: 'b' };
    const near = [nexon, b, { ...b, price_inr: '2' }];
    const report = await load([...near, ...others, { ...nexon, price_inr: '3' }]);
    expect(report).toMatchObject({ read: 2_504, added: 2_502, changed: 1, unchanged: 1 });
    const { a, b: found } = await cars();
    expect([a?.price, found?.price]).toEqual([3, 2]);
  });

  it('rejects bad rows with line, reason and text, in the order of the file, and takes the others', async () => {
    const head = csv([]);
    const row = (values: Row): string =>
      csv([{ ...nexon, ...values }])
        .split('\n')
        .slice(1)
        .join('\n');
    await client.query('alter table car add constraint not_unlucky check (price <> 13)');
    const lines = [
      row({ source_ref: 'b', variant: 'two\nlines' }),
      row({ source_ref: 'c', price_inr: '13' }),
      row({ source_ref: 'd', year: 'new' }),
      '1,2,3',
      row({ source_ref: 'e' }),
      `${row({ source_ref: 'f' })}"`,
      row({ source_ref: 'g' }),
    ];
    const report = await load(`\ufeff${head}\r\n${lines.join('\r\n')}`);
    expect(report).toMatchObject({ read: 7, added: 3, rejected: 4 });
    expect(report.rejects.map(({ line, raw }) => [line, raw])).toEqual([
      [4, lines[1]],
      [5, lines[2]],
      [6, lines[3]],
      [8, lines[5]],
    ]);
    expect(report.rejects.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(
        'Postgres refuses it: new row for relation "car" violates check constraint "not_unlucky"',
      ),
      'year takes a year from 1900 to 2200, not "new"',
      'has 3 fields; the header has 9',
      expect.stringContaining('quote'),
    ]);
    expect(Object.keys(await cars()).sort()).toEqual(['b', 'e', 'g']);
    expect((await cars()).b?.variant_name).toBe('two lines');
  });

  it('finds what Postgres refuses among a thousand', async () => {
    await client.query('alter table car add constraint not_unlucky check (price <> 13)');
    const rows = Array.from({ length: 1_000 }, (_, place) => ({
      ...nexon,
      source_ref: `r-${place}`,
      price_inr: place === 0 || place === 613 || place === 999 ? '13' : '12',
    }));
    const { rejects, ...report } = await load(rows);
    expect(report).toMatchObject({ read: 1_000, added: 997, rejected: 3 });
    expect(rejects.map(({ line }) => line)).toEqual([2, 615, 1_001]);
  });

  it('takes what lies on the bounds of each column: Postgres has the same ones', async () => {
    const low = {
      ...whole,
      ...{
        year: '1900',
        price_inr: '1',
        km_driven: '0',
        owner: '1',
        seats: '1',
        registration_year: '1900',
        engine_cc: '1',
      },
      ...{ mileage_kmpl: '0.005', max_power_bhp: '0.005', date_added: '1970-01-01', rto: '1', locality: '-' },
    };
    const wide = (length: number): string => '🚗'.repeat(length);
    const high = {
      ...{ source_ref: wide(200), city: wide(100), locality: wide(100), make: wide(100), model: wide(100) },
      ...{
        variant: wide(200),
        color: wide(100),
        fuel_type: wide(100),
        transmission: wide(100),
        body_type: wide(100),
      },
      ...{ year: '2200', price_inr: '2147483647', km_driven: '2147483647', owner: '99', seats: '99' },
      ...{
        registration_year: '2200',
        engine_cc: '2147483647',
        mileage_kmpl: '9999.99499',
        max_power_bhp: '99999.99499',
      },
      ...{ rto: wide(20), date_added: '2199-12-31T23:59:59.999Z', features: wide(100) },
      images: Array.from({ length: 1_000 }, () => `/${'x'.repeat(999)}`).join('|'),
    };
    const { rejects, added } = await load([low, high]);
    expect(rejects).toEqual([]);
    expect(added).toBe(2);
    expect((await cars())[high.source_ref]).toMatchObject({
      mileage_kmpl: 9999.99,
      max_power_bhp: 99_999.99,
    });
  });

  it('names the columns that it ignores', async () => {
    const text = csv([nexon])
      .replace('city', 'line,Colour,reason,city')
      .replace('"Delhi"', '1,Red,no,"Delhi"');
    expect((await load(text)).header?.ignored).toEqual(['Colour']);
    expect((await cars()).a?.city_name).toBe('Delhi');
  });

  it.each([
    ['', 'IMPORT_HEADER_MISSING'],
    ['city,make\nDelhi,Tata', 'IMPORT_COLUMN_MISSING'],
    [csv([nexon]).replaceAll(',', ';'), 'IMPORT_COLUMN_MISSING'],
    [`city,${csv([nexon])}`, 'IMPORT_COLUMN_TWICE'],
    [`"city,${csv([nexon])}`, 'IMPORT_HEADER_UNREADABLE'],
    [Buffer.from(csv([nexon]), 'utf16le').toString('latin1'), 'IMPORT_HEADER_UNREADABLE'],
  ])('of a file with a bad header (%#) does nothing but say so', async (text, code) => {
    await expect(load(text)).rejects.toMatchObject({ code });
    expect(await cars()).toEqual({});
  });

  it('says what is wrong when the file breaks off or Postgres is away', async () => {
    const broken = Readable.from(
      (function* () {
        yield csv([nexon]);
        throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
      })(),
    );
    await expect(importCars({ databaseUrl: database.url, input: broken })).rejects.toMatchObject({
      code: 'IMPORT_FILE_UNREADABLE',
    });
    const missing = createReadStream('/nowhere/cars.csv');
    await expect(importCars({ databaseUrl: database.url, input: missing })).rejects.toMatchObject({
      code: 'IMPORT_FILE_UNREADABLE',
    });
    const nobody = 'postgres://nobody@127.0.0.1:1/none';
    await expect(
      importCars({ databaseUrl: nobody, input: Readable.from([csv([nexon])]) }),
    ).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
    });
  });
});

function slot(): string {
  return `import_${new URL(database.url).pathname.slice(1)}`;
}

/** The changes in the log since the slot was made. */
async function logged(): Promise<readonly string[]> {
  const { rows } = await client.query<{ data: string }>(
    'select data from pg_logical_slot_get_changes($1, null, null)',
    [slot()],
  );
  return rows.map(({ data }) => data).filter((line) => line.startsWith('table '));
}
