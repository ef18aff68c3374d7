import type pg from 'pg';
import type { ColumnName, Header } from './columns.js';
import type { NamedCar } from './resolve-names.js';

interface CarColumn {
  readonly column: string;
  readonly type: string;
  /** The column of the file that says it: without that one, an update leaves it alone. */
  readonly from: ColumnName;
}

/** The columns of `car` that an import writes. Not the status: an import does not bring a sold car back. */
const carColumns: readonly CarColumn[] = [
  { column: 'city_id', type: 'integer', from: 'city' },
  { column: 'locality_id', type: 'integer', from: 'locality' },
  { column: 'variant_id', type: 'integer', from: 'variant' },
  { column: 'color_id', type: 'integer', from: 'color' },
  { column: 'fuel_type_id', type: 'integer', from: 'fuel_type' },
  { column: 'transmission_id', type: 'integer', from: 'transmission' },
  { column: 'body_type_id', type: 'integer', from: 'body_type' },
  { column: 'price', type: 'integer', from: 'price_inr' },
  { column: 'year', type: 'smallint', from: 'year' },
  { column: 'km_driven', type: 'integer', from: 'km_driven' },
  { column: 'owner', type: 'smallint', from: 'owner' },
  { column: 'seats', type: 'smallint', from: 'seats' },
  { column: 'engine_cc', type: 'integer', from: 'engine_cc' },
  { column: 'mileage_kmpl', type: 'numeric(6, 2)', from: 'mileage_kmpl' },
  { column: 'max_power_bhp', type: 'numeric(7, 2)', from: 'max_power_bhp' },
  { column: 'registration_office', type: 'text', from: 'rto' },
  { column: 'registration_year', type: 'smallint', from: 'registration_year' },
  { column: 'date_added', type: 'timestamptz(0)', from: 'date_added' },
];

const given = `json_to_recordset($1) as given (id integer, source_ref text,
  ${carColumns.map(({ column, type }) => `${column} ${type}`).join(', ')})`;

/** The ids of the cars in Postgres with these references, by reference. */
export async function readCarIds(
  client: pg.ClientBase,
  sourceRefs: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ id: number; source_ref: string }>(
    'select id, source_ref from car where source_ref = any($1::text[])',
    [sourceRefs],
  );
  return new Map(rows.map((row) => [row.source_ref, row.id]));
}

/** Answers the new ids by reference. A car that is there by now is left out. */
export async function insertCars(
  client: pg.ClientBase,
  cars: readonly NamedCar[],
): Promise<ReadonlyMap<string, number>> {
  if (cars.length === 0) return new Map();
  const columns = carColumns.map(({ column }) => column);
  const values = columns.map((column) => (column === 'date_added' ? 'coalesce(date_added, now())' : column));
  const { rows } = await client.query<{ id: number; source_ref: string }>(
    `insert into car (source_ref, ${columns.join(', ')})
     select source_ref, ${values.join(', ')} from ${given}
     on conflict (source_ref) do nothing
     returning id, source_ref`,
    [JSON.stringify(cars.map((car) => rowOf(car, null)))],
  );
  return new Map(rows.map((row) => [row.source_ref, row.id]));
}

/** Answers the ids of the cars that differed in what the file says. The others' rows are not even locked. */
export async function updateCars(
  client: pg.ClientBase,
  header: Header,
  cars: readonly (NamedCar & { readonly id: number })[],
): Promise<readonly number[]> {
  if (cars.length === 0) return [];
  const decided = carColumns.filter(({ from }) => from in header.places || from === 'locality');
  const old = decided.map(({ column }) => `car.${column}`).join(', ');
  const wanted = decided.map((column) => wantedValue(column, header)).join(', ');
  const { rows } = await client.query<{ id: number }>(
    `update car set (${decided.map(({ column }) => column).join(', ')}) = row (${wanted})
     from ${given}
     where car.id = given.id and (${old}) is distinct from (${wanted})
     returning car.id`,
    [JSON.stringify(cars.map((car) => rowOf(car, car.id)))],
  );
  return rows.map(({ id }) => id);
}

function wantedValue({ column, from }: CarColumn, header: Header): string {
  if (column === 'date_added') return 'coalesce(given.date_added, car.date_added)';
  // A locality is one of its city: with another city it can't stay.
  if (!(from in header.places)) return `case when car.city_id = given.city_id then car.${column} end`;
  return `given.${column}`;
}

function rowOf({ car, ids }: NamedCar, id: number | null): unknown {
  const { features, images, ...values } = car;
  return { id, ...values, ...ids };
}
