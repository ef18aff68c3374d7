import type { CarFacts } from '../../catalog/car-facts.js';
import type { TrainedModel } from '../artifact.js';
import { Book } from '../book.js';
import { featuresOf, scaleOf } from '../car-features.js';
import type { CarScale } from '../car-features.js';
import type { Interactions } from '../interactions.js';
import { entriesWhere } from '../interactions.js';
import type { Scorer } from '../metrics/evaluate.js';
import { choosePlan } from '../model/choose-plan.js';
import { fitModel } from '../model/fit-model.js';
import type { HoldOut } from '../model/hold-out.js';
import { holdOut } from '../model/hold-out.js';
import { HoldOutJudge } from '../model/hold-out-score.js';
import { ModelScorer } from '../model/model-scorer.js';
import type { ModelData, OnFit } from '../model/parts.js';
import type { ModelPlan } from '../model/plan.js';
import type { RankingModel } from '../model/ranking-model.js';
import { Popularity } from '../popularity.js';
import type { CarModel } from '../published-model.js';
import type { SparseEntry } from '../sparse-rows.js';
import { sparseRows } from '../sparse-rows.js';
import type { TimedInteractions } from '../tab-separated.js';
import type { TrainingFigures } from '../training-figures.js';
import { CarModelScorer } from './car-model-scorer.js';

export interface TrainingInput {
  readonly interactions: TimedInteractions;
  /** Item -> car. */
  readonly carIds: Int32Array;
  /** Item -> what is known of the car. */
  readonly facts: readonly CarFacts[];
  /** Everything before is in `interactions`; milliseconds since 1970. */
  readonly untilMs: number;
  readonly isSimulated: boolean;
  /** Where to start from, or what to keep to. */
  readonly plan: ModelPlan;
  /** Null: it is one to start from. */
  readonly planChosenAtMs: number | null;
  /** Whether to look for a better plan first: some twenty fits. */
  readonly chooses: boolean;
  readonly seed: number;
}

/** How far a training is. `fit`: of which fit, held out or final. */
export type TrainingNews =
  | { readonly kind: 'try'; readonly number: number; readonly later: number; readonly isBest: boolean }
  /** The end of a search. Told before anything is made of the plan: it is worth keeping, whatever becomes of the model. */
  | { readonly kind: 'chosen'; readonly plan: ModelPlan; readonly chosenAtMs: number }
  | {
      readonly kind: 'pass';
      readonly fit: 'held out' | 'final';
      readonly part: 'als' | 'warp';
      readonly pass: number;
      readonly of: number;
      readonly loss: number | null;
    }
  | { readonly kind: 'judged'; readonly figures: TrainingFigures };

/** What came of a training. Null model: it is not to be published, and `reason` says why. */
export interface TrainingOutcome {
  readonly model: TrainedModel | null;
  readonly reason: string;
  readonly figures: TrainingFigures;
}

/**
 * A model may rank so much worse than the one in use, as a part of its nDCG: what two models of the same quality differ by. With 200
 * buyers, the standard error of a mean nDCG is about a tenth of it.
 */
export const margin = 0.1;
/** Fewer buyers than this with something that the model in use can't know, and the two are not compared: see {@link margin}. */
export const fewestFreshBuyers = 200;

/**
 * Fits a model to what buyers wanted, and says whether it is fit for use: one that is fitted in the same way to all but the last that each
 * buyer wanted has to rank that better than plain popularity does, and not much worse than the model in use.
 *
 * @param inUse null: none is
 */
export function trainModel(
  input: TrainingInput,
  inUse: CarModel | null,
  onNews: (news: TrainingNews) => void,
): TrainingOutcome {
  const { seed, facts, untilMs, interactions } = input;
  const scale = scaleOf(facts);
  const data = dataOf(interactions, facts, scale);
  const held = holdOut(interactions, true, seed);
  const { plan, planChosenAtMs } = planFor(input, data, held, onNews);
  const judge = new HoldOutJudge(held);
  const heldData = { ...data, interactions: held.train };
  const partial = fitModel(heldData, plan, seed, passNews('held out', onNews));
  const scorer = new ModelScorer(partial, data.itemFeatures, interactions.itemCount, judge.known);
  const figures: TrainingFigures = {
    isSimulated: input.isSimulated,
    plan,
    planChosenAtMs,
    wanted: interactions.users.length,
    buyers: interactions.userCount,
    cars: interactions.itemCount,
    score: judge.scoreOf(scorer),
    popularity: judge.scoreOf(new Popularity(held.train)),
  };
  onNews({ kind: 'judged', figures });
  const worse = whyWorseThanPopularity(figures);
  if (worse !== null) return { model: null, reason: worse, figures };
  const { isWorse, reason } = compare(input, held, judge, scorer, inUse);
  if (isWorse) return { model: null, reason, figures };
  const ranking = fitModel(data, plan, seed, passNews('final', onNews));
  const model = {
    ...publishedItems(ranking, input.carIds, interactions),
    scale,
    trainedUntilMs: untilMs,
    figures,
  };
  return { model, reason, figures };
}

function dataOf(interactions: Interactions, facts: readonly CarFacts[], scale: CarScale): ModelData {
  const book = new Book();
  for (const each of facts) for (const { name } of featuresOf(each, scale)) book.enter(name);
  return {
    interactions,
    itemFeatures: sparseRows(rowsOf(facts, scale, book), book.size),
    featureNames: book.names,
  };
}

function* rowsOf(facts: readonly CarFacts[], scale: CarScale, book: Book): Generator<readonly SparseEntry[]> {
  for (const each of facts)
    yield featuresOf(each, scale).map(({ name, weight }) => ({ column: book.enter(name), weight }));
}

function planFor(
  { plan, planChosenAtMs, chooses, seed, untilMs }: TrainingInput,
  data: ModelData,
  held: HoldOut,
  onNews: (news: TrainingNews) => void,
): { readonly plan: ModelPlan; readonly planChosenAtMs: number | null } {
  if (!chooses) return { plan, planChosenAtMs };
  let number = 0;
  const choice = choosePlan(data, held, plan, seed, (_, { later }, isBest) => {
    onNews({ kind: 'try', number: (number += 1), later, isBest });
  });
  onNews({ kind: 'chosen', plan: choice.plan, chosenAtMs: untilMs });
  return { plan: choice.plan, planChosenAtMs: untilMs };
}

function passNews(fit: 'held out' | 'final', onNews: (news: TrainingNews) => void): OnFit {
  return (part, pass, of, loss) => {
    onNews({ kind: 'pass', fit, part, pass, of, loss });
  };
}

/** Null: it is not. Where nothing could be kept back there is no figure, and no reason to believe in the model. */
function whyWorseThanPopularity({ score, popularity }: TrainingFigures): string | null {
  if (!(score.later > popularity.later))
    return `held-out nDCG@10 is ${shown(score.later)}, and ${shown(popularity.later)} by popularity`;
  if (score.unseen !== null && !(score.unseen >= (popularity.unseen ?? 0)))
    return `held-out nDCG@10 of new cars is ${shown(score.unseen)}, and ${shown(popularity.unseen ?? 0)} by popularity`;
  return null;
}

/** By what neither has seen: the last that buyers wanted, of what happened since the model in use was trained. */
function compare(
  { interactions, carIds, facts }: TrainingInput,
  { later }: HoldOut,
  judge: HoldOutJudge,
  scorer: Scorer,
  inUse: CarModel | null,
): { readonly isWorse: boolean; readonly reason: string } {
  if (inUse === null) return { isWorse: false, reason: 'no model was in use' };
  const { version, published } = inUse;
  const fresh = onlySince(published.trainedUntilMs, later, interactions);
  const mine = judge.laterOf(scorer, fresh);
  if (mine.users < fewestFreshBuyers)
    return {
      isWorse: false,
      reason: `not compared with model ${version}: ${mine.users} buyers have wanted something since, of ${fewestFreshBuyers} that it takes`,
    };
  const its = judge.laterOf(new CarModelScorer(inUse, carIds, facts, judge.known), fresh);
  const both = `nDCG@10 of what ${mine.users} buyers wanted since is ${shown(mine.ndcg)}, and ${shown(its.ndcg)} by model ${version}`;
  const isWorse = mine.ndcg < (1 - margin) * its.ndcg;
  return { isWorse, reason: both };
}

/** Each pair of a buyer and a car stands in `all` once. */
function onlySince(
  sinceMs: number,
  some: Interactions,
  { users, items, times, itemCount }: TimedInteractions,
): Interactions {
  const pairOf = (user: number, item: number): number => user * itemCount + item;
  const pairs = new Set<number>();
  for (const [at, time] of times.entries()) if (time >= sinceMs) pairs.add(pairOf(users[at]!, items[at]!));
  return entriesWhere(some, (at) => pairs.has(pairOf(some.users[at]!, some.items[at]!)));
}

/** Of cars that nobody wanted, so many of the latest are kept as they were, for what it takes: 26 MB of 32 components. */
const mostUnwanted = 200_000;

/**
 * Cars that somebody wanted come first. The others have nothing of their own, and are ranked by their features, like those that come later; but
 * a visitor may look at one before it is sold.
 */
function publishedItems(
  ranking: RankingModel,
  carIds: Int32Array,
  { items }: Interactions,
): { readonly ranking: RankingModel; readonly carIds: Int32Array } {
  const isWanted = new Set(items);
  const wanted = [...isWanted].sort((one, other) => one - other);
  const unwanted = Array.from(carIds.keys()).filter((item) => !isWanted.has(item));
  const all = [...wanted, ...unwanted.slice(-mostUnwanted)];
  const stride = ranking.components + 1;
  const rowsOf = (some: readonly number[], rows: Float32Array): Float32Array => {
    const kept = new Float32Array(some.length * stride);
    for (const [place, item] of some.entries())
      kept.set(rows.subarray(item * stride, (item + 1) * stride), place * stride);
    return kept;
  };
  return {
    carIds: Int32Array.from(all, (item) => carIds[item]!),
    ranking: { ...ranking, own: rowsOf(wanted, ranking.own), items: rowsOf(all, ranking.items) },
  };
}

function shown(score: number): string {
  return score.toFixed(4);
}
