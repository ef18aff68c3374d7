import { ItemsByUser, onlyWanted } from '../recommend/interactions.js';
import type { Identity } from '../recommend/item-features.js';
import { fitScorer } from '../recommend/lightfm/fit-scorer.js';
import type { Loss } from '../recommend/lightfm/settings.js';
import type { Evaluation, Scorer } from '../recommend/metrics/evaluate.js';
import { evaluate } from '../recommend/metrics/evaluate.js';
import { choosePlan } from '../recommend/model/choose-plan.js';
import { fitModel } from '../recommend/model/fit-model.js';
import { holdOut } from '../recommend/model/hold-out.js';
import { ModelScorer } from '../recommend/model/model-scorer.js';
import type { ModelPlan } from '../recommend/model/plan.js';
import { usualPlan } from '../recommend/model/plan.js';
import { Popularity } from '../recommend/popularity.js';
import type { Files, FilesRequest } from './evaluate-files.js';
import { readFiles } from './evaluate-files.js';

export type ModelName = 'chosen' | 'lightfm' | 'als' | 'popularity';

export interface EvaluateRequest extends FilesRequest {
  readonly model: ModelName;
  readonly loss: Loss;
  readonly components?: number;
  readonly epochs?: number;
  readonly alpha: number;
  readonly seed: number;
  readonly identity: Identity;
}

export interface EvaluateResult extends Evaluation {
  readonly fitSeconds: number;
}

/** What the thread that evaluates says: how far it is, and what it found. */
export interface EvaluateTalk {
  readonly news: string;
  readonly result: EvaluateResult;
}

/** Told how far it is, in words: `training: pass 4 of 30`. */
export type OnStep = (step: string) => void;

/** Places that count, as everybody counts them. */
export const k = 10;
/** Most users take less than a millisecond. */
const usersPerStep = 100;

/** Trains on one file and measures by the other. Throws what {@link readFiles} throws, and `RECOMMEND_NOT_FINITE`. */
export async function evaluateModel(request: EvaluateRequest, onStep: OnStep): Promise<EvaluateResult> {
  const files = await readFiles(request);
  const started = performance.now();
  const scorer = fit(files, request, onStep);
  const fitSeconds = (performance.now() - started) / 1000;
  const onUser = (user: number, of: number): void => {
    if (user % usersPerStep === 0) onStep(`measuring: user ${user} of ${of}`);
  };
  return { ...evaluate(scorer, files.test, { k, ...files.ranked, onUser }), fitSeconds };
}

function fit(files: Files, request: EvaluateRequest, onStep: OnStep): Scorer {
  const { train, userFeatures, itemFeatures } = files;
  const { model, loss, alpha, seed, identity, components, epochs } = request;
  switch (model) {
    case 'popularity':
      return new Popularity(train);
    case 'lightfm': {
      const settings = { loss, components: components ?? 32, seed, itemAlpha: alpha, userAlpha: alpha };
      const plan = { settings, epochs: epochs ?? 20, identity, userFeatures, itemFeatures };
      return fitScorer(train, plan, (epoch) => {
        onStep(`training: pass ${epoch} of ${plan.epochs}`);
      });
    }
    case 'als':
      return fitPlanned(
        files,
        alsAlone({ components: components ?? 64, sweeps: epochs ?? 10 }),
        seed,
        onStep,
      );
    case 'chosen':
      return fitPlanned(files, chosenPlan(files, seed, onStep), seed, onStep);
  }
}

function alsAlone(als: { readonly components: number; readonly sweeps: number }): ModelPlan {
  return { ...usualPlan, als: { ...usualPlan.als, ...als }, warpWeight: 0, biasWeight: 0 };
}

function chosenPlan({ train, itemFeatures, featureNames }: Files, seed: number, onStep: OnStep): ModelPlan {
  const data = { interactions: train, itemFeatures, featureNames };
  const held = holdOut(train, itemFeatures !== null, seed);
  let tried = 0;
  const onTry = (): void => {
    onStep(`choosing settings: try ${(tried += 1)} judged`);
  };
  return choosePlan(data, held, usualPlan, seed, onTry, (_, pass, of) => {
    onStep(`choosing settings: try ${tried + 1}, pass ${pass} of ${of}`);
  }).plan;
}

function fitPlanned(
  { train, itemFeatures, featureNames }: Files,
  plan: ModelPlan,
  seed: number,
  onStep: OnStep,
): Scorer {
  const data = { interactions: train, itemFeatures, featureNames };
  const { als, warp, warpWeight, biasWeight } = plan;
  const passes = als.sweeps + (warpWeight > 0 || biasWeight > 0 ? warp.epochs : 0);
  let pass = 0;
  const model = fitModel(data, plan, seed, () => {
    onStep(`training: pass ${(pass += 1)} of ${passes}`);
  });
  return new ModelScorer(model, itemFeatures, train.itemCount, new ItemsByUser(onlyWanted(train)));
}
