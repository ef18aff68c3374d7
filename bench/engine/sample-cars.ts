import type { Car } from '../../src/catalog/car.js';
import { composeCar } from '../../src/catalog/car.js';
import { Names } from '../../src/catalog/names.js';
import { must } from '../../src/shared/assert.js';
import { sampleNames } from '../../src/source/sample/catalogue.js';
import { generateCars } from '../../src/source/sample/generate-cars.js';
import { benchNow, seeds } from '../seeds.js';

export const names = new Names(sampleNames);

/** The live ones of the sample's first `count` cars. */
export function* sampleCars(count: number): Generator<Car> {
  for (const record of generateCars({ count, seed: seeds.cars, now: benchNow })) {
    const car = composeCar(record, must(names.of(record), 'names'));
    if (car.status === 'live') yield car;
  }
}
