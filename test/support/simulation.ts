import type { CarFacts } from '../../src/catalog/car-facts.js';
import { factsFromText, factsToText } from '../../src/catalog/car-facts.js';
import type { CarId } from '../../src/catalog/car.js';
import { composeCar, indexedCar } from '../../src/catalog/car.js';
import { Names } from '../../src/catalog/names.js';
import type { SimulatedCar } from '../../src/recommend/simulation/simulated-cars.js';
import { must } from '../../src/shared/assert.js';
import { sampleNames } from '../../src/source/sample/catalogue.js';
import { generateCars } from '../../src/source/sample/generate-cars.js';

const names = new Names(sampleNames);

/** Sample cars as the recommender sees them, made without a database. */
export function sampleFacts(
  count: number,
  now = new Date('2026-06-01T00:00:00Z'),
): readonly { readonly id: CarId; readonly facts: CarFacts }[] {
  return Array.from(generateCars({ count, seed: 5, now }), (record) => {
    const car = composeCar(record, must(names.of(record), 'names'));
    return { id: car.id, facts: factsFromText(factsToText(indexedCar(car))) };
  });
}

/**
 * How well an order agrees with what a buyer really wants: how often one of the best tenth of these cars stands before one that is not
 * among them. 1: always; 0.5: by chance.
 */
export function agreement(
  cars: readonly SimulatedCar[],
  utilityOf: (car: SimulatedCar) => number,
  scoreOf: (car: SimulatedCar) => number,
): number {
  const ordered = [...cars].sort((one, other) => utilityOf(other) - utilityOf(one));
  const best = ordered.slice(0, Math.max(1, Math.round(cars.length / 10))).map(scoreOf);
  const others = ordered.slice(best.length).map(scoreOf);
  let before = 0;
  for (const one of best) for (const other of others) before += one > other ? 1 : one === other ? 0.5 : 0;
  return before / (best.length * others.length);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
