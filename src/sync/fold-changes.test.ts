import { describe, expect, it } from 'vitest';
import { carOf, oneOfEach as names, rowOf } from '../../test/support/cars.js';
import type { Car, CarId, CarRecord, CarRow } from '../catalog/car.js';
import { carId } from '../catalog/car.js';
import type { RowChange } from '../catalog/change.js';
import type { FoldBase } from './fold-changes.js';
import { foldChanges, groupChanges, touchedBy, untoldBy, wordsOf } from './fold-changes.js';

/** Folding a batch gives what Postgres holds after it; folding it again changes nothing. */

const known = carOf({ row: rowOf(1), featureIds: [1], images: [{ position: 1, url: 'a' }] });

function base(cars: readonly Car[] = [known], read: readonly CarRecord[] = []): FoldBase {
  return {
    names,
    tokens: new Map(),
    cars: new Map(cars.map((car) => [car.id, car])),
    read: new Map(read.map((record) => [record.row.id, record])),
  };
}

/** The cars after a batch, by id; null: no longer listed. Cars that did not change are left out. */
function after(changes: readonly RowChange[], from = base()): Record<CarId, Car | null> {
  const folded = foldChanges(changes, from);
  expect(folded.unknown).toEqual([]);
  return Object.fromEntries(folded.cars.map((update) => [update.id, update.after]));
}

const car = (row: CarRow, fresh = false): RowChange => ({ kind: 'car', row, fresh });
const feature = (id: number, featureId: number, present: boolean): RowChange => ({
  kind: 'car-feature',
  id: carId(id),
  featureId,
  present,
});
const image = (id: number, position: number, url: string | null): RowChange => ({
  kind: 'car-image',
  id: carId(id),
  position,
  url,
});

describe('folding', () => {
  it('keeps features and images when the row changes', () => {
    const changed = after([car(rowOf(1, { price: 1 }))])[known.id];
    expect(changed).toMatchObject({
      price: 1,
      features: [{ id: 1, name: 'Airbag' }],
      images: [{ url: 'a' }],
    });
  });

  it('leaves out a car that ends as it began', () => {
    expect(after([car(rowOf(1, { price: 1 })), car(rowOf(1))])).toEqual({});
    expect(after([feature(1, 2, true), feature(1, 2, false)])).toEqual({});
  });

  it('takes in a new car with what is hung on it later in the batch', () => {
    const changed = after(
      [car(rowOf(2), true), feature(2, 2, true), image(2, 3, 'c'), image(2, 1, 'b')],
      base([]),
    );
    expect(changed[carId(2)]).toMatchObject({
      features: [{ id: 2, name: 'Sunroof' }],
      images: [
        { position: 1, url: 'b' },
        { position: 3, url: 'c' },
      ],
    });
  });

  it('drops a sold car, a deleted car, and all cars of a truncated table', () => {
    expect(after([car(rowOf(1, { status: 'sold' }))])).toEqual({ 1: null });
    expect(after([{ kind: 'car-removed', id: carId(1) }])).toEqual({ 1: null });
    expect(after([{ kind: 'truncated', tables: ['car', 'car_feature', 'car_image'] }])).toEqual({ 1: null });
  });

  it('remembers a car that is sold and live again within the batch', () => {
    const changed = after([
      car(rowOf(1, { status: 'sold' })),
      feature(1, 1, false),
      car(rowOf(1, { price: 7 })),
    ]);
    expect(changed[known.id]).toMatchObject({ price: 7, features: [] });
  });

  it('asks for a car that comes back from beyond the batch, and replays what is newer than its reading', () => {
    const changes = [car(rowOf(3)), feature(3, 1, false), feature(3, 2, true)];
    expect(foldChanges(changes, base([])).unknown).toEqual([3]);
    const read = { row: rowOf(3, { price: 9 }), featureIds: [1, 2], images: [] };
    expect(after(changes, base([], [read]))[carId(3)]).toMatchObject({
      price: 500_000,
      features: [{ id: 2 }],
    });
  });

  it('replays over a reading what was changed before the car came back', () => {
    const read = { row: rowOf(3, { status: 'sold' }), featureIds: [1], images: [{ position: 1, url: 'a' }] };
    const changes = [feature(3, 1, false), feature(3, 2, true), image(3, 2, 'b'), car(rowOf(3))];
    expect(after(changes, base([], [read]))[carId(3)]).toMatchObject({
      status: 'live',
      features: [{ id: 2 }],
      images: [{ url: 'a' }, { url: 'b' }],
    });
  });

  it('ignores what happens to cars that are not listed', () => {
    expect(
      after([feature(9, 1, true), image(9, 1, 'x'), car(rowOf(9, { status: 'withdrawn' }))], base([])),
    ).toEqual({});
  });

  it('gives renamed things to all their cars, without touching the names it was given', () => {
    const renamed = after([
      { kind: 'name', table: 'variant', id: 1, entry: { name: 'XZ', parentId: 1 } },
      { kind: 'name', table: 'feature', id: 1, entry: { name: 'Airbags', parentId: null } },
    ]);
    expect(renamed[known.id]).toMatchObject({ variant_name: 'XZ', features: [{ id: 1, name: 'Airbags' }] });
    expect(names.get('variant', 1)?.name).toBe('XM');
  });

  it('is the same when a batch is applied a second time', () => {
    const changes = [
      car(rowOf(1, { price: 3 })),
      feature(1, 2, true),
      car(rowOf(2), true),
      feature(2, 1, true),
    ];
    const once = foldChanges(changes, base());
    const cars = once.cars.flatMap((update) => (update.after === null ? [] : [update.after]));
    expect(foldChanges(changes, base(cars)).cars).toEqual([]);
  });

  it('refuses a car whose names are unknown', () => {
    expect(() => foldChanges([car(rowOf(1, { city_id: 99 }))], base())).toThrow(
      expect.objectContaining({ code: 'SYNC_CONTRADICTION' }),
    );
  });
});

describe('what a batch touches', () => {
  it('is told by cars, names, and truncated tables of cars', () => {
    const touched = touchedBy([
      car(rowOf(1)),
      feature(2, 1, true),
      { kind: 'name', table: 'city', id: 4, entry: null },
      { kind: 'truncated', tables: ['slug_token'] },
    ]);
    expect([...touched.cars]).toEqual([1, 2]);
    expect(touched.names).toMatchObject([{ table: 'city', id: 4 }]);
    expect(touched.allCars).toBe(false);
    expect(touchedBy([{ kind: 'truncated', tables: ['car_image'] }]).allCars).toBe(true);
  });
});

describe('folding in groups', () => {
  const rename: RowChange = { kind: 'name', table: 'color', id: 1, entry: { name: 'Ivory', parentId: null } };
  const emptied: RowChange = { kind: 'truncated', tables: ['color', 'car_image', 'slug_token'] };
  const changes: readonly RowChange[] = [
    image(1, 2, 'x'),
    car(rowOf(2, { price: 3 })),
    emptied,
    rename,
    image(2, 1, 'y'),
    car(rowOf(4), true),
    feature(3, 2, true),
  ];
  const listed = [1, 2, 3].map((id) =>
    carOf({ row: rowOf(id), featureIds: [1], images: [{ position: 1, url: 'a' }] }),
  );

  it.each([1, 2, 3, 100])('of %i cars is folding the batch', (size) => {
    const whole = foldChanges(changes, base(listed));
    const words = foldChanges(wordsOf(changes), base([]));
    const groups = groupChanges(changes, new Set([1, 2, 3, 4].map(carId)), size);
    expect(groups.map(({ ids }) => ids.length <= size)).not.toContain(false);
    const cars = groups.flatMap((group) => {
      const own = listed.filter(({ id }) => group.ids.includes(id));
      return foldChanges(group.changes, { ...base(own), names: words.namesAfter }).cars;
    });
    expect(cars).toEqual(whole.cars);
    expect({ names: words.names, tokens: words.tokens }).toEqual({
      names: whole.names,
      tokens: whole.tokens,
    });
  });

  it('finds the cars of which the log does not tell all before any is loaded', () => {
    const back: readonly RowChange[] = [
      car(rowOf(1, { price: 2 })),
      car(rowOf(5)),
      car(rowOf(6)),
      car(rowOf(6, { status: 'sold' })),
      car(rowOf(7)),
      { kind: 'car-removed', id: carId(7) },
      car(rowOf(7), true),
      car(rowOf(7, { price: 1 })),
    ];
    expect([...untoldBy(back)]).toEqual([1, 5]);
    expect(foldChanges(back, base()).unknown).toEqual([5]);
    expect([...untoldBy([...back, { kind: 'truncated', tables: ['car'] }])]).toEqual([]);
  });
});
