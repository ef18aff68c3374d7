import type { NearIndex } from './near-index.js';
import { scoresOf } from './scored-page.js';
import type { VectorRows } from './vector-rows.js';

/** Not the version of any change: such a score was never computed. */
const uncomputed = -1;

/**
 * The scores of cars for one visitor, each computed when it is first asked for, and again when its car has changed: a visitor's second
 * question costs a comparison for each car where the first cost a dot product (5,000 cars of 96 numbers: 10 us where it was 350).
 */
export class VisitorScores {
  /** Of the visitor. */
  readonly vector: Float64Array;
  readonly #rows: VectorRows;
  #scores = new Float64Array(0);
  #stamps = new Int32Array(0);

  constructor(rows: VectorRows, vector: Float64Array) {
    this.#rows = rows;
    this.vector = vector;
  }

  get bytes(): number {
    return this.#scores.byteLength + this.#stamps.byteLength;
  }

  /** The scores of these slots, all in use, in their order. */
  of(index: NearIndex, slots: Int32Array): Float64Array {
    const now = index.stamps;
    if (this.#stamps.length !== now.length) this.#makeRoom(now.length);
    const stamps = this.#stamps;
    const scores = this.#scores;
    const found = new Float64Array(slots.length);
    let stale = 0;
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at]!;
      if (stamps[slot] !== now[slot]) stale += 1;
      found[at] = scores[slot]!;
    }
    if (stale === 0) return found;
    this.#compute(
      index,
      slots.filter((slot) => stamps[slot] !== now[slot]),
    );
    return Float64Array.from(slots, (slot) => scores[slot]!);
  }

  #compute(index: NearIndex, slots: Int32Array): void {
    this.#rows.refresh(index, slots);
    const computed = scoresOf(this.#rows.rows, slots, this.vector);
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at]!;
      this.#scores[slot] = computed[at]!;
      this.#stamps[slot] = index.stamps[slot]!;
    }
  }

  #makeRoom(slots: number): void {
    const known = this.#stamps.length;
    const scores = new Float64Array(slots);
    scores.set(this.#scores);
    this.#scores = scores;
    const stamps = new Int32Array(slots).fill(uncomputed, known);
    stamps.set(this.#stamps);
    this.#stamps = stamps;
  }
}
