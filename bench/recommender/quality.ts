import { ItemsByUser } from '../../src/recommend/interactions.js';
import { fitScorer } from '../../src/recommend/lightfm/fit-scorer.js';
import { choosePlan } from '../../src/recommend/model/choose-plan.js';
import { fitModel } from '../../src/recommend/model/fit-model.js';
import { holdOut } from '../../src/recommend/model/hold-out.js';
import { ModelScorer } from '../../src/recommend/model/model-scorer.js';
import type { ModelPlan } from '../../src/recommend/model/plan.js';
import { usualPlan } from '../../src/recommend/model/plan.js';
import type { Buyers } from './buyers.js';
import type { OriginalRun } from './original.js';
import { processorSeconds } from './processor-time.js';

export const seeds = [1, 2, 3, 4, 5];

/** Our LightFM, trained as the original was: the means over the seeds. */
export function lightFmMetrics(
  { train, itemFeatures, judge }: Buyers,
  { loss, components, epochs, mode }: OriginalRun,
): readonly number[] {
  const runs = seeds.map((seed) =>
    judge(
      fitScorer(train, {
        settings: { loss, components, seed },
        epochs,
        identity: mode === 'features only' ? 'never' : 'trained',
        userFeatures: null,
        itemFeatures: mode === 'identity only' ? null : itemFeatures,
      }),
    ),
  );
  return (runs[0] ?? []).map(
    (_, place) => runs.reduce((sum, run) => sum + (run[place] ?? 0), 0) / runs.length,
  );
}

export interface ChosenModel {
  readonly plan: ModelPlan;
  readonly tries: number;
  /** Of processor time. */
  readonly chooseSeconds: number;
  readonly fitSeconds: number;
  readonly metrics: readonly number[];
}

/** What training makes by itself: its settings are chosen on a part of the training file. */
export function chosenModel({ train, itemFeatures, featureNames, judge }: Buyers): ChosenModel {
  const data = { interactions: train, itemFeatures, featureNames };
  let tries = 0;
  const started = processorSeconds();
  const { plan } = choosePlan(data, holdOut(train, true, 1), usualPlan, 1, () => (tries += 1));
  const chosen = processorSeconds();
  const model = fitModel(data, plan, 1);
  const fitted = processorSeconds();
  return {
    plan,
    tries,
    chooseSeconds: chosen - started,
    fitSeconds: fitted - chosen,
    metrics: judge(new ModelScorer(model, itemFeatures, train.itemCount, new ItemsByUser(train))),
  };
}
