import type { Bits } from './bits.js';
import { setBit, slotsIn } from './bits.js';
import type { NearIndex } from './near-index.js';
import type { Posting } from './posting.js';
import type { Selection } from './selection.js';

/** Room for the slots of all cars, made when it is first needed. */
export class Scratch {
  readonly #count: number;
  #slots: Int32Array | null = null;

  constructor({ count }: NearIndex) {
    this.#count = count;
  }

  get slots(): Int32Array {
    return (this.#slots ??= new Int32Array(this.#count));
  }
}

/** The selected cars in the forms that counting asks for. Good until the selector's next selection. */
export class Selected {
  readonly count: number;
  /** All cars: the counts are known already. */
  readonly isAll: boolean;
  /** Null: they are so few that going through them is cheaper than any pass over bits. */
  readonly bits: Bits | null;
  readonly #index: NearIndex;
  readonly #selection: Selection;
  readonly #scratch: Scratch;
  #slots: Int32Array | null = null;

  /** @param scratch which the next one may use again */
  constructor(index: NearIndex, selection: Selection, scratch: Scratch) {
    this.#scratch = scratch;
    this.#index = index;
    this.#selection = selection;
    this.count = selection.count;
    this.isAll = selection.kind === 'all';
    this.bits = bitsOf(index, selection);
  }

  /** Where there are many, ascending: columns are then read from front to back. */
  get slots(): Int32Array {
    return (this.#slots ??= this.#findSlots());
  }

  /** A set of bits of its own, good for longer. */
  ownBits(): Bits {
    if (this.bits !== null) return this.#selection.kind === 'bits' ? this.bits.slice() : this.bits;
    const bits = new Int32Array(this.#index.live.length);
    for (const slot of this.slots) setBit(bits, slot);
    return bits;
  }

  /** How many of a posting's cars are selected. */
  countOf(posting: Posting): number {
    if (this.isAll) return posting.count;
    if (this.bits !== null) return posting.countIn(this.bits);
    let count = 0;
    for (const slot of this.slots) if (posting.has(slot)) count += 1;
    return count;
  }

  #findSlots(): Int32Array {
    const selection = this.#selection;
    if (selection.kind === 'list') return selection.slots;
    if (selection.kind === 'segment' && this.bits === null) return orderOf(selection);
    return slotsIn(this.bits ?? this.#index.live, this.#scratch.slots);
  }
}

function bitsOf(index: NearIndex, selection: Selection): Bits | null {
  if (selection.kind === 'bits') return selection.bits;
  const words = index.live.length;
  if (selection.kind !== 'segment' || selection.count <= words) return null;
  const { column, segment } = selection.range;
  // Whichever are fewer: those in the range, or those outside.
  if (2 * selection.count <= column.length) {
    const bits = new Int32Array(words);
    column.addTo(bits, segment);
    return bits;
  }
  const bits = index.live.slice();
  column.clearOutside(bits, segment);
  return bits;
}

function orderOf({ range: { column, segment } }: Extract<Selection, { kind: 'segment' }>): Int32Array {
  return column.order.subarray(segment.from, segment.to);
}
