import type pg from 'pg';
import type { NameTable } from '../../catalog/attributes.js';
import type { NameBook } from './name-book.js';
import type { NewName } from './obtain-names.js';
import { obtainNames } from './obtain-names.js';
import type { ImportedCar } from './parse-row.js';

/** The ids behind a car's names, called as the columns of `car`. Null where the car has no such name. */
export interface NameIds {
  readonly city_id: number;
  readonly locality_id: number | null;
  readonly variant_id: number;
  readonly color_id: number | null;
  readonly fuel_type_id: number;
  readonly transmission_id: number;
  readonly body_type_id: number | null;
}

export interface NamedCar {
  readonly car: ImportedCar;
  readonly ids: NameIds;
  /** Ascending, unique. */
  readonly featureIds: readonly number[];
}

/** Finds the cars' names, and adds those that are missing: a model within its make, a locality within its city. */
export async function resolveNames(
  client: pg.ClientBase,
  cars: readonly ImportedCar[],
): Promise<{ readonly named: readonly NamedCar[]; readonly newNames: readonly NewName[] }> {
  const newNames: NewName[] = [];
  const books = await obtainBooks(client, cars, newNames);
  const { city, locality, make, model, variant, color, fuelType, transmission, bodyType, feature } = books;
  const named = cars.map((car) => {
    const cityId = city.id(car.city);
    const modelId = model.id(car.model, make.id(car.make));
    return {
      car,
      ids: {
        city_id: cityId,
        locality_id: car.locality === null ? null : locality.id(car.locality, cityId),
        variant_id: variant.id(car.variant, modelId),
        color_id: car.color === null ? null : color.id(car.color),
        fuel_type_id: fuelType.id(car.fuel_type),
        transmission_id: transmission.id(car.transmission),
        body_type_id: car.body_type === null ? null : bodyType.id(car.body_type),
      },
      featureIds: [...new Set(car.features?.map((name) => feature.id(name)))].sort((a, b) => a - b),
    };
  });
  return { named, newNames };
}

type Books = Readonly<
  Record<
    | 'city'
    | 'locality'
    | 'make'
    | 'model'
    | 'variant'
    | 'color'
    | 'fuelType'
    | 'transmission'
    | 'bodyType'
    | 'feature',
    NameBook
  >
>;

/** One after the other: it is one connection, and a name's parent must be there first. */
async function obtainBooks(
  client: pg.ClientBase,
  cars: readonly ImportedCar[],
  newNames: NewName[],
): Promise<Books> {
  const obtain = (
    table: NameTable,
    nameOf: (car: ImportedCar) => string | null,
    parentOf: (car: ImportedCar) => number = () => 0,
  ): Promise<NameBook> =>
    obtainNames(
      client,
      table,
      cars.flatMap((car) => {
        const name = nameOf(car);
        return name === null ? [] : [{ name, parentId: parentOf(car) }];
      }),
      newNames,
    );
  const city = await obtain('city', (car) => car.city);
  const make = await obtain('make', (car) => car.make);
  const makeOf = (car: ImportedCar): number => make.id(car.make);
  const model = await obtain('model', (car) => car.model, makeOf);
  const modelOf = (car: ImportedCar): number => model.id(car.model, makeOf(car));
  const featureNames = new Set(cars.flatMap((car) => car.features ?? []));
  return {
    city,
    make,
    model,
    variant: await obtain('variant', (car) => car.variant, modelOf),
    locality: await obtain(
      'locality',
      (car) => car.locality,
      (car) => city.id(car.city),
    ),
    color: await obtain('color', (car) => car.color),
    fuelType: await obtain('fuel_type', (car) => car.fuel_type),
    transmission: await obtain('transmission', (car) => car.transmission),
    bodyType: await obtain('body_type', (car) => car.body_type),
    feature: await obtainNames(
      client,
      'feature',
      Array.from(featureNames, (name) => ({ name, parentId: 0 })),
      newNames,
    ),
  };
}
