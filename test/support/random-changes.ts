import fc from 'fast-check';
import type { Database } from '../../src/source/database.js';

/** A change that staff, a script or another program commits: one transaction of SQL. */
export interface Change {
  readonly name: string;
  /** `n` and `m` are drawn at random; statements pick rows by them. */
  readonly statements: (n: number, m: number) => readonly string[];
}

const someCar = (n: number): string =>
  `(select id from car order by id offset ${n} % (select count(*) from car) limit 1)`;
const someOf = (table: string, n: number): string =>
  `(select id from ${table} order by id offset ${n} % (select count(*) from ${table}) limit 1)`;
const columns =
  'city_id, variant_id, color_id, fuel_type_id, transmission_id, body_type_id, price, year, km_driven, owner, seats';
const copyOfCar = (n: number, price: number): string =>
  `insert into car (${columns}) select ${columns.replace('price', String(price))} from car where id = ${someCar(n)} returning id`;

/** Everything that happens to cars and to what describes them. The weights keep the catalogue alive for hundreds of steps. */
export const changes: readonly (Change & { readonly weight: number })[] = [
  {
    weight: 8,
    name: 'new price',
    statements: (n, m) => [`update car set price = ${100_000 + m} where id = ${someCar(n)}`],
  },
  { weight: 4, name: 'sold', statements: (n) => [`update car set status = 'sold' where id = ${someCar(n)}`] },
  {
    weight: 4,
    name: 'live again',
    statements: (n) => [
      `update car set status = 'live' where id = (select id from car where status <> 'live' order by id offset ${n % 5} limit 1)`,
    ],
  },
  {
    weight: 3,
    name: 'sold, changed while it was, and live again at once',
    statements: (n, m) => [
      `update car set status = 'withdrawn' where id = ${someCar(n)}`,
      `delete from car_feature where car_id = ${someCar(n)} and feature_id % 2 = ${m % 2}`,
      `update car set status = 'live', price = ${200_000 + m} where id = ${someCar(n)}`,
    ],
  },
  {
    weight: 4,
    name: 'a car comes in, with features and photos',
    statements: (n, m) => [
      `with new as (${copyOfCar(n, 150_000 + m)}), f as (
         insert into car_feature select new.id, feature.id from new, feature where feature.id % 3 = ${m % 3})
       insert into car_image select new.id, place, '/photos/new-' || place || '.svg' from new, generate_series(1, 6) as place`,
    ],
  },
  {
    weight: 2,
    name: 'a draft that is finished later',
    statements: (n, m) => [
      copyOfCar(n, 180_000 + m),
      `update car set status = 'withdrawn' where id = (select max(id) from car)`,
      `insert into car_feature select max(car.id), ${someOf('feature', m)} from car on conflict do nothing`,
    ],
  },
  { weight: 2, name: 'deleted', statements: (n) => [`delete from car where id = ${someCar(n)}`] },
  {
    weight: 1,
    name: 'deleted and inserted again under its id',
    statements: (n) => [
      `create temp table kept on commit drop as select id, ${columns} from car where id = ${someCar(n)}`,
      'delete from car where id = (select id from kept)',
      `insert into car (id, ${columns}) select id, ${columns} from kept`,
    ],
  },
  {
    weight: 4,
    name: 'a feature more',
    statements: (n, m) => [
      `insert into car_feature values (${someCar(n)}, ${someOf('feature', m)}) on conflict do nothing`,
    ],
  },
  {
    weight: 3,
    name: 'a feature less',
    statements: (n) => [
      `delete from car_feature where car_id = ${someCar(n)} and feature_id =
         (select min(feature_id) from car_feature where car_id = ${someCar(n)})`,
    ],
  },
  {
    weight: 2,
    name: 'a photo more, in front',
    statements: (n, m) => [
      `delete from car_image where car_id = ${someCar(n)} and position = 501`,
      `update car_image set position = 501 where car_id = ${someCar(n)} and position = 1`,
      `insert into car_image values (${someCar(n)}, 1, '/photos/${m}.svg') on conflict do nothing`,
    ],
  },
  { weight: 1, name: 'no photos', statements: (n) => [`delete from car_image where car_id = ${someCar(n)}`] },
  {
    weight: 2,
    name: 'unknown kilometres and owner',
    statements: (n) => [`update car set km_driven = null, owner = null where id = ${someCar(n)}`],
  },
  {
    weight: 2,
    name: 'moved to another city, and to no locality',
    statements: (n, m) => [
      `update car set city_id = ${someOf('city', m)}, locality_id = null where id = ${someCar(n)}`,
    ],
  },
  {
    weight: 2,
    name: 'a variant renamed',
    statements: (n, m) => [
      `update variant set name = 'Variant ${m} ${n}' where id = ${someOf('variant', n)}`,
    ],
  },
  {
    weight: 1,
    name: 'a variant moved to another model',
    statements: (n, m) => [
      `update variant set model_id = ${someOf('model', m)}, name = 'Moved ${n} ${m}' where id = ${someOf('variant', n)}`,
    ],
  },
  {
    weight: 1,
    name: 'make, model, city, colour and feature renamed',
    statements: (n, m) =>
      ['make', 'model', 'city', 'color', 'feature'].map(
        (table) => `update ${table} set name = '${table} ${n} ${m}' where id = ${someOf(table, n)}`,
      ),
  },
  {
    weight: 1,
    name: 'a model given to another make',
    statements: (n, m) => [
      `update model set make_id = ${someOf('make', m)}, name = 'Given ${n} ${m}' where id = ${someOf('model', n)}`,
    ],
  },
  {
    weight: 1,
    name: 'every car repriced in one statement',
    statements: (n) => [`update car set price = price + ${1 + (n % 7)}`],
  },
  {
    weight: 1,
    name: 'a transaction over many tables',
    statements: (n, m) => [
      `insert into feature (name) values ('Feature ${n} ${m}') on conflict do nothing`,
      `insert into car_feature select id, (select max(id) from feature) from car where id % 17 = ${n % 17} on conflict do nothing`,
      `update car set price = price + 1 where id % 13 = ${m % 13}`,
      `update car set status = 'sold' where id = ${someCar(m)}`,
    ],
  },
  {
    weight: 1,
    name: 'photos truncated, and some taken anew',
    statements: (n) => [
      'truncate car_image',
      `insert into car_image select id, 1, '/photos/anew-${n}.svg' from car where id % 3 = ${n % 3}`,
    ],
  },
  {
    weight: 1,
    name: 'features truncated, and given anew',
    statements: (n, m) => [
      'create temp table kept_features on commit drop as select * from car_feature',
      'truncate car_feature',
      `insert into car_feature select * from kept_features where (car_id + feature_id) % ${20 + (n % 9)} <> ${m % 20}`,
    ],
  },
  {
    weight: 1,
    name: 'rolled back',
    statements: (n) => [`update car set price = 1 where id = ${someCar(n)}`, 'rollback'],
  },
];

export interface Step {
  readonly change: Change;
  readonly n: number;
  readonly m: number;
}

export function drawSteps(count: number, seed: number): readonly Step[] {
  const weighted = changes.flatMap(({ weight, ...change }) => Array<Change>(weight).fill(change));
  const step = fc.record({
    change: fc.constantFrom(...weighted),
    n: fc.nat({ max: 100_000 }),
    m: fc.nat({ max: 100_000 }),
  });
  return fc.sample(step, { seed, numRuns: count });
}

/** Commits one step as a transaction of its own. */
export async function commit(database: Database, { change, n, m }: Step): Promise<void> {
  const client = await database.connect();
  try {
    await client.query('begin');
    for (const statement of change.statements(n, m)) await client.query(statement);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`${change.name} (${n}, ${m})`, { cause: error });
  } finally {
    client.release();
  }
}
