import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { AttributeName } from '../../src/catalog/attributes.js';
import { attributes } from '../../src/catalog/attributes.js';
import type { CarRecord } from '../../src/catalog/car.js';
import { cardOf, composeCar, indexedCar } from '../../src/catalog/car.js';
import { Names } from '../../src/catalog/names.js';
import { must } from '../../src/shared/assert.js';
import { sampleNames } from '../../src/source/sample/catalogue.js';

/** A row of wide-table.sql. */
export type WideRow = Readonly<Record<AttributeName, number | null>> & {
  readonly id: number;
  readonly live: boolean;
  readonly features: readonly number[];
  /** JSON text. */
  readonly card: string;
};

const names = new Names(sampleNames);

export const wideColumns: readonly (keyof WideRow)[] = [
  'id',
  'live',
  ...attributes.map(({ name }) => name),
  'features',
  'card',
];

/** In a database that was empty before the sample came, names have the sample's own ids. */
export function wideRow(record: CarRecord): WideRow {
  const car = composeCar(record, must(names.of(record), 'names'));
  const { id, values, featureIds } = indexedCar(car);
  return {
    id,
    live: car.status === 'live',
    ...values,
    features: featureIds,
    card: JSON.stringify(cardOf(car)),
  };
}

/** Makes the wide table and fills it with the same cars. */
export async function fillWideTable(client: pg.ClientBase, cars: Iterable<CarRecord>): Promise<void> {
  await client.query(await statement('wide-table.sql'));
  const copying = client.query(copyFrom(`copy wide_car (${wideColumns.join(', ')}) from stdin`));
  await pipeline(Readable.from(chunks(cars)), copying);
  await client.query(await statement('wide-indexes.sql'));
  await client.query('vacuum (analyze) wide_car');
}

function statement(file: string): Promise<string> {
  return readFile(new URL(`./${file}`, import.meta.url), 'utf8');
}

/** Enough at a time that the cost of a message is nothing beside that of its rows. */
const chunkCharacters = 65_536;

/** COPY's text format: https://www.postgresql.org/docs/18/sql-copy.html */
function* chunks(cars: Iterable<CarRecord>): Generator<string> {
  let chunk = '';
  for (const car of cars) {
    const row = wideRow(car);
    chunk += `${wideColumns.map((column) => cell(row[column])).join('\t')}\n`;
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function cell(value: WideRow[keyof WideRow]): string {
  if (value === null) return '\\N';
  if (typeof value === 'object') return `{${value.join(',')}}`;
  return String(value).replaceAll('\\', '\\\\');
}
