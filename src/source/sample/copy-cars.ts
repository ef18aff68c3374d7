import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { NameTable } from '../../catalog/attributes.js';
import type { CarRecord, CarRow } from '../../catalog/car.js';
import { historyToColumn } from '../price-history-column.js';
import type { NameIds } from './save-names.js';

export interface CopiedTable {
  readonly name: 'car' | 'car_feature' | 'car_image';
  readonly columns: readonly string[];
  /** A car's rows in COPY's text format. None of its values needs escaping: they hold no tab, line end or backslash. */
  readonly linesOf: (car: CarRecord) => string;
}

/** Each column of `car`, and the table that gives names to its values. */
const carColumns: Readonly<Record<keyof CarRow, NameTable | null>> = {
  id: null,
  city_id: 'city',
  locality_id: 'locality',
  variant_id: 'variant',
  color_id: 'color',
  fuel_type_id: 'fuel_type',
  transmission_id: 'transmission',
  body_type_id: 'body_type',
  price: null,
  year: null,
  km_driven: null,
  owner: null,
  seats: null,
  status: null,
  date_added: null,
  engine_cc: null,
  mileage_kmpl: null,
  max_power_bhp: null,
  registration_office: null,
  registration_year: null,
  source_ref: null,
  price_history: null,
};

/** Enough at a time that the cost of a message is nothing beside that of its rows. */
const chunkCharacters = 65_536;

/** What is to be filled, in this order, with generated cars; `ids` are the names' in this database. */
export function copiedTables(ids: NameIds): readonly CopiedTable[] {
  const columns = Object.entries(carColumns) as [keyof CarRow, NameTable | null][];
  const cell = (value: CarRow[keyof CarRow], table: NameTable | null): string => {
    if (value === null) return '\\N';
    if (typeof value === 'object') return historyToColumn(value);
    return String(table === null ? value : ids[table][Number(value)]);
  };
  return [
    {
      name: 'car',
      columns: columns.map(([column]) => column),
      linesOf: ({ row }) => `${columns.map(([column, table]) => cell(row[column], table)).join('\t')}\n`,
    },
    {
      name: 'car_feature',
      columns: ['car_id', 'feature_id'],
      linesOf: ({ row, featureIds }) =>
        featureIds.map((featureId) => `${row.id}\t${cell(featureId, 'feature')}\n`).join(''),
    },
    {
      name: 'car_image',
      columns: ['car_id', 'position', 'url'],
      linesOf: ({ row, images }) =>
        images.map(({ position, url }) => `${row.id}\t${position}\t${url}\n`).join(''),
    },
  ];
}

/**
 * Postgres takes rows in while the next are being made. Inserts by unnest, 1,000 cars at a time, took 1.3 to 2 times as long
 * for 100,000 cars (what else was compared: set-aside.ts).
 */
export async function copyCars(
  client: pg.ClientBase,
  { name, columns, linesOf }: CopiedTable,
  cars: Iterable<CarRecord>,
): Promise<void> {
  const copying = client.query(copyFrom(`copy ${name} (${columns.join(', ')}) from stdin`));
  await pipeline(Readable.from(chunks(cars, linesOf)), copying);
}

function* chunks(cars: Iterable<CarRecord>, linesOf: (car: CarRecord) => string): Generator<string> {
  let chunk = '';
  for (const car of cars) {
    chunk += linesOf(car);
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
