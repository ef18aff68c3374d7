import type pg from 'pg';
import { attributes } from '../catalog/attributes.js';
import type { Car, CarId, CarImage, CarRow } from '../catalog/car.js';
import { composeCar } from '../catalog/car.js';
import { historyFromColumn } from './price-history-column.js';
import { publishedTables } from './published-tables.js';

/** Columns of one whole car, over {@link carJoins}. Types are chosen so that the driver hands them over ready. */
export const carColumns = `
  car.id, car.city_id, car.locality_id, car.variant_id, car.color_id, car.fuel_type_id, car.transmission_id,
  car.body_type_id, car.price, car.year, car.km_driven, car.owner, car.seats, car.status,
  to_char(car.date_added at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as date_added,
  car.engine_cc, car.mileage_kmpl::float8 as mileage_kmpl, car.max_power_bhp::float8 as max_power_bhp,
  car.registration_office, car.registration_year, car.source_ref, car.price_history,
  city.name as city_name, locality.name as locality_name,
  model.make_id, make.name as make_name, variant.model_id, model.name as model_name, variant.name as variant_name,
  color.name as color, fuel_type.name as fuel_type, transmission.name as transmission, body_type.name as body_type,
  array(select feature_id from car_feature where car_id = car.id order by feature_id) as "featureIds",
  array(select feature.name from car_feature join feature on feature.id = car_feature.feature_id
        where car_id = car.id order by car_feature.feature_id) as "featureNames",
  coalesce((select json_agg(json_build_object('position', position, 'url', url) order by position)
            from car_image where car_id = car.id), '[]'::json) as images`;

/** Columns of the facts of a car: `values` in the order of the attributes, and `featureIds`. Over a join of all that attributes hang on. */
export const factColumns = `
  array[${attributes
    .map(({ name, column }) => (name === 'date_added' ? `extract(epoch from ${column})` : column))
    .map((value) => `${value}::float8`)
    .join(', ')}] as values,
  array(select feature_id from car_feature where car_id = car.id order by feature_id) as "featureIds"`;

/** The tables behind {@link carColumns}, joined to a table or subquery called `car`. */
export const carJoins = `
  join city on city.id = car.city_id
  left join locality on locality.id = car.locality_id
  join variant on variant.id = car.variant_id
  join model on model.id = variant.model_id
  join make on make.id = model.make_id
  join color on color.id = car.color_id
  join fuel_type on fuel_type.id = car.fuel_type_id
  join transmission on transmission.id = car.transmission_id
  join body_type on body_type.id = car.body_type_id`;

/** A row of {@link carColumns}. */
export interface CarColumns extends Omit<CarRow, 'price_history'> {
  /** As the driver reads it. */
  readonly price_history: unknown;
  readonly city_name: string;
  readonly locality_name: string | null;
  readonly make_id: number;
  readonly make_name: string;
  readonly model_id: number;
  readonly model_name: string;
  readonly variant_name: string;
  readonly color: string;
  readonly fuel_type: string;
  readonly transmission: string;
  readonly body_type: string;
  readonly featureIds: readonly number[];
  readonly featureNames: readonly string[];
  readonly images: readonly CarImage[];
}

export function carFromColumns(columns: CarColumns): Car {
  const row = { ...columns, price_history: historyFromColumn(columns.price_history) };
  return composeCar({ row, featureIds: columns.featureIds, images: columns.images }, columns);
}

/** The cars with these ids as they are now, in any status; unknown ids are left out. */
export async function readCars(
  client: pg.Pool | pg.ClientBase,
  ids: readonly CarId[],
): Promise<readonly Car[]> {
  const { rows } = await client.query<CarColumns>({
    name: 'read-cars',
    text: `select ${carColumns} from car ${carJoins} where car.id = any($1::int[])`,
    values: [ids],
  });
  return rows.map(carFromColumns);
}

/** All live cars by ascending id, a batch at a time. The caller holds the transaction that makes them one picture. */
export async function* readLiveCars(
  client: pg.ClientBase,
  batchSize: number,
): AsyncGenerator<readonly Car[]> {
  let after = 0;
  for (;;) {
    const { rows } = await client.query<CarColumns>({
      name: 'read-live-cars',
      text: `select ${carColumns}
             from (select ${publishedTables.car.join(', ')} from car
                   where status = 'live' and id > $1 order by id limit $2) as car ${carJoins}
             order by car.id`,
      values: [after, batchSize],
    });
    if (rows.length === 0) return;
    yield rows.map(carFromColumns);
    after = rows[rows.length - 1]?.id ?? after;
  }
}

export async function countLiveCars(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from car where status = 'live'`,
  );
  return rows[0]?.count ?? 0;
}

/** Cars in any status. */
export async function countCars(client: pg.Pool | pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from car');
  return rows[0]?.count ?? 0;
}
