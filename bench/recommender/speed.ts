import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { RowMemory } from '../../src/near/row-memory.js';
import { bestScored } from '../../src/near/scored-page.js';
import { FoldIn, gramOf } from '../../src/recommend/als/fold-in.js';
import { solvePositive } from '../../src/recommend/als/positive-solve.js';
import { itemRowsOf } from '../../src/recommend/item-features.js';
import { LightFm } from '../../src/recommend/lightfm/lightfm.js';
import { Random } from '../../src/shared/random.js';
import { sampleIndex } from '../engine/sample-index.js';
import type { Buyers } from './buyers.js';
import type { MillionRun } from './million.js';
import { processorSeconds } from './processor-time.js';

export interface EpochTime {
  readonly loss: 'warp' | 'bpr';
  readonly components: number;
  readonly features: boolean;
  readonly ms: number;
}

/** Milliseconds of processor time of an epoch over the training file, once it is warm. */
export function epochTimes({ train, itemFeatures }: Buyers): readonly EpochTime[] {
  const itemRows = itemRowsOf(itemFeatures, train, 'trained').training;
  const times: EpochTime[] = [];
  for (const loss of ['warp', 'bpr'] as const)
    for (const features of [false, true])
      for (const components of [10, 32]) {
        const ends: number[] = [];
        new LightFm({ loss, components }).fit(train, {
          epochs: 12,
          itemRows: features ? itemRows : null,
          onEpoch: () => ends.push(1_000 * processorSeconds()),
        });
        const epochs = ends.slice(3).map((end, place) => end - (ends[place + 2] ?? 0));
        times.push({ loss, components, features, ms: median(epochs) });
      }
  return times;
}

export async function millionEvents(): Promise<MillionRun> {
  const program = fileURLToPath(new URL('million.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  return JSON.parse(stdout) as MillionRun;
}

/** Medians, in milliseconds. */
export interface ServingTimes {
  readonly foldInMs: number;
  readonly scoreMs: number;
  readonly bestMs: number;
  readonly ownSolveMs: number;
  readonly mlMatrixSolveMs: number;
}

const components = 64;
const cars = 5_000;
const seen = 10;
const page = 35;
const times = 500;

export function servingTimes(): ServingTimes {
  const random = new Random(1, 1);
  const stride = components + 1;
  const index = sampleIndex(2 * cars);
  const rows = Float32Array.from({ length: index.ids.length * stride }, () => random.normal() / components);
  const slots = Int32Array.from({ length: cars }, (_, slot) => slot);
  const foldIn = new FoldIn(
    { components, regularization: 0.03, unobservedWeight: 0.03, rows: cars },
    // Diagonal, as that of a trained model is.
    gramOf(rows, stride, 0, components).map((each, at) => (at % (components + 1) === 0 ? each : 0)),
  );
  const visitor = (): Float64Array => {
    const wanted = Array.from({ length: seen }, () => random.below(cars));
    return foldIn.solve({ factors: rows, stride, from: 0 }, wanted);
  };
  const vector = Float32Array.from(visitor());
  const memory = new RowMemory(stride);
  memory.makeRoom(index.ids.length);
  for (const slot of slots)
    memory.numbers.set(rows.subarray(slot * stride, (slot + 1) * stride), memory.placeOf(slot));
  const scores = new Float64Array(slots.length);
  const score = (): void => {
    memory.scores(slots, vector, scores);
  };
  score();
  const { own, mlMatrix } = solvers(rows, stride);
  return {
    foldInMs: medianOf(visitor),
    scoreMs: medianOf(score),
    bestMs: medianOf(() => bestScored(index, slots, scores, { first: 0, size: page })),
    ownSolveMs: medianOf(own),
    mlMatrixSolveMs: medianOf(mlMatrix),
  };
}

/** One system of 64 equations, as a fold-in has it; each from its own kind of matrix, ready made. */
function solvers(
  rows: Float32Array,
  stride: number,
): { readonly own: () => void; readonly mlMatrix: () => void } {
  const gram = gramOf(rows, stride, 0, components);
  for (let place = 0; place < components; place++)
    gram[place * components + place] = 1 + (gram[place * components + place] ?? 0);
  const at = (row: number, column: number): number =>
    gram[Math.max(row, column) * components + Math.min(row, column)] ?? 0;
  const full = new Matrix(components, components);
  for (let row = 0; row < components; row++)
    for (let column = 0; column < components; column++) full.set(row, column, at(row, column));
  const ones = Matrix.ones(components, 1);
  const system = new Float64Array(components * components);
  const solution = new Float64Array(components);
  return {
    own: () => {
      // It is overwritten.
      system.set(gram);
      solvePositive(system, solution.fill(1));
    },
    mlMatrix: () => {
      new CholeskyDecomposition(full).solve(ones);
    },
  };
}

/** Milliseconds of one call, after as many to warm up. */
function medianOf(work: () => unknown): number {
  for (let time = 0; time < times; time++) work();
  return median(
    Array.from({ length: times }, () => {
      const started = performance.now();
      work();
      return performance.now() - started;
    }),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
