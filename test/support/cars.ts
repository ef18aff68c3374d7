import type { Car, CarRecord, CarRow } from '../../src/catalog/car.js';
import { carId, composeCar } from '../../src/catalog/car.js';
import { Names, nameTables } from '../../src/catalog/names.js';
import type { Position } from '../../src/catalog/position.js';
import type { FillSource } from '../../src/index/fill.js';
import { must } from '../../src/shared/assert.js';

/** A catalogue with one of everything, and two features. */
export const oneOfEach = new Names([
  ['make', new Map([[1, { name: 'Tata', parentId: null }]])],
  ['model', new Map([[1, { name: 'Nexon', parentId: 1 }]])],
  ['variant', new Map([[1, { name: 'XM', parentId: 1 }]])],
  ['city', new Map([[1, { name: 'Mumbai', parentId: null }]])],
  ['color', new Map([[1, { name: 'White', parentId: null }]])],
  ['fuel_type', new Map([[1, { name: 'Petrol', parentId: null }]])],
  ['transmission', new Map([[1, { name: 'Manual', parentId: null }]])],
  ['body_type', new Map([[1, { name: 'SUV', parentId: null }]])],
  [
    'feature',
    new Map([
      [1, { name: 'Airbag', parentId: null }],
      [2, { name: 'Sunroof', parentId: null }],
    ]),
  ],
]);

/** A row of that catalogue. */
export function rowOf(id: number, changed: Partial<CarRow> = {}): CarRow {
  return {
    id: carId(id),
    city_id: 1,
    locality_id: null,
    variant_id: 1,
    color_id: 1,
    fuel_type_id: 1,
    transmission_id: 1,
    body_type_id: 1,
    price: 500_000,
    year: 2020,
    km_driven: null,
    owner: 1,
    seats: 5,
    status: 'live',
    date_added: '2026-01-01T00:00:00Z',
    engine_cc: null,
    mileage_kmpl: null,
    max_power_bhp: null,
    registration_office: null,
    registration_year: null,
    source_ref: null,
    price_history: [],
    ...changed,
  };
}

export function carOf(record: CarRecord): Car {
  return composeCar(record, must(oneOfEach.of(record), 'names'));
}

/** What an index of these cars is filled from, at position 1. */
export function sourceOf(cars: readonly Car[]): FillSource {
  return {
    position: 1n as Position,
    origin: 'test',
    publication: 'test',
    async *names() {
      for (const table of nameTables)
        for (const [id, entry] of oneOfEach.entries(table)) yield await Promise.resolve({ table, id, entry });
    },
    slugTokens: () => Promise.resolve([]),
    async *cars() {
      yield await Promise.resolve(cars);
    },
  };
}
