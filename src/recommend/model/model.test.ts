import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { interactionsOf } from '../../../test/support/interactions.js';
import type { Pair } from '../../../test/support/interactions.js';
import { Random } from '../../shared/random.js';
import { ItemsByUser, onlyWanted } from '../interactions.js';
import { entriesOf, sparseRows } from '../sparse-rows.js';
import { fitModel } from './fit-model.js';
import { ModelScorer } from './model-scorer.js';
import type { ModelData } from './parts.js';
import { alsPart, fitAls } from './parts.js';
import type { ModelPlan } from './plan.js';
import type { RankingModel } from './ranking-model.js';

/** Scores are sums that anybody can do by hand: here with full matrices, from the model's rows. */

const plan: ModelPlan = {
  als: { components: 6, regularization: 0.05, unobservedWeight: 0.1, sweeps: 4 },
  warp: { components: 4, epochs: 5, alpha: 0 },
  ridgePenalty: 1,
  featureShare: 0.5,
  warpWeight: 0.5,
  biasWeight: 0.05,
};
const userCount = 40;
const itemCount = 30;

/** Of which training sees nothing; 27 is refused by everybody, 28 and 29 have the same features, and 29 one that nobody else has. */
const untrained = [27, 28, 29] as const;
const makes = 5;
const colours = makes;
const onlyOf29 = 8;

function features(): ReturnType<typeof sparseRows> {
  return sparseRows(
    Array.from({ length: itemCount }, (_, item) => [
      { column: item >= 28 ? 1 : item % makes, weight: 1 },
      { column: colours + (item >= 28 ? 1 : item % 3), weight: 0.5 },
      ...(item === 29 ? [{ column: onlyOf29, weight: 2 }] : []),
    ]),
    onlyOf29 + 1,
  );
}

/** Users like a make; user 5 has wanted nothing yet. */
function pairs(): Pair[] {
  const random = new Random(5, 1);
  return Array.from({ length: userCount }, (_, user) => user).flatMap((user): Pair[] => [
    ...Array.from({ length: 27 }, (_, item) => item)
      .filter((item) => user !== 5 && random.chance(item % makes === user % makes ? 0.7 : 0.15))
      .map((item): Pair => [user, item]),
    [user, 27, -1],
  ]);
}

const interactions = interactionsOf(pairs(), userCount, itemCount);
const wanted = new ItemsByUser(onlyWanted(interactions));
const data: ModelData = {
  interactions,
  itemFeatures: features(),
  featureNames: Array.from({ length: onlyOf29 + 1 }, (_, column) => `f${column}`),
};

/** The sum of an item's features and its own: components, then the bias. */
function naiveItem({ components, features: rows, own }: RankingModel, item: number, of: ModelData): number[] {
  const stride = components + 1;
  const sum = [...own.subarray(item * stride, (item + 1) * stride)];
  for (const { column, weight } of of.itemFeatures === null ? [] : entriesOf(of.itemFeatures, item))
    for (let place = 0; place < stride; place++) sum[place]! += weight * rows[column * stride + place]!;
  return sum;
}

/** Each space solved on its own, from all items' vectors. */
function naiveVisitor(model: RankingModel, items: readonly number[][], theirs: readonly number[]): number[] {
  return model.spaces.flatMap(({ from, components, regularization, unobservedWeight, weight }) => {
    const all = new Matrix(items.map((item) => item.slice(from, from + components)));
    const some = new Matrix(theirs.map((item) => all.getRow(item)));
    const penalty = regularization * (theirs.length + unobservedWeight * items.length);
    const left = Matrix.eye(components, components, penalty)
      .add(all.transpose().mmul(all).mul(unobservedWeight))
      .add(some.transpose().mmul(some));
    const right = some.transpose().mmul(Matrix.ones(theirs.length, 1));
    return solve(left, right)
      .to1DArray()
      .map((each) => weight * each);
  });
}

function scoresOf(model: RankingModel, of: ModelData, user: number): Float64Array {
  const scores = new Float64Array(itemCount);
  new ModelScorer(model, of.itemFeatures, itemCount, wanted).scores(user, scores);
  return scores;
}

describe('a model', () => {
  it.each([
    ['of ALS and WARP, with features', data, plan],
    ['of ALS alone', data, { ...plan, warpWeight: 0, biasWeight: 0 }],
    ["of ALS with WARP's bias", data, { ...plan, warpWeight: 0 }],
    ['without features', { ...data, itemFeatures: null, featureNames: [] }, plan],
  ])('%s scores by sums that can be done by hand', (_, of, how) => {
    const model = fitModel(of, how, 1);
    const items = Array.from({ length: itemCount }, (_, item) => naiveItem(model, item, of));
    for (const user of [0, 1, 17, userCount - 1]) {
      const visitor = naiveVisitor(model, items, [...wanted.of(user)]);
      const scores = scoresOf(model, of, user);
      for (const [item, row] of items.entries()) {
        const score = visitor.reduce((sum, each, place) => sum + each * row[place]!, row.at(-1)!);
        expect(scores[item]).toBeCloseTo(score, 4);
      }
    }
  });

  it('ranks for somebody unknown as it does for the mean of all', () => {
    const model = fitModel(data, plan, 1);
    const sum = new Float64Array(itemCount);
    const known = Array.from({ length: userCount }, (_, user) => user).filter((user) => user !== 5);
    for (const user of known)
      for (const [item, score] of scoresOf(model, data, user).entries()) sum[item]! += score / known.length;
    for (const [item, score] of scoresOf(model, data, 5).entries()) expect(score).toBeCloseTo(sum[item]!, 4);
  });

  it('likes what the visitor likes', () => {
    const model = fitModel(data, plan, 1);
    for (const user of [0, 1, 2, 3]) {
      const best = scoresOf(model, data, user).subarray(0, 27).entries();
      const [first] = [...best].sort(([, one], [, other]) => other - one)[0]!;
      expect(first % makes).toBe(user % makes);
    }
  });

  it('stands between the factors of cars and what their features give them', () => {
    const alone = { ...plan, warpWeight: 0, biasWeight: 0 };
    const factors = fitAls(data, alone, 1);
    const { components } = plan.als;
    const vectorsOf = (featureShare: number): number[][] => {
      const { items } = alsPart(data, { ...alone, featureShare }, factors);
      return Array.from({ length: 27 }, (_, item) => [
        ...items.subarray(item * components, (item + 1) * components),
      ]);
    };
    const [own, half, shared] = [vectorsOf(0), vectorsOf(0.5), vectorsOf(1)];
    for (const [item, vector] of own.entries())
      for (const [place, value] of vector.entries()) {
        expect(value).toBeCloseTo(factors[item * components + place]!, 5);
        expect(half[item]![place]).toBeCloseTo((value + shared[item]![place]!) / 2, 5);
      }
    // Make and colour of these two are the same.
    expect(shared[0]).toEqual(shared[15]);
    expect(own[0]).not.toEqual(own[15]);
  });

  it('of one seed is one model, and of another another', () => {
    expect(fitModel(data, plan, 1)).toEqual(fitModel(data, plan, 1));
    expect(fitModel(data, plan, 1)).not.toEqual(fitModel(data, plan, 2));
  });
});

describe('an item of which training saw nothing', () => {
  const model = fitModel(data, plan, 1);
  const stride = model.components + 1;

  it('has nothing of its own, nor has one that was only refused', () => {
    for (const item of untrained)
      expect(
        model.own.subarray(item * stride, (item + 1) * stride).every((each) => each === 0),
        String(item),
      ).toBe(true);
    expect(model.own.subarray(0, stride).some((each) => each !== 0)).toBe(true);
  });

  it('gives nothing to a feature that no other item has', () => {
    expect(model.features.subarray(onlyOf29 * stride).every((each) => each === 0)).toBe(true);
    expect(model.features.subarray(0, onlyOf29 * stride).some((each) => each !== 0)).toBe(true);
  });

  it('scores by its features alone', () => {
    for (const user of [0, 1, 5]) {
      const scores = scoresOf(model, data, user);
      // The same features, and one more that nothing is known of.
      expect(scores[29]).toBe(scores[28]);
    }
    // Users of a make like a new car of that make.
    expect(scoresOf(model, data, 1)[28]).toBeGreaterThan(scoresOf(model, data, 0)[28]!);
  });

  it('without features scores as nothing', () => {
    const of = { ...data, itemFeatures: null, featureNames: [] };
    expect([...scoresOf(fitModel(of, plan, 1), of, 0).subarray(27)]).toEqual([0, 0, 0]);
  });
});
