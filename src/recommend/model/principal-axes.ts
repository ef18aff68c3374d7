import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { gramOf } from '../als/fold-in.js';
import type { Part } from './parts.js';

/** A part whose items' Gram matrix has nothing but its diagonal, and that matrix. */
export interface TurnedPart {
  readonly part: Part;
  /** components x components. */
  readonly gram: Float64Array;
}

/**
 * Turns a part so that its axes are the principal ones of its items. No score changes, for visitors are turned with it; but each is folded in
 * by a system as small as what they wanted: see `FoldIn`.
 */
export function alongAxes({ components, features, own, items }: Part): TurnedPart {
  const axes = axesOf(items, components);
  const turned = (rows: Float32Array): Float32Array => turn(rows, axes, components);
  const part = { components, features: turned(features), own: turned(own), items: turned(items) };
  const gram = gramOf(part.items, components, 0, components);
  // What 32 bits leave beside the diagonal is nothing.
  return { part, gram: gram.map((each, at) => (at % (components + 1) === 0 ? each : 0)) };
}

/** An axis in each column. */
function axesOf(items: Float32Array, components: number): Float64Array {
  const gram = gramOf(items, components, 0, components);
  const whole = new Matrix(components, components);
  for (let row = 0; row < components; row++)
    for (let column = 0; column <= row; column++) {
      whole.set(row, column, gram[row * components + column]!);
      whole.set(column, row, gram[row * components + column]!);
    }
  const { eigenvectorMatrix } = new EigenvalueDecomposition(whole, { assumeSymmetric: true });
  return Float64Array.from(eigenvectorMatrix.to1DArray());
}

function turn(rows: Float32Array, axes: Float64Array, components: number): Float32Array {
  const turned = new Float32Array(rows.length);
  const sum = new Float64Array(components);
  for (let at = 0; at < rows.length; at += components) {
    sum.fill(0);
    for (let place = 0; place < components; place++) {
      const value = rows[at + place]!;
      const line = place * components;
      if (value !== 0) for (let axis = 0; axis < components; axis++) sum[axis]! += value * axes[line + axis]!;
    }
    turned.set(sum, at);
  }
  return turned;
}
