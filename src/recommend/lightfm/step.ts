import { unreachable } from '../../shared/assert.js';
import type { SparseRows } from '../sparse-rows.js';
import type { LightFmSettings } from './settings.js';
import type { Side } from './side.js';

/**
 * Moves the features of a row against `factor` times `direction`, each by its weight in the row; a bias, which is the last place of
 * both, by `factor` alone where the direction says 1. Answers the sum of the learning rates of all parameters touched.
 *
 * adagrad (Duchi, Hazan, Singer 2011): the rate is learningRate / sqrt(sum of squares before this step). adadelta (Zeiler 2012): the
 * ratio of two running means. L2 as in LightFM: a touched parameter grows by (1 + alpha x rate), and the scale of its side grows after
 * every update, so that a parameter shrinks in the updates that do not touch it.
 *
 * @param direction stride places
 */
export function step(
  side: Side,
  rows: SparseRows,
  row: number,
  direction: Float64Array,
  factor: number,
  settings: LightFmSettings,
  alpha: number,
): number {
  switch (settings.schedule) {
    case 'adagrad':
      return stepShrinking(side, rows, row, direction, factor, settings.learningRate, alpha);
    case 'adadelta':
      return stepAdadelta(side, rows, row, direction, factor, settings, alpha);
    default:
      return unreachable(settings.schedule);
  }
}

/**
 * The same for adagrad without L2, which asks for no rates: where most of the time of training goes. Four at a time, for a root need not
 * wait for the one before, and so that V8 finds it too long to be inlined: inlined it takes twice as long (10 components, 10 features:
 * 127 ms an epoch, against 60).
 */
export function stepAdagrad(
  params: Float32Array,
  squares: Float32Array,
  stride: number,
  starts: Int32Array,
  columns: Int32Array,
  weights: Float32Array,
  row: number,
  direction: Float64Array,
  factor: number,
  learningRate: number,
): void {
  const end = starts[row + 1]!;
  for (let at = starts[row]!; at < end; at++) {
    const base = columns[at]! * stride;
    const scaled = weights[at]! * factor;
    let place = 0;
    for (; place + 3 < stride; place += 4) {
      const at0 = base + place;
      const slope0 = scaled * direction[place]!;
      const slope1 = scaled * direction[place + 1]!;
      const slope2 = scaled * direction[place + 2]!;
      const slope3 = scaled * direction[place + 3]!;
      const square0 = squares[at0]!;
      const square1 = squares[at0 + 1]!;
      const square2 = squares[at0 + 2]!;
      const square3 = squares[at0 + 3]!;
      params[at0]! -= (learningRate * slope0) / Math.sqrt(square0);
      params[at0 + 1]! -= (learningRate * slope1) / Math.sqrt(square1);
      params[at0 + 2]! -= (learningRate * slope2) / Math.sqrt(square2);
      params[at0 + 3]! -= (learningRate * slope3) / Math.sqrt(square3);
      squares[at0] = square0 + slope0 * slope0;
      squares[at0 + 1] = square1 + slope1 * slope1;
      squares[at0 + 2] = square2 + slope2 * slope2;
      squares[at0 + 3] = square3 + slope3 * slope3;
    }
    if (place + 1 < stride) {
      const at0 = base + place;
      const slope0 = scaled * direction[place]!;
      const slope1 = scaled * direction[place + 1]!;
      const square0 = squares[at0]!;
      const square1 = squares[at0 + 1]!;
      params[at0]! -= (learningRate * slope0) / Math.sqrt(square0);
      params[at0 + 1]! -= (learningRate * slope1) / Math.sqrt(square1);
      squares[at0] = square0 + slope0 * slope0;
      squares[at0 + 1] = square1 + slope1 * slope1;
      place += 2;
    }
    if (place < stride) {
      const slope = scaled * direction[place]!;
      const square = squares[base + place]!;
      params[base + place]! -= (learningRate * slope) / Math.sqrt(square);
      squares[base + place] = square + slope * slope;
    }
  }
}

function stepShrinking(
  { params, squares, stride }: Side,
  { starts, columns, weights }: SparseRows,
  row: number,
  direction: Float64Array,
  factor: number,
  learningRate: number,
  alpha: number,
): number {
  let rates = 0;
  for (let at = starts[row]!; at < starts[row + 1]!; at++) {
    const base = columns[at]! * stride;
    const scaled = weights[at]! * factor;
    for (let place = 0; place < stride; place++) {
      const slope = scaled * direction[place]!;
      const square = squares[base + place]!;
      const rate = learningRate / Math.sqrt(square);
      params[base + place] = (params[base + place]! - rate * slope) * (1 + alpha * rate);
      squares[base + place] = square + slope * slope;
      rates += rate;
    }
  }
  return rates;
}

function stepAdadelta(
  { params, squares, steps, stride }: Side,
  { starts, columns, weights }: SparseRows,
  row: number,
  direction: Float64Array,
  factor: number,
  { rho, epsilon }: LightFmSettings,
  alpha: number,
): number {
  let rates = 0;
  for (let at = starts[row]!; at < starts[row + 1]!; at++) {
    const base = columns[at]! * stride;
    const scaled = weights[at]! * factor;
    for (let place = 0; place < stride; place++) {
      const slope = scaled * direction[place]!;
      const square = rho * squares[base + place]! + (1 - rho) * slope * slope;
      squares[base + place] = square;
      const rate = Math.sqrt(steps[base + place]! + epsilon) / Math.sqrt(square + epsilon);
      const move = rate * slope;
      steps[base + place] = rho * steps[base + place]! + (1 - rho) * move * move;
      params[base + place] = (params[base + place]! - move) * (1 + alpha * rate);
      rates += rate;
    }
  }
  return rates;
}
