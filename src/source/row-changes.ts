import type { NameTable } from '../catalog/attributes.js';
import type { CarRow, CarStatus } from '../catalog/car.js';
import { carId } from '../catalog/car.js';
import type { FollowedTable, RowChange } from '../catalog/change.js';
import type { SlugToken } from '../catalog/slug-token.js';
import { SourceError } from './errors.js';
import { historyFromColumn } from './price-history-column.js';
import { parentColumns } from './published-tables.js';

/** A row as the change log's reader hands it over: columns by name. */
export type LoggedRow = Readonly<Record<string, unknown>>;

/** A row was inserted, or took the place of the row with `oldKey` (null: its key is as before). */
export function changesOfPut(
  table: FollowedTable,
  row: LoggedRow,
  how: { readonly inserted: boolean; readonly oldKey: LoggedRow | null },
): readonly RowChange[] {
  const put = putOf(table, row, how.inserted || how.oldKey !== null);
  return how.oldKey === null ? [put] : [changeOfRemoval(table, how.oldKey), put];
}

function putOf(table: FollowedTable, row: LoggedRow, fresh: boolean): RowChange {
  switch (table) {
    case 'car':
      return { kind: 'car', row: carRowOf(row), fresh };
    case 'car_feature':
      return {
        kind: 'car-feature',
        id: carId(number(row, 'car_id')),
        featureId: number(row, 'feature_id'),
        present: true,
      };
    case 'car_image':
      return {
        kind: 'car-image',
        id: carId(number(row, 'car_id')),
        position: number(row, 'position'),
        url: text(row, 'url'),
      };
    case 'slug_token': {
      const token: SlugToken = {
        type: text(row, 'type'),
        value: text(row, 'value'),
        filter: text(row, 'filter'),
        canonical: row.canonical === true,
      };
      return { kind: 'slug-token', type: token.type, value: token.value, token };
    }
    default: {
      const parent = parentColumns[table];
      const parentId = parent === undefined ? null : number(row, parent);
      return {
        kind: 'name',
        table: table,
        id: number(row, 'id'),
        entry: { name: text(row, 'name'), parentId },
      };
    }
  }
}

/** A row is gone; `key` holds at least its primary key. */
export function changeOfRemoval(table: FollowedTable, key: LoggedRow): RowChange {
  switch (table) {
    case 'car':
      return { kind: 'car-removed', id: carId(number(key, 'id')) };
    case 'car_feature':
      return {
        kind: 'car-feature',
        id: carId(number(key, 'car_id')),
        featureId: number(key, 'feature_id'),
        present: false,
      };
    case 'car_image':
      return {
        kind: 'car-image',
        id: carId(number(key, 'car_id')),
        position: number(key, 'position'),
        url: null,
      };
    case 'slug_token':
      return { kind: 'slug-token', type: text(key, 'type'), value: text(key, 'value'), token: null };
    default:
      return { kind: 'name', table: table satisfies NameTable, id: number(key, 'id'), entry: null };
  }
}

function carRowOf(row: LoggedRow): CarRow {
  return {
    id: carId(number(row, 'id')),
    city_id: number(row, 'city_id'),
    locality_id: numberOrNull(row, 'locality_id'),
    variant_id: number(row, 'variant_id'),
    color_id: number(row, 'color_id'),
    fuel_type_id: number(row, 'fuel_type_id'),
    transmission_id: number(row, 'transmission_id'),
    body_type_id: number(row, 'body_type_id'),
    price: number(row, 'price'),
    year: number(row, 'year'),
    km_driven: numberOrNull(row, 'km_driven'),
    owner: numberOrNull(row, 'owner'),
    seats: numberOrNull(row, 'seats'),
    status: text(row, 'status') as CarStatus,
    date_added: time(row, 'date_added'),
    engine_cc: numberOrNull(row, 'engine_cc'),
    mileage_kmpl: numberOrNull(row, 'mileage_kmpl'),
    max_power_bhp: numberOrNull(row, 'max_power_bhp'),
    registration_office: textOrNull(row, 'registration_office'),
    registration_year: numberOrNull(row, 'registration_year'),
    source_ref: textOrNull(row, 'source_ref'),
    price_history: historyFromColumn(row.price_history),
  };
}

function number(row: LoggedRow, column: string): number {
  return numberOrNull(row, column) ?? refuse(column, null);
}

/** The driver reads integers as numbers and decimals as text. */
function numberOrNull(row: LoggedRow, column: string): number | null {
  const value = row[column];
  if (value === null || typeof value === 'number') return value;
  return typeof value === 'string' ? Number(value) : refuse(column, value);
}

function text(row: LoggedRow, column: string): string {
  return textOrNull(row, column) ?? refuse(column, null);
}

function textOrNull(row: LoggedRow, column: string): string | null {
  const value = row[column];
  return value === null || typeof value === 'string' ? value : refuse(column, value);
}

function time(row: LoggedRow, column: string): string {
  const value = row[column];
  return value instanceof Date ? `${value.toISOString().slice(0, 19)}Z` : refuse(column, value);
}

function refuse(column: string, value: unknown): never {
  throw new SourceError(
    'SOURCE_UNEXPECTED_ROW',
    `column ${column} is ${value === undefined ? 'missing' : JSON.stringify(value)}`,
  );
}
