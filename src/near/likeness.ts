import type { AttributeName } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { CarFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import { must } from '../shared/assert.js';
import type { ComparedLimits, Whereabouts } from './compared-cars.js';
import { comparedCars, usualLimits } from './compared-cars.js';
import type { NearIndex } from './near-index.js';
import { noCode } from './option-column.js';
import { lacking } from './ordered-column.js';
import { bestScored } from './scored-page.js';
import type { VectorRows } from './vector-rows.js';

/** The car that others are held against, listed or not. */
export interface ComparedCar {
  readonly id: CarId;
  readonly facts: CarFacts;
}

/** What a model says of cars: a row for each, and the row of the compared one. The last place of a row, a bias, plays no part. */
export interface ModelView {
  readonly rows: VectorRows;
  readonly row: Float32Array;
}

/**
 * Without a model, two cars are alike by what they share: 1 in all, as a cosine's 1 is. Who shares the model shares the make too, and is at
 * 0.6: more than all else together. Make and body say as much as each other; fuel says more than who changes the gears.
 */
export const sharing = {
  model: 0.4,
  make: 0.2,
  body_type: 0.2,
  fuel_type: 0.12,
  transmission: 0.08,
} as const satisfies Partial<Record<AttributeName, number>>;

/**
 * What differences take away, held against what a make is worth. Price, for each |ln| of the ratio: a fifth dearer or cheaper is as bad as
 * another make, and twice the price as another model of another make. Year: five years are as bad as another make. Kilometres, for each
 * 10,000: as bad as half a year, about the time in which they are driven.
 */
export const gap = { price: 1, year: 0.04, tenThousandKm: 0.02 } as const;

/** Taken for kilometres unless both cars tell theirs: as for 20,000 apart, which is usual. */
export const unknownKm = 2 * gap.tenThousandKm;

/** Added in the same city, where the car can be looked at today: worth a tenth of its price. */
export const sameCity = 0.1;

/** By more than this no cosine exceeds 1. */
const rounding = 1e-9;

/**
 * The slots of the cars most like this one, itself not among them, best first, ties by id. Alike by the cosine of the model's vectors, or
 * without a model by what they share; less what differences in price, age and kilometres are worth.
 *
 * Of 5,000 cars this takes 0.13 ms without a model and 0.4 ms with one of 96 components; of 100,000, 0.6 and 1.5 ms, and of a million 1.4 ms
 * and with 16 components 2.2: beyond a few thousand not all are compared ({@link comparedCars}).
 *
 * Most cars need no cosine: those most alike by what they share get theirs first, and whoever could not pass the last of them even with a
 * cosine of 1 is left out, which changes nothing.
 */
export function mostAlike(
  index: NearIndex,
  car: ComparedCar,
  model: ModelView | null,
  size: number,
  limits: ComparedLimits = usualLimits,
): readonly number[] {
  const slots = comparedCars(index, whereaboutsOf(car), limits);
  const gaps = new Float64Array(slots.length);
  addGaps(index, car, slots, gaps);
  const plain = new Float64Array(slots.length);
  addShares(index, car, slots, plain);
  for (let at = 0; at < slots.length; at++) plain[at]! -= gaps[at]!;
  const places = { first: 0, size };
  const best = bestScored(index, slots, plain, places).slots;
  if (model === null || best.length === 0) return best;
  model.rows.refresh(index, slots);
  const cosine = cosineTo(model);
  const needed = leastScore(index, car, best, cosine);
  const scores = new Float64Array(slots.length);
  for (let at = 0; at < slots.length; at++)
    scores[at] = 1 + rounding - gaps[at]! < needed ? -Infinity : cosine(slots[at]!) - gaps[at]!;
  return bestScored(index, slots, scores, places).slots;
}

function leastScore(
  index: NearIndex,
  car: ComparedCar,
  best: readonly number[],
  cosine: (slot: number) => number,
): number {
  const slots = Int32Array.from(best);
  const gaps = new Float64Array(slots.length);
  addGaps(index, car, slots, gaps);
  return Math.min(...best.map((slot, at) => cosine(slot) - gaps[at]!));
}

const placeOf = new Map(attributes.map(({ name }, place) => [name, place]));

function valueOf({ facts }: ComparedCar, name: AttributeName): number | null {
  return facts.values[must(placeOf.get(name), 'place of an attribute')] ?? null;
}

function whereaboutsOf(car: ComparedCar): Whereabouts {
  const [price, model, bodyType] = [valueOf(car, 'price'), valueOf(car, 'model'), valueOf(car, 'body_type')];
  return {
    id: car.id,
    price: must(price, 'price'),
    model: must(model, 'model'),
    bodyType: must(bodyType, 'body'),
  };
}

/** What each car loses by its differences, less what its city is worth. */
function addGaps(index: NearIndex, car: ComparedCar, slots: Int32Array, into: Float64Array): void {
  const { values: prices } = index.ordered('price');
  const { values: years } = index.ordered('year');
  const { values: kms } = index.ordered('km_driven');
  const { codes: cities } = index.option('city');
  const price = must(valueOf(car, 'price'), 'price');
  const year = must(valueOf(car, 'year'), 'year');
  const km = valueOf(car, 'km_driven') ?? lacking;
  const city = codeOf(index, car, 'city');
  for (let at = 0; at < slots.length; at++) {
    const slot = slots[at]!;
    const kmApart = Math.abs(kms[slot]! - km);
    into[at]! +=
      gap.price * Math.abs(Math.log(prices[slot]! / price)) +
      gap.year * Math.abs(years[slot]! - year) +
      (kmApart < lacking ? (gap.tenThousandKm / 10_000) * kmApart : unknownKm) -
      (cities[slot] === city ? sameCity : 0);
  }
}

/** What each car shares with this one. */
function addShares(index: NearIndex, car: ComparedCar, slots: Int32Array, into: Float64Array): void {
  for (const name of Object.keys(sharing) as (keyof typeof sharing)[]) {
    const { codes } = index.option(name);
    const code = codeOf(index, car, name);
    const worth = sharing[name];
    for (let at = 0; at < slots.length; at++) if (codes[slots[at]!] === code) into[at]! += worth;
  }
}

/** Of an option that no listed car ever had, or of none: a code that no slot has. */
function codeOf(index: NearIndex, car: ComparedCar, name: AttributeName): number {
  const value = valueOf(car, name);
  const code = value === null ? noCode : index.option(name).codeOf(value);
  return code === noCode ? -1 : code;
}

/** The cosine between each car's vector and this one; 0 where either is nothing. Two sums each: one alone waits for itself. */
function cosineTo({ rows: { rows }, row }: ModelView): (slot: number) => number {
  const components = rows.stride - 1;
  const { numbers } = rows;
  const vector = Float64Array.from(row.subarray(0, components));
  const ownSquare = vector.reduce((sum, number) => sum + number * number, 0);
  const odd = components % 2;
  return (slot) => {
    const from = rows.placeOf(slot);
    const first = odd === 1 ? numbers[from]! : 0;
    let dot = first * (vector[0] ?? 0);
    let square = first * first;
    let otherDot = 0;
    let otherSquare = 0;
    for (let place = odd; place < components; place += 2) {
      const one = numbers[from + place]!;
      const other = numbers[from + place + 1]!;
      dot += one * vector[place]!;
      square += one * one;
      otherDot += other * vector[place + 1]!;
      otherSquare += other * other;
    }
    const norms = Math.sqrt(ownSquare * (square + otherSquare));
    return norms === 0 ? 0 : (dot + otherDot) / norms;
  };
}
