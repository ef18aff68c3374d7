import type { Scorer } from '../metrics/evaluate.js';
import { modelOf } from './fit-model.js';
import type { HoldOut } from './hold-out.js';
import type { HoldOutScore } from './hold-out-score.js';
import { HoldOutJudge } from './hold-out-score.js';
import { ModelScorer } from './model-scorer.js';
import type { ModelData, OnFit, WarpPart } from './parts.js';
import { alsPart, fitAls, fitWarp } from './parts.js';
import type { ModelPlan } from './plan.js';

/** What the search has tried, and what came of it. */
export type OnTry = (plan: ModelPlan, score: HoldOutScore, isBest: boolean) => void;

export interface Choice {
  readonly plan: ModelPlan;
  readonly score: HoldOutScore;
}

/** What is better by less may be so by chance. */
const margin = 0.002;
/** A penalty is tried at so many times what it is, and at so small a part of it. */
const factor = 3;
const climbs = 4;

/**
 * Looks for the plan that ranks best what was kept back: the penalties of ALS by climbing, then WARP's, then how the parts are put
 * together, one number at a time. The same data and seed choose the same.
 *
 * @param onFit told of the passes of each try, before its {@link OnTry}; most fit nothing anew
 */
export function choosePlan(
  data: ModelData,
  held: HoldOut,
  start: ModelPlan,
  seed: number,
  onTry?: OnTry,
  onFit?: OnFit,
): Choice {
  const judge = new PlanJudge(data, held, seed, onFit);
  let best = { plan: start, score: judge.score(start) };
  onTry?.(best.plan, best.score, true);
  const attempt = (plan: ModelPlan): boolean => {
    const score = judge.score(plan);
    const isBest = worth(score) > (1 + margin) * worth(best.score);
    if (isBest) best = { plan, score };
    onTry?.(plan, score, isBest);
    return isBest;
  };
  for (const name of ['unobservedWeight', 'regularization'] as const) {
    for (const times of [factor, 1 / factor]) {
      let climbed = 0;
      const next = (): ModelPlan => ({
        ...best.plan,
        als: { ...best.plan.als, [name]: rounded(best.plan.als[name] * times) },
      });
      while (climbed < climbs && attempt(next())) climbed += 1;
      if (climbed > 0) break;
    }
  }
  for (const alpha of [1e-5, 1e-3]) attempt({ ...best.plan, warp: { ...best.plan.warp, alpha } });
  const hasFeatures = data.itemFeatures !== null;
  const numbers = {
    warpWeight: [0, 0.25, 0.5, 0.75, 1],
    biasWeight: [0, 0.02, 0.05, 0.1],
    featureShare: hasFeatures ? [0.25, 0.5, 0.75] : [],
    ridgePenalty: hasFeatures ? [1, 3, 10] : [],
  };
  for (const [name, values] of Object.entries(numbers))
    for (const value of values) attempt({ ...best.plan, [name]: value });
  return best;
}

/** Fits only what a plan changes. */
class PlanJudge {
  readonly #data: ModelData;
  readonly #seed: number;
  readonly #judge: HoldOutJudge;
  readonly #onFit: OnFit | undefined;
  readonly #als = new Map<string, Float32Array>();
  readonly #warp = new Map<string, WarpPart>();

  constructor(data: ModelData, held: HoldOut, seed: number, onFit: OnFit | undefined) {
    this.#judge = new HoldOutJudge(held);
    this.#data = { ...data, interactions: held.train };
    this.#seed = seed;
    this.#onFit = onFit;
  }

  score(plan: ModelPlan): HoldOutScore {
    const als = this.#remembered(this.#als, plan.als, () =>
      fitAls(this.#data, plan, this.#seed, this.#onFit),
    );
    const warp = this.#remembered(this.#warp, plan.warp, () =>
      fitWarp(this.#data, plan, this.#seed, this.#onFit),
    );
    const model = modelOf(this.#data, plan, alsPart(this.#data, plan, als), warp);
    const { itemFeatures, interactions } = this.#data;
    return this.scoreOf(new ModelScorer(model, itemFeatures, interactions.itemCount, this.#judge.known));
  }

  scoreOf(scorer: Scorer): HoldOutScore {
    return this.#judge.scoreOf(scorer);
  }

  #remembered<T>(known: Map<string, T>, key: object, fit: () => T): T {
    const name = JSON.stringify(key);
    const found = known.get(name) ?? fit();
    known.set(name, found);
    return found;
  }
}

/** The geometric mean: a tenth more for new items is worth as much as a tenth more for known ones. */
function worth({ later, unseen }: HoldOutScore): number {
  return unseen === null ? later : Math.sqrt(later * unseen);
}

/** To two digits, so that a plan reads well. */
function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
