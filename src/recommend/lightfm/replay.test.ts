import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ItemsByUser } from '../interactions.js';
import type { SparseRows } from '../sparse-rows.js';
import { identityRows } from '../sparse-rows.js';
import { runEpoch } from './epoch.js';
import type { LightFmSettings, Loss, Schedule } from './settings.js';
import { usualSettings } from './settings.js';
import { Side } from './side.js';

/** Started where the original started, and given its order and its sampler's seeds, an epoch ends where the original ended. */

const folder = '../shared/data/lightfm';
const runs = existsSync(folder)
  ? readdirSync(folder).filter((name) => /^(logistic|bpr|warp)/.test(name))
  : [];

describe.skipIf(runs.length === 0)('recorded runs of LightFM', () => {
  it.each(runs)('%s', (name) => {
    const run = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Run;
    const settings = settingsOf(run.params);
    const items = sideOf(settings, run.initial.item_embeddings, run.initial.item_biases);
    const users = sideOf(settings, run.initial.user_embeddings, run.initial.user_biases);
    const interactions = {
      userCount: run.n_users,
      itemCount: run.n_items,
      users: Int32Array.from(run.users),
      items: Int32Array.from(run.items),
      values: Float32Array.from(run.values),
      weights: run.sample_weight === null ? null : Float32Array.from(run.sample_weight),
    };
    const parts = {
      settings,
      users,
      items,
      userRows: rowsOf(run.user_features) ?? identityRows(run.n_users),
      itemRows: rowsOf(run.item_features) ?? identityRows(run.n_items),
      interactions,
      stored: new ItemsByUser(interactions),
    };
    for (const [epoch, order] of run.orders.entries())
      runEpoch(parts, Int32Array.from(order), run.sampler_seeds[epoch] ?? 0);
    expectNear(items, run.final.item_embeddings, run.final.item_biases);
    expectNear(users, run.final.user_embeddings, run.final.user_biases);
  });
});

interface Embeddings {
  readonly item_embeddings: readonly (readonly number[])[];
  readonly item_biases: readonly number[];
  readonly user_embeddings: readonly (readonly number[])[];
  readonly user_biases: readonly number[];
}

interface Matrix {
  readonly shape: readonly [number, number];
  readonly indptr: readonly number[];
  readonly indices: readonly number[];
  readonly data: readonly number[];
}

interface Parameters {
  readonly loss: Loss;
  readonly learning_schedule: Schedule;
  readonly no_components: number;
  readonly learning_rate: number;
  readonly k: number;
  readonly n: number;
  readonly rho: number;
  readonly epsilon: number;
  readonly max_sampled: number;
  readonly item_alpha: number;
  readonly user_alpha: number;
}

interface Run {
  readonly params: Parameters;
  readonly n_users: number;
  readonly n_items: number;
  readonly users: readonly number[];
  readonly items: readonly number[];
  readonly values: readonly number[];
  readonly sample_weight: readonly number[] | null;
  readonly user_features: Matrix | null;
  readonly item_features: Matrix | null;
  readonly orders: readonly (readonly number[])[];
  readonly sampler_seeds: readonly number[];
  readonly initial: Embeddings;
  readonly final: Embeddings;
}

function settingsOf(params: Parameters): LightFmSettings {
  return {
    ...usualSettings,
    loss: params.loss,
    schedule: params.learning_schedule,
    components: params.no_components,
    learningRate: params.learning_rate,
    k: params.k,
    n: params.n,
    rho: params.rho,
    epsilon: params.epsilon,
    maxSampled: params.max_sampled,
    itemAlpha: params.item_alpha,
    userAlpha: params.user_alpha,
  };
}

function sideOf(
  { components, schedule }: LightFmSettings,
  embeddings: readonly (readonly number[])[],
  biases: readonly number[],
): Side {
  const side = new Side(components, schedule);
  side.params = Float32Array.from(embeddings.flatMap((vector, row) => [...vector, biases[row] ?? 0]));
  side.squares = new Float32Array(side.params.length).fill(schedule === 'adagrad' ? 1 : 0);
  side.steps = new Float32Array(side.params.length);
  return side;
}

function rowsOf(matrix: Matrix | null): SparseRows | null {
  if (matrix === null) return null;
  const { shape, indptr, indices, data } = matrix;
  return {
    rowCount: shape[0],
    columnCount: shape[1],
    starts: Int32Array.from(indptr),
    columns: Int32Array.from(indices),
    weights: Float32Array.from(data),
  };
}

function expectNear(side: Side, embeddings: readonly (readonly number[])[], biases: readonly number[]): void {
  const expected = embeddings.flatMap((vector, row) => [...vector, biases[row] ?? 0]);
  expect(side.params).toHaveLength(expected.length);
  const farthest = expected.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - side.params[at]!)),
    0,
  );
  expect(farthest).toBeLessThan(1e-5);
}
