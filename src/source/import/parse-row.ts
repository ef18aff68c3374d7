import type { Result } from '../../shared/result.js';
import { failed, ok } from '../../shared/result.js';
import type { ColumnName, Header, RequiredColumn } from './columns.js';
import type { Reader } from './values.js';
import {
  dateReader,
  decimalReader,
  imageReader,
  listReader,
  nameReader,
  referenceReader,
  wholeReader,
} from './values.js';

/** A car as a file tells it; numbers and dates are named as the columns of `car`. Null: empty, or no such column in the file. */
export interface ImportedCar {
  readonly source_ref: string;
  readonly city: string;
  readonly locality: string | null;
  readonly make: string;
  readonly model: string;
  readonly variant: string;
  readonly color: string | null;
  readonly fuel_type: string;
  readonly transmission: string;
  readonly body_type: string | null;
  readonly price: number;
  readonly year: number;
  readonly km_driven: number | null;
  readonly owner: number | null;
  readonly seats: number | null;
  readonly engine_cc: number | null;
  readonly mileage_kmpl: string | null;
  readonly max_power_bhp: string | null;
  readonly registration_office: string | null;
  readonly registration_year: number | null;
  readonly date_added: string | null;
  readonly features: readonly string[] | null;
  readonly images: readonly string[] | null;
}

/** What each column takes: the checks of the table `car` and of the name tables. */
const name = nameReader(100);
const price = wholeReader({ min: 1, unit: 'whole rupees' });
const year = wholeReader({ min: 1900, max: 2200, unit: 'a year' });
const kilometres = wholeReader({ min: 0, unit: 'whole kilometres' });
const count = wholeReader({ min: 1, max: 99, unit: 'a number' });
const engineCc = wholeReader({ min: 1, unit: 'whole cubic centimetres' });
const mileage = decimalReader({ digits: 4, unit: 'kilometres per litre' });
const power = decimalReader({ digits: 5, unit: 'brake horsepower' });
const features = listReader(name, 'names of 1 to 100 readable characters, separated by |');
const images = listReader(
  imageReader,
  'up to 1000 addresses of at most 1000 characters, separated by |, that start with https://, http:// or /',
  1_000,
);

const shownCharacters = 60;

/** A row's car, or all that is wrong with it. Fields beyond the header's are not looked at. */
export function parseRow({ places }: Header, fields: readonly string[]): Result<ImportedCar, string> {
  const problems: string[] = [];

  const optional = <Value>(column: ColumnName, reader: Reader<Value>): Value | null => {
    const place = places[column];
    const text = place === undefined ? '' : (fields[place] ?? '').trim();
    if (text === '') return null;
    const value = reader.read(text);
    if (value !== null) return value;
    problems.push(
      text.includes('\uFFFD')
        ? `${column} is not UTF-8: ${quoted(text)}`
        : `${column} takes ${reader.takes}, not ${quoted(text)}`,
    );
    return reader.placeholder;
  };

  const required = <Value>(column: RequiredColumn, reader: Reader<Value>): Value => {
    const value = optional(column, reader);
    if (value !== null) return value;
    problems.push(`${column} is empty; it takes ${reader.takes}`);
    return reader.placeholder;
  };

  const car: ImportedCar = {
    source_ref: required('source_ref', referenceReader(200)),
    city: required('city', name),
    locality: optional('locality', name),
    make: required('make', name),
    model: required('model', name),
    variant: required('variant', nameReader(200)),
    color: optional('color', name),
    fuel_type: required('fuel_type', name),
    transmission: required('transmission', name),
    body_type: optional('body_type', name),
    price: required('price_inr', price),
    year: required('year', year),
    km_driven: optional('km_driven', kilometres),
    owner: optional('owner', count),
    seats: optional('seats', count),
    engine_cc: optional('engine_cc', engineCc),
    mileage_kmpl: optional('mileage_kmpl', mileage),
    max_power_bhp: optional('max_power_bhp', power),
    registration_office: optional('rto', nameReader(20)),
    registration_year: optional('registration_year', year),
    date_added: optional('date_added', dateReader),
    features: optional('features', features),
    images: optional('images', images),
  };
  return problems.length === 0 ? ok(car) : failed(problems.join('; '));
}

function quoted(text: string): string {
  return JSON.stringify(text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text);
}
