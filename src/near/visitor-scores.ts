import type { NearIndex } from './near-index.js';
import { inOneGo } from './pieces.js';
import { many } from './scored-page.js';
import type { VectorRows } from './vector-rows.js';

/** Not the version of any change: such a score was never computed. */
const uncomputed = -1;

/** Rows that are made in one piece of some two milliseconds. */
const rowsInPiece = 500;

/**
 * The scores of cars for one visitor. Most visitors ask once, and then look at another car, which makes them another visitor: the first
 * question is computed and forgotten. Who asks again is remembered: each score is computed when it is first asked for, and again when its car
 * has changed, which costs a comparison for each car where the first question cost a product.
 */
export class VisitorScores {
  /** Of the visitor. */
  readonly vector: Float32Array;
  readonly #rows: VectorRows;
  #isKnown = false;
  #scores = new Float32Array(0);
  #stamps = new Int32Array(0);

  constructor(rows: VectorRows, vector: Float32Array) {
    this.#rows = rows;
    this.vector = vector;
  }

  get bytes(): number {
    return this.vector.byteLength + this.#scores.byteLength + this.#stamps.byteLength;
  }

  /** What {@link bytes} may come to by the next question. */
  bytesAhead(index: NearIndex): number {
    const isKept = this.#isKnown || index.count > many;
    const places = isKept ? index.stamps.length : 0;
    return this.vector.byteLength + places * (Float32Array.BYTES_PER_ELEMENT + Int32Array.BYTES_PER_ELEMENT);
  }

  /** The scores of these slots, all in use, in their order. */
  of(index: NearIndex, slots: Int32Array): Float64Array {
    return inOneGo(this.inPieces(index, slots));
  }

  /**
   * Makes what {@link inPieces} would take long for, in pieces: the rows of the cars, and of very many also their scores. The index may change
   * in between: most of it stays good.
   */
  *prepare(index: NearIndex, slots: Int32Array): Generator<void, void> {
    if (slots.length > many) {
      yield* this.inPieces(index, slots);
      return;
    }
    for (let from = 0; from < slots.length;) {
      if (from > 0) yield;
      from += this.#rows.refresh(index, slots.subarray(from), { most: rowsInPiece });
    }
  }

  /**
   * As {@link of}, in pieces of some two milliseconds, and in one where little is missing. What is computed stays good if the index changes
   * in between; the answer does not.
   */
  *inPieces(index: NearIndex, slots: Int32Array): Generator<void, Float64Array> {
    const found = new Float64Array(slots.length);
    // Of very many, whoever computes them in pieces will come back for them.
    if (!this.#isKnown && slots.length <= many) {
      this.#isKnown = true;
      yield* this.#compute(index, slots, found, { isKept: false });
      return found;
    }
    for (let from = 0; from < slots.length; from += many) {
      if (from > 0) yield;
      // The index may have grown in a pause.
      this.#makeRoom(index);
      const piece = slots.subarray(from, from + many);
      const into = found.subarray(from, from + many);
      const missing = this.#gather(index, piece, into);
      if (missing === 0) continue;
      const computed = new Float64Array(missing);
      yield* this.#compute(index, this.#missingOf(index, piece, missing), computed, { isKept: true });
      this.#gather(index, piece, into);
    }
    return found;
  }

  /** Writes down what is known; answers how many of them are not up to date. */
  #gather({ stamps: now }: NearIndex, slots: Int32Array, into: Float64Array): number {
    const stamps = this.#stamps;
    const scores = this.#scores;
    let missing = 0;
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at]!;
      if (stamps[slot] !== now[slot]) missing += 1;
      into[at] = scores[slot]!;
    }
    return missing;
  }

  #missingOf({ stamps: now }: NearIndex, slots: Int32Array, count: number): Int32Array {
    const stamps = this.#stamps;
    const missing = new Int32Array(count);
    let at = 0;
    for (const slot of slots) if (stamps[slot] !== now[slot]) missing[at++] = slot;
    return missing;
  }

  *#compute(
    index: NearIndex,
    slots: Int32Array,
    into: Float64Array,
    { isKept }: { readonly isKept: boolean },
  ): Generator<void, void> {
    for (let from = 0; from < slots.length;) {
      if (from > 0) yield;
      const rest = slots.subarray(from);
      // Gathered in this very turn, they are the cars of now.
      const isAll = !isKept && from === 0 && slots.length === index.count;
      const ready = rest.subarray(0, this.#rows.refresh(index, rest, { most: rowsInPiece, isAll }));
      const computed = into.subarray(from, from + ready.length);
      this.#rows.rows.scores(ready, this.vector, computed);
      if (isKept) this.#keep(index, ready, computed);
      from += ready.length;
    }
  }

  #keep(index: NearIndex, slots: Int32Array, computed: Float64Array): void {
    this.#makeRoom(index);
    const scores = this.#scores;
    const stamps = this.#stamps;
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at]!;
      // Sums are of 32 bits: nothing is lost.
      scores[slot] = computed[at]!;
      stamps[slot] = index.stamps[slot]!;
    }
  }

  #makeRoom({ stamps: { length: slots } }: NearIndex): void {
    const known = this.#stamps.length;
    if (known >= slots) return;
    const scores = new Float32Array(slots);
    scores.set(this.#scores);
    this.#scores = scores;
    const stamps = new Int32Array(slots).fill(uncomputed, known);
    stamps.set(this.#stamps);
    this.#stamps = stamps;
  }
}
