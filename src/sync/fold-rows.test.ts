import { expect, it } from 'vitest';
import { oneOfEach as names, rowOf } from '../../test/support/cars.js';
import { carId } from '../catalog/car.js';
import type { RowChange } from '../catalog/change.js';
import { bareCar, rowsAlone } from './fold-rows.js';

/** The short way is only for cars of which the batch tells nothing but new rows. */

const row = (
  id: number,
  price: number,
  changed: Partial<Extract<RowChange, { kind: 'car' }>> = {},
): RowChange => ({
  kind: 'car',
  row: rowOf(id, { price }),
  fresh: false,
  ...changed,
});
const sold = (id: number): RowChange => row(id, 1, { row: rowOf(id, { status: 'sold' }) });
const prices = (changes: readonly RowChange[]): [number, number][] =>
  [...rowsAlone(changes)].map(([id, { price }]) => [id, price]);

it('of several rows of a car the last counts', () => {
  expect(prices([row(1, 10), row(2, 20), row(1, 30)])).toEqual([
    [1, 30],
    [2, 20],
  ]);
});

it('a car with any other change is left out, whichever comes first', () => {
  const others: readonly RowChange[] = [
    { kind: 'car-feature', id: carId(1), featureId: 2, present: true },
    { kind: 'car-image', id: carId(1), position: 1, url: null },
    { kind: 'car-removed', id: carId(1) },
    row(1, 5, { fresh: true }),
    sold(1),
  ];
  for (const other of others) {
    expect(prices([row(1, 10), other, row(2, 20)])).toEqual([[2, 20]]);
    expect(prices([other, row(1, 10), row(2, 20)])).toEqual([[2, 20]]);
  }
});

it('a truncated table leaves none, names and slug tokens leave all', () => {
  expect(prices([row(1, 10), { kind: 'truncated', tables: ['car_image'] }])).toEqual([]);
  const renamed: RowChange = {
    kind: 'name',
    table: 'make',
    id: 1,
    entry: { name: 'Tata Motors', parentId: null },
  };
  expect(prices([renamed, row(1, 10)])).toEqual([[1, 10]]);
});

it('a row whose names are unknown is a contradiction', () => {
  expect(bareCar(rowOf(1), names)).toMatchObject({ make_name: 'Tata', features: [], images: [] });
  expect(() => bareCar(rowOf(1, { color_id: 9 }), names)).toThrow('car 1 has a name that is unknown');
});
