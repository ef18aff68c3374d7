import { attributes } from '../../src/catalog/attributes.js';
import type { Car } from '../../src/catalog/car.js';
import { cardOf, composeCar, indexedCar } from '../../src/catalog/car.js';
import { Names } from '../../src/catalog/names.js';
import type { NearCar } from '../../src/near/near-index.js';
import { NearIndex } from '../../src/near/near-index.js';
import { inOneGo } from '../../src/near/pieces.js';
import { must } from '../../src/shared/assert.js';
import { sampleNames } from '../../src/source/sample/catalogue.js';
import { generateCars } from '../../src/source/sample/generate-cars.js';
import { benchNow, seeds } from '../seeds.js';

export const names = new Names(sampleNames);

/** As many as a scan of Valkey brings at a time. */
const batch = 1_000;

/** A near index of the sample, without any server: all cards held, so that no figure has a round trip in it. */
export function sampleIndex(cars: number): NearIndex {
  const index = new NearIndex(Number.MAX_SAFE_INTEGER);
  let waiting: NearCar[] = [];
  for (const record of generateCars({ count: cars, seed: seeds.cars, now: benchNow })) {
    const car = composeCar(record, must(names.of(record), 'names'));
    if (car.status === 'live') waiting.push(nearCar(car));
    if (waiting.length < batch) continue;
    index.load(waiting);
    waiting = [];
  }
  index.load(waiting);
  inOneGo(index.arrange());
  return index;
}

/** The cars from `first` on with other prices. */
export function repriced(first: number, count: number, by: number): readonly NearCar[] {
  const changed: NearCar[] = [];
  const request = { count: first + count - 1, seed: seeds.cars, now: benchNow };
  for (const record of generateCars(request)) {
    if (record.row.id < first) continue;
    const car = composeCar(record, must(names.of(record), 'names'));
    if (car.status === 'live') changed.push(nearCar({ ...car, price: car.price + by }));
  }
  return changed;
}

function nearCar(car: Car): NearCar {
  const { id, values, featureIds } = indexedCar(car);
  const facts = { values: attributes.map(({ name }) => values[name]), featureIds };
  return { id, facts, card: JSON.stringify(cardOf(car)) };
}
