import pg from 'pg';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { TestDatabase } from '../../../test/support/postgres.js';
import { testDatabase } from '../../../test/support/postgres.js';
import type { Car } from '../../catalog/car.js';
import { composeCar } from '../../catalog/car.js';
import { Names } from '../../catalog/names.js';
import { readCars } from '../cars.js';
import { readSlugTokens } from '../names.js';
import { sampleNames } from './catalogue.js';
import { generateCars } from './generate-cars.js';
import { loadSampleCars } from './load-sample-cars.js';

const request = { count: 2_000, seed: 11, now: new Date('2026-06-01T00:00:00Z') };

let database: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  onTestFinished(() => client.end());
});

async function load(onProgress?: (done: number, of: number) => void): Promise<void> {
  await loadSampleCars({
    databaseUrl: database.url,
    ...request,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

async function count(table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}

/** Indexes and constraints, as they could be made again. */
async function definitions(): Promise<readonly string[]> {
  const { rows } = await client.query<{ definition: string }>(
    `select indexdef as definition from pg_indexes where schemaname = 'public'
     union all
     select format('%s %s %s %s', conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid))
     from pg_constraint where connamespace = 'public'::regnamespace
     order by definition`,
  );
  return rows.map(({ definition }) => definition);
}

describe('loading sample cars', () => {
  it('stores exactly the generated cars, and leaves indexes and constraints as they were', async () => {
    const before = await definitions();
    await load();
    expect(await definitions()).toEqual(before);
    const names = new Names(sampleNames);
    const generated = Array.from(generateCars(request), (record) => composeCar(record, names.of(record)!));
    const stored = await readCars(
      client,
      generated.map(({ id }) => id),
    );
    const byId = (one: Car, other: Car): number => one.id - other.id;
    expect([...stored].sort(byId)).toEqual(generated);
    expect(await count('car')).toBe(request.count);
    expect(await count('car_feature')).toBe(generated.reduce((sum, car) => sum + car.features.length, 0));
    expect(await count('car_image')).toBe(generated.reduce((sum, car) => sum + car.images.length, 0));
  });

  it('gives names the tokens that people expect in a slug', async () => {
    await load();
    const tokens = await readSlugTokens(client);
    const words = new Map(tokens.map(({ type, value, filter }) => [`${type} ${value}`, filter]));
    expect(words.get('city mumbai')).toBe('city_id=1');
    expect(words.get('make maruti-suzuki')).toBe('make_id=1');
    expect(words.get('make hyundai')).toBe('make_id=2');
    for (const word of [
      'make skoda',
      'make mercedes-benz',
      'model city',
      'model nexon',
      'model wagon-r',
      'model xuv-3xo',
      'model 800',
      'model 3-series',
      'model go',
      'model go-plus',
      'body_type suv',
      'color white',
      'fuel_type petrol',
      'transmission automatic',
    ])
      expect(words.has(word), word).toBe(true);
    // None had to give way to another of its type.
    expect(tokens.filter(({ value, filter }) => value.endsWith(`-${filter.replace(/\D/g, '')}`))).toEqual([]);
  });

  it('lets staff add cars and names afterwards', async () => {
    await load();
    const make = await client.query(`insert into make (name) values ('Ambassador') returning id`);
    expect(make.rows).toEqual([{ id: sampleNames.get('make')!.size + 1 }]);
    const car = await client.query(
      `insert into car (city_id, locality_id, variant_id, color_id, fuel_type_id, transmission_id, body_type_id, price, year)
       select city_id, locality_id, variant_id, color_id, fuel_type_id, transmission_id, body_type_id, price, year
       from car where id = 5 returning id`,
    );
    expect(car.rows).toEqual([{ id: request.count + 1 }]);
    await expect(client.query('insert into car_feature values (1, 61)')).rejects.toThrow(/foreign key/);
  });

  it('is refused where there are cars, and changes nothing', async () => {
    await load();
    await client.query('delete from car where id = 7');
    await expect(load()).rejects.toThrow('without cars');
    expect(await count('car')).toBe(request.count - 1);
  });

  it('that breaks off leaves nothing, and the next one gives the same ids', async () => {
    const before = await definitions();
    const breaking = load((done) => {
      if (done > request.count / 2) throw new Error('the power fails');
    });
    await expect(breaking).rejects.toThrow('the power fails');
    expect([await count('car'), await count('make'), await count('slug_token')]).toEqual([0, 0, 0]);
    expect(await definitions()).toEqual(before);
    const told: number[] = [];
    await load((done, of) => {
      expect(of).toBe(request.count);
      told.push(done);
    });
    expect(told).toEqual([...told].sort((one, other) => one - other));
    expect(told.at(-1)).toBe(request.count);
    const { rows } = await client.query('select id from make order by id limit 2');
    expect(rows).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('keeps names that are there under other ids', async () => {
    await client.query(`insert into city (id, name) values (4, 'Mumbai'), (90, 'Jaipur');
      insert into make (id, name) values (300, 'Hyundai'); insert into model (id, make_id, name) values (5, 300, 'Creta');
      select setval('car_id_seq', 9000)`);
    await load();
    const { rows } = await client.query(
      `select city.id as city, make.id as make, model.id as model, locality.city_id = city.id as "inCity"
       from car join city on city.id = city_id join locality on locality.id = locality_id
       join variant on variant.id = variant_id join model on model.id = model_id join make on make.id = make_id
       where city.name = 'Mumbai' and model.name = 'Creta' limit 1`,
    );
    expect(rows).toEqual([{ city: 4, make: 300, model: 5, inCity: true }]);
    expect([await count('city'), await count('make')]).toEqual([9, sampleNames.get('make')!.size]);
    const next = await client.query(
      `select nextval('car_id_seq')::int as car, nextval('city_id_seq')::int as city`,
    );
    expect(next.rows).toEqual([{ car: 9_001, city: 98 }]);
  });
});
