import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomModel } from '../../test/support/car-models.js';
import { samplePicture } from '../../test/support/near-cars.js';
import type { CarFacts } from '../catalog/car-facts.js';
import { indexedFromFacts } from '../catalog/car-facts.js';
import type { CarId, IndexedCar } from '../catalog/car.js';
import { slotsIn } from './bits.js';
import type { ComparedLimits } from './compared-cars.js';
import { gap, mostAlike, sameCity, sharing, unknownKm } from './likeness.js';
import { NearIndex } from './near-index.js';
import { VectorRows } from './vector-rows.js';

/** The cars like one are those that scoring all that may be compared, one by one, and sorting them gives. */

interface Listed {
  readonly id: CarId;
  readonly facts: CarFacts;
}

const { index } = samplePicture(700);
const cars: readonly Listed[] = Array.from(slotsIn(index.live, new Int32Array(index.count)), (slot) => ({
  id: index.ids[slot] as CarId,
  facts: index.factsAt(slot),
}));
const model = randomModel(1, cars, 7);
const allOfThem: ComparedLimits = { all: 10_000, each: 0, steps: 0 };

function named({ id, facts }: Listed): IndexedCar['values'] {
  return indexedFromFacts(id, facts).values;
}

function vectorOf({ id, facts }: Listed): readonly number[] {
  const row = new Float32Array(model.stride);
  model.write(id, facts, row, 0);
  return [...row.subarray(0, model.stride - 1)];
}

function cosine(one: readonly number[], other: readonly number[]): number {
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, number, place) => sum + number * b[place]!, 0);
  const norms = Math.sqrt(dot(one, one)) * Math.sqrt(dot(other, other));
  return norms === 0 ? 0 : dot(one, other) / norms;
}

function naiveScore(one: Listed, other: Listed, byModel: boolean): number {
  const a = named(one);
  const b = named(other);
  let score = byModel
    ? cosine(vectorOf(one), vectorOf(other))
    : Object.entries(sharing).reduce(
        (sum, [name, worth]) =>
          sum + (a[name as keyof typeof sharing] === b[name as keyof typeof sharing] ? worth : 0),
        0,
      );
  score -= gap.price * Math.abs(Math.log(a.price! / b.price!)) + gap.year * Math.abs(a.year! - b.year!);
  score -=
    a.km_driven === null || b.km_driven === null
      ? unknownKm
      : (gap.tenThousandKm * Math.abs(a.km_driven - b.km_driven)) / 10_000;
  return score + (a.city === b.city ? sameCity : 0);
}

/** From the price outwards: by ratio, of equal ratios the dearer first; of one price by id, outwards too. */
function outwards(to: Listed, listed: readonly Listed[]): Listed[] {
  const price = named(to).price!;
  const ratio = (car: Listed): number => Math.max(named(car).price! / price, price / named(car).price!);
  const isUp = (car: Listed): boolean => named(car).price! >= price;
  return listed
    .filter(({ id }) => id !== to.id)
    .sort((one, other) => {
      if (isUp(one) !== isUp(other)) return ratio(one) - ratio(other) || (isUp(one) ? -1 : 1);
      return ratio(one) - ratio(other) || (isUp(one) ? one.id - other.id : other.id - one.id);
    });
}

function naiveCompared(
  to: Listed,
  listed: readonly Listed[],
  { all, each, steps }: ComparedLimits,
): Listed[] {
  const others = outwards(to, listed);
  if (listed.length <= all) return others;
  const found = new Set(others.slice(0, Math.min(each, steps)));
  for (const name of ['model', 'body_type'] as const) {
    const isAlike = (car: Listed): boolean => named(car)[name] === named(to)[name];
    const isWhole = listed.filter(isAlike).length <= each;
    const some = (isWhole ? others : others.slice(0, steps)).filter(isAlike);
    for (const car of some.slice(0, each)) found.add(car);
  }
  return [...found];
}

/** As score and id; scores only roughly: they are added up in another order. */
function naive(
  to: Listed,
  listed: readonly Listed[],
  byModel: boolean,
  size: number,
  limits: ComparedLimits,
): number[] {
  const scored = naiveCompared(to, listed, limits).map((car) => ({
    id: car.id,
    score: naiveScore(to, car, byModel),
  }));
  return scored
    .sort((one, other) =>
      Math.abs(one.score - other.score) < 1e-9 ? one.id - other.id : other.score - one.score,
    )
    .slice(0, size)
    .map(({ id }) => id);
}

function found(to: Listed, byModel: boolean, size: number, limits: ComparedLimits): number[] {
  const row = new Float32Array(model.stride);
  model.write(to.id, to.facts, row, 0);
  const view = byModel ? { rows: new VectorRows(model), row } : null;
  return mostAlike(index, to, view, size, limits).map((slot) => index.ids[slot]!);
}

/** Cars whose scores differ by a rounding may stand either way: the scores of the places are held, not the ids. */
function scoresTo(car: Listed, byModel: boolean): (ids: readonly number[]) => string[] {
  const scoreOf = (id: number): number =>
    naiveScore(
      car,
      cars.find((each) => each.id === id)!,
      byModel,
    );
  return (ids) => ids.map((id) => scoreOf(id).toFixed(8));
}

const someCar = fc.constantFrom(...cars);
const size = fc.integer({ min: 1, max: 35 });
const someLimits = fc.record({
  all: fc.constant(100),
  each: fc.integer({ min: 1, max: 60 }),
  steps: fc.integer({ min: 1, max: 300 }),
});

describe('the cars like one', () => {
  it('are the best of all by their scores, with a model and without', () => {
    fc.assert(
      fc.property(someCar, fc.boolean(), size, (car, byModel, count) => {
        const scores = scoresTo(car, byModel);
        expect(scores(found(car, byModel, count, allOfThem))).toEqual(
          scores(naive(car, cars, byModel, count, allOfThem)),
        );
      }),
    );
  });

  it('are, where very many are listed, the best of those nearest in price and kind', () => {
    fc.assert(
      fc.property(someCar, fc.boolean(), size, someLimits, (car, byModel, count, limits) => {
        const scores = scoresTo(car, byModel);
        expect(scores(found(car, byModel, count, limits))).toEqual(
          scores(naive(car, cars, byModel, count, limits)),
        );
      }),
    );
  });

  it('are found for a car that is not listed as for one that is', () => {
    for (const car of cars.slice(0, 50)) {
      const unlisted = { ...car, id: 1_000_000_001 as CarId };
      const asListed = found(unlisted, false, 20, allOfThem).filter((id) => id !== car.id);
      expect(asListed.slice(0, 19)).toEqual(found(car, false, 20, allOfThem).slice(0, 19));
    }
  });

  it('are ever fewer when they leave, and none when the last has left', () => {
    const { index: small } = samplePicture(30);
    const [slot = 0] = slotsIn(small.live, new Int32Array(small.count));
    const car = { id: small.ids[slot] as CarId, facts: small.factsAt(slot) };
    while (small.count > 0) {
      const [first] = mostAlike(small, car, null, 35);
      expect(mostAlike(small, car, null, 35)).toHaveLength(
        small.count - (small.slotOf(car.id) === -1 ? 0 : 1),
      );
      const leaving = first === undefined ? car.id : (small.ids[first] as CarId);
      small.apply([{ id: leaving, facts: null, card: '' }]);
    }
    expect(mostAlike(small, car, null, 35)).toEqual([]);
    expect(
      mostAlike(new NearIndex(0), car, { rows: new VectorRows(model), row: new Float32Array(8) }, 35),
    ).toEqual([]);
  });

  it('of the same model stand first, and of these the nearest in price and age', () => {
    const car = cars[3]!;
    const values = (change: (name: number) => number): CarFacts => ({
      ...car.facts,
      values: car.facts.values.map((value, place) => (place === 12 ? change(value!) : value)),
    });
    const { index: own } = samplePicture(200);
    own.apply([
      { id: 900_001 as CarId, facts: values((price) => price * 1.1), card: '' },
      { id: 900_002 as CarId, facts: values((price) => price), card: '' },
      { id: 900_003 as CarId, facts: values((price) => price * 0.95), card: '' },
    ]);
    const ids = mostAlike(own, car, null, 3).map((slot) => own.ids[slot]);
    expect(ids).toEqual([900_002, 900_003, 900_001]);
  });
});
