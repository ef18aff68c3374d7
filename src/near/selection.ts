import type { Filters } from '../catalog/filters.js';
import { unreachable } from '../shared/assert.js';
import type { Bits } from './bits.js';
import { countBits, keepBoth, lowestOne, removeAll } from './bits.js';
import type { NearIndex } from './near-index.js';
import type { Predicate } from './predicates.js';
import { postingsOf, predicatesOf } from './predicates.js';

/**
 * The cars that pass some filters, in the form that was cheapest to find: all of them, a run of an order, a list of slots, or bits.
 * `work`: what finding them cost, in steps of a few nanoseconds.
 */
export type Selection =
  | { readonly kind: 'all'; readonly count: number; readonly work: number }
  | {
      readonly kind: 'segment';
      readonly count: number;
      readonly work: number;
      readonly range: Extract<Predicate, { kind: 'range' }>;
    }
  | { readonly kind: 'list'; readonly count: number; readonly work: number; readonly slots: Int32Array }
  | { readonly kind: 'bits'; readonly count: number; readonly work: number; readonly bits: Bits };

/** What the steps cost against each other (measured: docs/decisions/0004-near-index.md), in the time it takes to combine a word. */
const cost = { word: 1, test: 4, place: 3 } as const;

/** Selects the cars of one index. Keeps two sets of bits, so that a selection is good until the next one. */
export class Selector {
  readonly #index: NearIndex;
  #bits: Bits = new Int32Array(0);
  #other: Bits = new Int32Array(0);
  #work = 0;

  constructor(index: NearIndex) {
    this.#index = index;
  }

  select(filters: Filters): Selection {
    return this.selectAll(predicatesOf(this.#index, filters));
  }

  /** As {@link select}, for predicates by ascending size. */
  selectAll(predicates: readonly Predicate[]): Selection {
    const [smallest, ...others] = predicates;
    this.#work = predicates.length;
    if (smallest === undefined) return { kind: 'all', count: this.#index.count, work: this.#work };
    if (smallest.size === 0) return { kind: 'list', count: 0, work: this.#work, slots: new Int32Array(0) };
    if (smallest.kind === 'range' && others.length === 0)
      return { kind: 'segment', count: smallest.size, work: this.#work, range: smallest };
    const words = this.#index.live.length;
    if (isList(smallest) && smallest.size * cost.test < words * cost.word)
      return this.#byList(smallest, others);
    return this.#byBits(predicates);
  }

  #byList(start: Predicate, others: readonly Predicate[]): Selection {
    const slots = this.#slotsOf(start);
    let count = slots.length;
    for (const predicate of others) {
      this.#work += count * cost.test;
      count = keepPassing(slots, count, predicate);
    }
    return { kind: 'list', count, work: this.#work, slots: slots.subarray(0, count) };
  }

  /** A list of a list-like predicate's slots. */
  #slotsOf(start: Predicate): Int32Array {
    this.#work += start.size;
    if (start.kind === 'range') return start.column.order.slice(start.segment.from, start.segment.to);
    const slots = new Int32Array(start.size);
    let at = 0;
    for (const posting of postingsOf(start)) {
      slots.set(posting.list, at);
      at += posting.count;
    }
    return slots;
  }

  #byBits(predicates: readonly Predicate[]): Selection {
    this.#makeRoom();
    const bits = this.#bits;
    let first = true;
    // Ranges last: they are cut from what is left.
    for (const predicate of predicates) {
      if (predicate.kind === 'range') continue;
      this.#keep(bits, predicate, first);
      first = false;
    }
    for (const predicate of predicates) {
      if (predicate.kind !== 'range') continue;
      this.#keepRange(bits, predicate, first);
      first = false;
    }
    this.#work += bits.length * cost.word;
    return { kind: 'bits', count: countBits(bits), work: this.#work, bits };
  }

  #keep(bits: Bits, predicate: Exclude<Predicate, { kind: 'range' }>, first: boolean): void {
    const postings = postingsOf(predicate);
    this.#work += bits.length * cost.word * Math.max(1, postings.length);
    if (predicate.kind === 'lacking') {
      if (first) bits.set(this.#index.live);
      for (const posting of postings) {
        if (posting.bits !== null) removeAll(bits, posting.bits);
        else for (const slot of posting.list) bits[slot >>> 5]! &= ~(1 << (slot & 31));
      }
      return;
    }
    const [only] = postings;
    if (postings.length === 1 && only?.bits != null) {
      if (first) bits.set(only.bits);
      else keepBoth(bits, only.bits);
      return;
    }
    const into = first ? bits : this.#other;
    into.fill(0);
    for (const posting of postings) posting.addTo(into);
    if (!first) keepBoth(bits, into);
  }

  /** By the cheapest of three: each car that is left is asked for its value, those outside go, or those inside are made into bits. */
  #keepRange(bits: Bits, range: Extract<Predicate, { kind: 'range' }>, first: boolean): void {
    const { column, segment, size, min, max } = range;
    const asking = first ? Infinity : countBits(bits) * cost.test + bits.length;
    const clearing = (column.length - size) * cost.place + (first ? bits.length : 0);
    const making = size * cost.place + 2 * bits.length;
    this.#work += Math.min(asking, clearing, making);
    if (asking <= Math.min(clearing, making)) keepValues(bits, column.values, min, max);
    else if (clearing <= making) {
      if (first) bits.set(this.#index.live);
      column.clearOutside(bits, segment);
    } else {
      const into = first ? bits : this.#other;
      into.fill(0);
      column.addTo(into, segment);
      if (!first) keepBoth(bits, into);
    }
  }

  #makeRoom(): void {
    const words = this.#index.live.length;
    if (this.#bits.length === words) return;
    this.#bits = new Int32Array(words);
    this.#other = new Int32Array(words);
  }
}

/** Whether a predicate's cars are at hand without looking through all: few enough, and none twice. */
function isList(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'range':
      return true;
    case 'option':
      return postingsOf(predicate).every(({ bits }) => bits === null);
    case 'having':
      return predicate.postings.length === 1 && predicate.postings[0]?.bits === null;
    case 'lacking':
      return false;
    default:
      return unreachable(predicate);
  }
}

/** Moves the slots that pass to the front; answers how many they are. */
function keepPassing(slots: Int32Array, count: number, predicate: Predicate): number {
  let kept = 0;
  switch (predicate.kind) {
    case 'option': {
      const { codes } = predicate.column;
      const wanted = new Uint8Array(predicate.column.values.length);
      for (const code of predicate.codes) wanted[code] = 1;
      for (let at = 0; at < count; at++) {
        const slot = slots[at]!;
        if (wanted[codes[slot]!] === 1) slots[kept++] = slot;
      }
      return kept;
    }
    case 'range': {
      const { values } = predicate.column;
      const { min, max } = predicate;
      for (let at = 0; at < count; at++) {
        const slot = slots[at]!;
        if (values[slot]! >= min && values[slot]! <= max) slots[kept++] = slot;
      }
      return kept;
    }
    case 'having':
    case 'lacking': {
      const { postings } = predicate;
      const wants = predicate.kind === 'having';
      for (let at = 0; at < count; at++) {
        const slot = slots[at]!;
        if (postings.some((posting) => posting.has(slot)) === wants) slots[kept++] = slot;
      }
      return kept;
    }
    default:
      return unreachable(predicate);
  }
}

function keepValues(bits: Bits, values: Float64Array, min: number, max: number): void {
  for (let word = 0; word < bits.length; word++) {
    let kept = bits[word]!;
    for (let rest = kept; rest !== 0; rest &= rest - 1) {
      const value = values[(word << 5) + lowestOne(rest)]!;
      if (!(value >= min && value <= max)) kept &= ~(rest & -rest);
    }
    bits[word] = kept;
  }
}
