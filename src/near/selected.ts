import type { Bits } from './bits.js';
import { clearBit, setBit, slotsIn } from './bits.js';
import type { NearIndex } from './near-index.js';
import type { Posting } from './posting.js';
import type { Selection } from './selection.js';

/** The selected cars in the forms that counting asks for. Good until the selector's next selection. */
export class Selected {
  readonly count: number;
  /** All cars: the counts are known already. */
  readonly isAll: boolean;
  /** Null: they are so few that going through them is cheaper than any pass over bits. */
  readonly bits: Bits | null;
  readonly #index: NearIndex;
  readonly #selection: Selection;
  #slots: Int32Array | null = null;

  constructor(index: NearIndex, selection: Selection) {
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
    return slotsIn(this.bits ?? this.#index.live, this.count);
  }
}

function bitsOf(index: NearIndex, selection: Selection): Bits | null {
  if (selection.kind === 'bits') return selection.bits;
  const words = index.live.length;
  if (selection.kind !== 'segment' || selection.count <= words) return null;
  const { order, length } = selection.range.column;
  const { from, to } = selection.range.segment;
  // Whichever are fewer: those in the range, or those outside.
  if (2 * selection.count <= length) {
    const bits = new Int32Array(words);
    for (let place = from; place < to; place++) setBit(bits, order[place]!);
    return bits;
  }
  const bits = index.live.slice();
  for (let place = 0; place < from; place++) clearBit(bits, order[place]!);
  for (let place = to; place < length; place++) clearBit(bits, order[place]!);
  return bits;
}

function orderOf({ range: { column, segment } }: Extract<Selection, { kind: 'segment' }>): Int32Array {
  return column.order.subarray(segment.from, segment.to);
}
