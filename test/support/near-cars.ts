import { cardOf, composeCar, indexedCar, isActive } from '../../src/catalog/car.js';
import { factsFromText, factsToText } from '../../src/catalog/car-facts.js';
import { Names } from '../../src/catalog/names.js';
import { positionZero } from '../../src/catalog/position.js';
import type { NearPicture } from '../../src/listing/near-chain.js';
import { NearIndex } from '../../src/near/near-index.js';
import { Selector } from '../../src/near/selection.js';
import { must } from '../../src/shared/assert.js';
import { sampleNames } from '../../src/source/sample/catalogue.js';
import { generateCars } from '../../src/source/sample/generate-cars.js';

/** A near index of sample cars, made without servers; always the same for the same count. */
export function samplePicture(count: number): NearPicture {
  const index = new NearIndex(Infinity);
  const names = new Names(sampleNames);
  const records = [...generateCars({ count, seed: 7, now: new Date('2026-06-01T00:00:00Z') })];
  const cars = records
    .filter(({ row }) => isActive(row.status))
    .map((record) => composeCar(record, must(names.of(record), 'names of a sample car')));
  index.apply(
    cars.map((car) => ({
      id: car.id,
      facts: factsFromText(factsToText(indexedCar(car))),
      card: JSON.stringify(cardOf(car)),
    })),
  );
  return { index, selector: new Selector(index), names, position: positionZero, words: null };
}
