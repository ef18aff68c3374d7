import { describe, expect, it } from 'vitest';
import type { ColumnName } from './columns.js';
import { columnNames, isRequired, readHeader } from './columns.js';
import { parseRow } from './parse-row.js';

const row: Readonly<Record<ColumnName, string>> = {
  city: 'Delhi',
  locality: 'Saket',
  make: 'Tata',
  model: 'Nexon',
  variant: 'XM',
  year: '2020',
  price_inr: '721000',
  km_driven: '0',
  fuel_type: 'Petrol',
  transmission: 'Manual',
  body_type: 'SUV',
  owner: '1',
  color: 'White',
  seats: '5',
  registration_year: '2021',
  rto: 'DL8C',
  engine_cc: '1199',
  mileage_kmpl: '17.4',
  max_power_bhp: '118.36',
  features: 'Sunroof|Heater',
  date_added: '2026-05-31',
  images: 'https://example.com/1.jpg|/2.jpg',
  source_ref: 'x-1',
};

const car = {
  source_ref: 'x-1',
  city: 'Delhi',
  locality: 'Saket',
  make: 'Tata',
  model: 'Nexon',
  variant: 'XM',
  color: 'White',
  fuel_type: 'Petrol',
  transmission: 'Manual',
  body_type: 'SUV',
  price: 721_000,
  year: 2020,
  km_driven: 0,
  owner: 1,
  seats: 5,
  engine_cc: 1199,
  mileage_kmpl: '17.4',
  max_power_bhp: '118.36',
  registration_office: 'DL8C',
  registration_year: 2021,
  date_added: '2026-05-31T00:00:00.000Z',
  features: ['Sunroof', 'Heater'],
  images: ['https://example.com/1.jpg', '/2.jpg'],
};

function parse(
  changes: Partial<Record<ColumnName, string>>,
  names: readonly string[] = columnNames,
): unknown {
  const values: Readonly<Record<string, string>> = { ...row, ...changes };
  const result = parseRow(
    readHeader(names),
    names.map((name) => values[name] ?? 'unknown'),
  );
  return result.ok ? result.value : result.problem;
}

describe('a row', () => {
  it('becomes a car', () => {
    expect(parse({})).toEqual(car);
  });

  it('is read by the names of its columns, not by their places', () => {
    expect(parse({}, ['note', ...[...columnNames].reverse(), 'other'])).toEqual(car);
  });

  it('may lack what is not required: the column, or the value', () => {
    const required = columnNames.filter(isRequired);
    const optional = columnNames.filter((column) => !isRequired(column));
    const bare = {
      ...car,
      ...{ locality: null, color: null, body_type: null, km_driven: null, owner: null, seats: null },
      ...{ engine_cc: null, mileage_kmpl: null, max_power_bhp: null, registration_office: null },
      ...{ registration_year: null, date_added: null, features: null, images: null },
    };
    expect(parse({}, required)).toEqual(bare);
    expect(parse(Object.fromEntries(optional.map((column) => [column, ' ']))), 'values').toEqual(bare);
  });

  it.each(columnNames.filter(isRequired))('may not lack %s', (column) => {
    expect(parse({ [column]: ' \t' })).toMatch(new RegExp(`^${column} is empty; it takes `));
  });

  const long = 'x'.repeat(201);
  it.each([
    ['city', long, 'city takes readable text of 1 to 100 characters'],
    ['locality', long, 'locality takes readable text of 1 to 100 characters'],
    ['make', 'a\u0001', 'make takes readable text of 1 to 100 characters, not "a\\u0001"'],
    ['model', long, 'model takes readable text of 1 to 100 characters'],
    ['variant', long, `variant takes readable text of 1 to 200 characters, not "${'x'.repeat(60)}…"`],
    ['year', '1899', 'year takes a year from 1900 to 2200, not "1899"'],
    ['price_inr', '0', 'price_inr takes whole rupees from 1 to 2147483647, not "0"'],
    ['price_inr', '4.45 Lakh', 'price_inr takes whole rupees from 1 to 2147483647, not "4.45 Lakh"'],
    ['km_driven', '-1', 'km_driven takes whole kilometres from 0 to 2147483647, not "-1"'],
    ['fuel_type', 'Petr\ufffdl', 'fuel_type is not UTF-8: "Petr\ufffdl"'],
    ['transmission', long, 'transmission takes readable text of 1 to 100 characters'],
    ['body_type', long, 'body_type takes readable text of 1 to 100 characters'],
    ['owner', '100', 'owner takes a number from 1 to 99, not "100"'],
    ['color', long, 'color takes readable text of 1 to 100 characters'],
    ['seats', '0', 'seats takes a number from 1 to 99, not "0"'],
    ['registration_year', '2201', 'registration_year takes a year from 1900 to 2200, not "2201"'],
    ['rto', 'x'.repeat(21), 'rto takes readable text of 1 to 20 characters'],
    ['engine_cc', '0', 'engine_cc takes whole cubic centimetres from 1 to 2147483647, not "0"'],
    ['mileage_kmpl', '10000', 'mileage_kmpl takes kilometres per litre above 0 and below 10000, not "10000"'],
    [
      'max_power_bhp',
      '100000',
      'max_power_bhp takes brake horsepower above 0 and below 100000, not "100000"',
    ],
    ['features', `a|${long}`, 'features takes names of 1 to 100 readable characters, separated by |'],
    ['date_added', '31/05/2026', 'date_added takes a date such as 2026-05-31 or '],
    ['images', 'a.jpg', 'images takes up to 1000 addresses of at most 1000 characters'],
    ['images', '/a.jpg|'.repeat(1_001), 'images takes up to 1000 addresses'],
    ['source_ref', long, 'source_ref takes readable text of 1 to 200 characters'],
  ] as const)('is refused for its %s %j', (column, text, reason) => {
    const problem = parse({ [column]: text });
    expect(problem).toContain(reason);
    expect(String(problem)).not.toContain('; ');
  });

  it('is told all that is wrong with it', () => {
    expect(parse({ price_inr: 'abc', city: '', seats: '5.5' })).toBe(
      'city is empty; it takes readable text of 1 to 100 characters; ' +
        'price_inr takes whole rupees from 1 to 2147483647, not "abc"; seats takes a number from 1 to 99, not "5.5"',
    );
  });
});
