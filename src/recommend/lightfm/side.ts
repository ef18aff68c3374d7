import type { Random } from '../../shared/random.js';
import type { SparseRows } from '../sparse-rows.js';
import type { Schedule } from './settings.js';

/**
 * One side of a model, users or items: for each feature a vector and a bias, and what the schedule remembers of them. A feature takes
 * components + 1 places, the bias last.
 */
export class Side {
  readonly components: number;
  /** components + 1. */
  readonly stride: number;
  readonly #schedule: Schedule;
  params = new Float32Array(0);
  /** adagrad: the sum of squared gradients, from 1. adadelta: their running mean, from 0. */
  squares = new Float32Array(0);
  /** adadelta: the running mean of squared steps. adagrad: unused. */
  steps = new Float32Array(0);
  /** What the stored parameters are to be multiplied by: L2 works through it (see {@link settle}). */
  scale = 1;

  constructor(components: number, schedule: Schedule) {
    this.components = components;
    this.stride = components + 1;
    this.#schedule = schedule;
  }

  get featureCount(): number {
    return this.params.length / this.stride;
  }

  clear(): void {
    this.params = new Float32Array(0);
    this.squares = new Float32Array(0);
    this.steps = new Float32Array(0);
    this.scale = 1;
  }

  /** Makes room for features that are new: vectors uniform in [-0.5, 0.5) / components, biases 0. */
  grow(featureCount: number, random: Random): void {
    const known = this.params.length;
    const length = Math.max(known, featureCount * this.stride);
    this.params = lengthened(this.params, length, 0);
    this.squares = lengthened(this.squares, length, this.#schedule === 'adagrad' ? 1 : 0);
    if (this.#schedule === 'adadelta') this.steps = lengthened(this.steps, length, 0);
    for (let at = known; at < length; at++)
      if (at % this.stride !== this.components) this.params[at] = (random.next() - 0.5) / this.components;
  }

  /** Vector and bias of a row: the weighted sum of its features'. `into` has `stride` places. */
  represent({ starts, columns, weights }: SparseRows, row: number, into: Float64Array): void {
    addRow(into.fill(0), this.params, this.stride, starts, columns, weights, row, this.scale);
  }

  /** Bias of a row + dot(vector of the row, vector of the other side's): the row is not put together for it. */
  score({ starts, columns, weights }: SparseRows, row: number, other: Float64Array): number {
    const score = scoreRow(this.params, this.stride, starts, columns, weights, row, other);
    return score * this.scale + other[this.components]!;
  }

  /** Vectors and biases of all rows: rowCount x stride. */
  representAll(rows: SparseRows): Float32Array {
    const all = new Float32Array(rows.rowCount * this.stride);
    const one = new Float64Array(this.stride);
    for (let row = 0; row < rows.rowCount; row++) {
      this.represent(rows, row, one);
      all.set(one, row * this.stride);
    }
    return all;
  }

  /** Divides what is stored by the scale, which becomes 1 again. */
  settle(): void {
    if (this.scale === 1) return;
    for (let at = 0; at < this.params.length; at++) this.params[at]! /= this.scale;
    this.scale = 1;
  }

  get isFinite(): boolean {
    let sum = 0;
    // Not a number stays one; infinity times 0 becomes one.
    for (const each of this.params) sum += each * 0;
    return sum === 0;
  }
}

function lengthened(array: Float32Array, length: number, filler: number): Float32Array<ArrayBuffer> {
  const longer = new Float32Array(length).fill(filler, array.length);
  longer.set(array);
  return longer;
}

// Arrays are handed over one by one: read from their objects in here, they cost half as much again.

function addRow(
  into: Float64Array,
  params: Float32Array,
  stride: number,
  starts: Int32Array,
  columns: Int32Array,
  weights: Float32Array,
  row: number,
  scale: number,
): void {
  const end = starts[row + 1]!;
  for (let at = starts[row]!; at < end; at++) {
    const weight = weights[at]! * scale;
    const base = columns[at]! * stride;
    for (let place = 0; place < stride; place++) into[place]! += weight * params[base + place]!;
  }
}

function scoreRow(
  params: Float32Array,
  stride: number,
  starts: Int32Array,
  columns: Int32Array,
  weights: Float32Array,
  row: number,
  other: Float64Array,
): number {
  const components = stride - 1;
  const fours = components & ~3;
  const end = starts[row + 1]!;
  let score = 0;
  for (let at = starts[row]!; at < end; at++) {
    const base = columns[at]! * stride;
    // Four sums, for one addition would have to wait for the one before it.
    let one = params[base + components]!;
    let two = 0;
    let three = 0;
    let four = 0;
    let place = 0;
    for (; place < fours; place += 4) {
      one += other[place]! * params[base + place]!;
      two += other[place + 1]! * params[base + place + 1]!;
      three += other[place + 2]! * params[base + place + 2]!;
      four += other[place + 3]! * params[base + place + 3]!;
    }
    for (; place < components; place++) one += other[place]! * params[base + place]!;
    score += weights[at]! * (one + two + (three + four));
  }
  return score;
}
