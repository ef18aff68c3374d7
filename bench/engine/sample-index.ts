import type { Car } from '../../src/catalog/car.js';
import { cardOf, indexedCar } from '../../src/catalog/car.js';
import { factsOf } from '../../src/catalog/car-facts.js';
import { batchesOf } from '../../src/shared/batches.js';
import type { NearCar } from '../../src/near/near-index.js';
import { NearIndex } from '../../src/near/near-index.js';
import { inOneGo } from '../../src/near/pieces.js';
import { sampleCars } from './sample-cars.js';

/** About as many as a scan of Valkey brings at a time. */
const batch = 500;

/** A near index of the sample, without any server: all cards held, so that no figure has a round trip in it. */
export function sampleIndex(cars: number): NearIndex {
  const index = new NearIndex(Number.MAX_SAFE_INTEGER);
  for (const some of batchesOf(sampleCars(cars), batch)) index.load(some.map(nearCar));
  inOneGo(index.arrange());
  return index;
}

/** The cars from `first` on with other prices. */
export function repriced(first: number, count: number, by: number): readonly NearCar[] {
  const changed: NearCar[] = [];
  for (const car of sampleCars(first + count - 1))
    if (car.id >= first) changed.push(nearCar({ ...car, price: car.price + by }));
  return changed;
}

function nearCar(car: Car): NearCar {
  return { id: car.id, facts: factsOf(indexedCar(car)), card: JSON.stringify(cardOf(car)) };
}
