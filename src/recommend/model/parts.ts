import { Als } from '../als/als.js';
import type { Interactions } from '../interactions.js';
import { onlyWanted } from '../interactions.js';
import { itemRowsOf } from '../item-features.js';
import { LightFm } from '../lightfm/lightfm.js';
import { mapped, ridgeMap } from '../ridge-map.js';
import type { SparseRows } from '../sparse-rows.js';
import { columnsIn, withoutColumns } from '../sparse-rows.js';
import type { ModelPlan } from './plan.js';

/** What a ranking model is fitted to. */
export interface ModelData {
  readonly interactions: Interactions;
  /** Null: items are nothing but themselves, and new ones can't be ranked. */
  readonly itemFeatures: SparseRows | null;
  readonly featureNames: readonly string[];
}

/** Of a long fit: which part is under way, and how far. */
export type OnFit = (part: 'als' | 'warp', pass: number, of: number, meanLoss: number | null) => void;

/** One space of a model: its rows have `components` places. */
export interface Part {
  readonly components: number;
  /** Feature -> row. */
  readonly features: Float32Array;
  /** Item -> row: what is its own beside its features. */
  readonly own: Float32Array;
  /** Item -> row: its features and its own together. */
  readonly items: Float32Array;
}

/** WARP's space, and its biases: a popularity that features have. */
export interface WarpPart extends Part {
  /** Feature -> bias. */
  readonly featureBiases: Float32Array;
  /** Item -> what its bias has beside those of its features. */
  readonly ownBiases: Float32Array;
}

/** The factors of items: item -> row. Throws what {@link Als} throws. */
export function fitAls(
  { interactions }: ModelData,
  { als }: ModelPlan,
  seed: number,
  onFit?: OnFit,
): Float32Array {
  const model = new Als({ ...als, seed });
  model.fit(interactions, (sweep) => onFit?.('als', sweep, als.sweeps, null));
  return model.items;
}

/**
 * Items between their own factors and what their features give them.
 *
 * @param factors of ALS's items
 */
export function alsPart(
  { interactions, itemFeatures }: ModelData,
  plan: ModelPlan,
  factors: Float32Array,
): Part {
  const { components } = plan.als;
  const wanted = wantedItems(interactions);
  // A file of features may be empty.
  if (itemFeatures === null || itemFeatures.columnCount === 0)
    return { components, features: new Float32Array(0), own: factors, items: factors };
  const features = ridgeMap(itemFeatures, factors, [...wanted], plan.ridgePenalty);
  const guesses = mapped(itemFeatures, features);
  const own = factors.map((factor, at) =>
    wanted.has(Math.floor(at / components)) ? (1 - plan.featureShare) * (factor - guesses[at]!) : 0,
  );
  return { components, features, own, items: own.map((each, at) => each + guesses[at]!) };
}

/** Throws what {@link LightFm} throws. */
export function fitWarp(
  { interactions, itemFeatures }: ModelData,
  { warp }: ModelPlan,
  seed: number,
  onFit?: OnFit,
): WarpPart {
  const { components, epochs, alpha } = warp;
  const wanted = onlyWanted(interactions);
  const { training } = itemRowsOf(itemFeatures, wanted, 'trained');
  const { items } = new LightFm({ loss: 'warp', components, itemAlpha: alpha, userAlpha: alpha, seed }).fit(
    interactions,
    { epochs, itemRows: training, onEpoch: (epoch, loss) => onFit?.('warp', epoch, epochs, loss) },
  );
  const { stride } = items;
  const featureCount = itemFeatures?.columnCount ?? 0;
  const isTrained = columnsIn(training, wanted.items);
  const trained = items.params.map((each, at) => (isTrained[Math.floor(at / stride)] === 1 ? each : 0));
  const features = trained.subarray(0, featureCount * stride);
  const own = trained.subarray(featureCount * stride);
  // Without features, too, an item that nobody wanted is nothing: training has only pushed it about.
  const all = items.representAll(withoutColumns(training, isTrained));
  return {
    components,
    features: vectorsOf(features, stride),
    own: vectorsOf(own, stride),
    items: vectorsOf(all, stride),
    featureBiases: biasesOf(features, stride),
    ownBiases: biasesOf(own, stride),
  };
}

function wantedItems(interactions: Interactions): ReadonlySet<number> {
  return new Set(onlyWanted(interactions).items);
}

function vectorsOf(rows: Float32Array, stride: number): Float32Array {
  return rows.filter((_, at) => at % stride !== stride - 1);
}

function biasesOf(rows: Float32Array, stride: number): Float32Array {
  return rows.filter((_, at) => at % stride === stride - 1);
}
