import { describe, expect, it } from 'vitest';
import { interactionsOf, timed } from '../../../test/support/interactions.js';
import type { Pair } from '../../../test/support/interactions.js';
import { Random } from '../../shared/random.js';
import { Popularity } from '../popularity.js';
import { sparseRows } from '../sparse-rows.js';
import type { TimedInteractions } from '../tab-separated.js';
import { choosePlan } from './choose-plan.js';
import type { Choice } from './choose-plan.js';
import type { HoldOutScore } from './hold-out-score.js';
import { HoldOutJudge } from './hold-out-score.js';
import { holdOut } from './hold-out.js';
import type { ModelPlan } from './plan.js';

const start: ModelPlan = {
  als: { components: 4, regularization: 0.03, unobservedWeight: 0.03, sweeps: 2 },
  warp: { components: 3, epochs: 2, alpha: 0 },
  ridgePenalty: 3,
  featureShare: 0.5,
  warpWeight: 0.5,
  biasWeight: 0.05,
};
const userCount = 60;
/** Of which some twenty are kept back: fewer than ten candidates would all be among the first ten. */
const itemCount = 200;
const makes = 4;

const itemFeatures = sparseRows(
  Array.from({ length: itemCount }, (_, item) => [{ column: item % makes, weight: 1 }]),
  makes,
);

/** Users like a make, and what is popular. */
function entries(): TimedInteractions {
  const random = new Random(9, 1);
  const pairs: Pair[] = [];
  for (let user = 0; user < userCount; user++)
    for (let item = 0; item < itemCount; item++)
      if (random.chance(item % makes === user % makes ? 0.3 : 0.02 + (0.06 * item) / itemCount))
        pairs.push([user, item]);
  return timed(interactionsOf(pairs, userCount, itemCount));
}

interface Search extends Choice {
  readonly tries: readonly {
    readonly plan: ModelPlan;
    readonly score: HoldOutScore;
    readonly isBest: boolean;
  }[];
}

function search(seed: number, withFeatures: boolean): Search {
  const all = entries();
  const tries: Search['tries'][number][] = [];
  const data = { interactions: all, itemFeatures: withFeatures ? itemFeatures : null, featureNames: [] };
  const choice = choosePlan(data, holdOut(all, withFeatures, seed), start, seed, (plan, score, isBest) =>
    tries.push({ plan, score, isBest }),
  );
  return { ...choice, tries };
}

describe('the plan chosen', () => {
  const found = search(1, true);

  it('is the same for the same data and seed', () => {
    expect(search(1, true)).toEqual(found);
    expect(search(2, true).tries).not.toEqual(found.tries);
  });

  it('is the best of those tried, each better than the last by more than chance', () => {
    const worth = ({ later, unseen }: HoldOutScore): number => Math.sqrt(later * unseen!);
    const bests = found.tries.filter(({ isBest }) => isBest);
    expect(bests[0]?.plan).toEqual(start);
    expect(bests.length).toBeGreaterThan(1);
    for (const [place, { score }] of bests.slice(1).entries())
      expect(worth(score)).toBeGreaterThan(1.002 * worth(bests[place]!.score));
    expect(bests.at(-1)).toEqual({ plan: found.plan, score: found.score, isBest: true });
  });

  it('ranks better than popularity, which no feature helps with new items', () => {
    const held = holdOut(entries(), true, 1);
    const popularity = new HoldOutJudge(held).scoreOf(new Popularity(held.train));
    expect(found.score.later).toBeGreaterThan(popularity.later);
    expect(found.score.unseen).toBeGreaterThan(popularity.unseen! + 0.1);
  });

  it('without features leaves alone what only features need', () => {
    const { score, tries } = search(1, false);
    expect(score.unseen).toBeNull();
    expect(tries.length).toBeGreaterThan(10);
    const { ridgePenalty, featureShare } = start;
    for (const { plan } of tries) expect(plan).toMatchObject({ ridgePenalty, featureShare });
  });

  it('is told of pass by pass: the first try fits both parts, those of weights nothing', () => {
    const told: string[] = [];
    const all = entries();
    const data = { interactions: all, itemFeatures: null, featureNames: [] };
    const onTry = (): void => void told.push('judged');
    choosePlan(data, holdOut(all, false, 1), start, 1, onTry, (part, pass, of) =>
      told.push(`${part} ${pass} of ${of}`),
    );
    expect(told.slice(0, 5)).toEqual(['als 1 of 2', 'als 2 of 2', 'warp 1 of 2', 'warp 2 of 2', 'judged']);
    expect(told.slice(-9)).toEqual(Array.from({ length: 9 }, () => 'judged'));
  });

  it('is the one to start with where there is too little to judge by', () => {
    const few = timed(interactionsOf([[0, 0], [1, 1]])); // prettier-ignore
    const data = { interactions: few, itemFeatures: null, featureNames: [] };
    expect(choosePlan(data, holdOut(few, false, 1), start, 1).plan).toEqual(start);
  });
});
