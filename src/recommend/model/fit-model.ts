import { FoldIn } from '../als/fold-in.js';
import type { Interactions } from '../interactions.js';
import { ItemsByUser, onlyWanted } from '../interactions.js';
import type { ModelData, OnFit, Part, WarpPart } from './parts.js';
import { alsPart, fitAls, fitWarp } from './parts.js';
import type { ModelPlan } from './plan.js';
import { alongAxes } from './principal-axes.js';
import type { RankingModel, Space } from './ranking-model.js';
import { VisitorFinder } from './ranking-model.js';

/** Throws `RECOMMEND_NOT_FINITE` if training ends in such numbers, `RECOMMEND_BAD_SHAPE` if the data does not fit together. */
export function fitModel(data: ModelData, plan: ModelPlan, seed: number, onFit?: OnFit): RankingModel {
  const als = alsPart(data, plan, fitAls(data, plan, seed, onFit));
  const usesWarp = plan.warpWeight > 0 || plan.biasWeight > 0;
  return modelOf(data, plan, als, usesWarp ? fitWarp(data, plan, seed, onFit) : null);
}

/** Puts the parts together, each so that its scores vary by 1 before its weight. */
export function modelOf(data: ModelData, plan: ModelPlan, als: Part, warp: WarpPart | null): RankingModel {
  const fitted = warp === null || plan.warpWeight === 0 ? [als] : [als, asLongAs(als, warp)];
  const turned = fitted.map(alongAxes);
  const parts = turned.map(({ part }) => part);
  const weights = [1, plan.warpWeight];
  const components = parts.reduce((sum, part) => sum + part.components, 0);
  const { itemCount } = data.interactions;
  const featureCount = data.itemFeatures?.columnCount ?? 0;
  const spaces = turned.map(({ part, gram }, number): Space => {
    const from = parts.slice(0, number).reduce((sum, each) => sum + each.components, 0);
    const { regularization, unobservedWeight } = plan.als;
    const space = {
      from,
      components: part.components,
      regularization,
      unobservedWeight,
      rows: itemCount,
      gram,
    };
    return { ...space, weight: weights[number]! / spreadOf(part, space, data.interactions) };
  });
  const items = together(
    parts.map((part) => part.items),
    null,
    itemCount,
    0,
  );
  const model = {
    components,
    spaces,
    featureNames: data.featureNames,
    features: together(
      parts.map(({ features }) => features),
      warp?.featureBiases ?? null,
      featureCount,
      plan.biasWeight,
    ),
    own: together(
      parts.map(({ own }) => own),
      warp?.ownBiases ?? null,
      itemCount,
      plan.biasWeight,
    ),
    items,
    everybody: new Float32Array(components),
  };
  return { ...model, everybody: meanVisitor(model, data.interactions) };
}

/** Rows of all parts side by side, and the bias. */
function together(
  parts: readonly Float32Array[],
  biases: Float32Array | null,
  rows: number,
  biasWeight: number,
): Float32Array {
  const widths = parts.map((part) => (rows === 0 ? 0 : part.length / rows));
  const stride = widths.reduce((sum, width) => sum + width, 1);
  const all = new Float32Array(rows * stride);
  for (let row = 0; row < rows; row++) {
    let at = row * stride;
    for (const [number, part] of parts.entries()) {
      all.set(part.subarray(row * widths[number]!, (row + 1) * widths[number]!), at);
      at += widths[number]!;
    }
    all[at] = biases === null ? 0 : biasWeight * biases[row]!;
  }
  return all;
}

/** Visitors that stand for all: a mean or a spread needs no more. */
const sampledVisitors = 500;

function sampleOf({ userCount }: Interactions): number[] {
  const every = Math.max(1, Math.floor(userCount / sampledVisitors));
  return Array.from({ length: Math.ceil(userCount / every) }, (_, place) => place * every);
}

/** Standard deviation of the scores that a part gives: of some visitors, over all items. */
function spreadOf(
  { items, components }: Part,
  space: Omit<Space, 'weight'>,
  interactions: Interactions,
): number {
  const foldIn = new FoldIn(space, space.gram);
  const wanted = new ItemsByUser(onlyWanted(interactions));
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const user of sampleOf(interactions)) {
    const visitor = foldIn.solve({ factors: items, stride: components, from: 0 }, wanted.of(user));
    for (let at = 0; at < items.length; at += components) {
      let score = 0;
      for (let place = 0; place < components; place++) score += visitor[place]! * items[at + place]!;
      count += 1;
      sum += score;
      squares += score * score;
    }
  }
  return Math.sqrt(squares / count - (sum / count) ** 2) || 1;
}

function meanVisitor(model: RankingModel, interactions: Interactions): Float32Array {
  const finder = new VisitorFinder(model);
  const wanted = new ItemsByUser(onlyWanted(interactions));
  const mean = new Float32Array(model.components);
  const users = sampleOf(interactions).filter((user) => wanted.of(user).length > 0);
  for (const user of users) {
    const visitor = finder.find(model.items, model.components + 1, wanted.of(user));
    for (let place = 0; place < mean.length; place++) mean[place]! += visitor[place]! / users.length;
  }
  return mean;
}

/** WARP's vectors are longer by far: the penalties of ALS mean the same for both once they are as long. */
function asLongAs(model: Part, { components, features, own, items }: Part): Part {
  const by = lengthOf(model.items) / Math.max(lengthOf(items), Number.MIN_VALUE);
  const scale = (vectors: Float32Array): Float32Array => vectors.map((each) => by * each);
  return { components, features: scale(features), own: scale(own), items: scale(items) };
}

function lengthOf(vectors: Float32Array): number {
  return Math.sqrt(vectors.reduce((sum, each) => sum + each * each, 0));
}
