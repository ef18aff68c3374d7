import type { Bits } from './bits.js';
import { clearBit, setBit } from './bits.js';
import { sortedByValue } from './radix-sort.js';

/** The value of cars that lack one: they stand last. */
export const lacking = Infinity;

/** Entries that are shifted in the time that a new order takes for one: both move memory in blocks. */
const shiftedPerRebuilt = 4;
const sampledChanges = 32;

/** A car's new value; null: the car leaves. */
export interface ValueChange {
  readonly slot: number;
  readonly value: number | null;
}

/** A slot that gets a place: before the one that stands at `place` in the old order. */
interface Coming {
  readonly slot: number;
  readonly value: number;
  readonly id: number;
  readonly place: number;
}

/** A run of places in an order, `from` inclusive, `to` exclusive. */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

/**
 * The values of one attribute by slot, and all slots in the contract's ascending order: by value, ties by id, cars without a value
 * last. Exact up to 2^53.
 */
export class OrderedColumn {
  /** Shared by all columns of an index: slot -> car id. */
  #ids: Int32Array;
  #values: Float64Array;
  #order: Int32Array;
  #length = 0;

  constructor(ids: Int32Array) {
    this.#ids = ids;
    this.#values = new Float64Array(ids.length);
    this.#order = new Int32Array(ids.length);
  }

  /** Slot -> value, or {@link lacking}. */
  get values(): Float64Array {
    return this.#values;
  }

  /** Place -> slot. */
  get order(): Int32Array {
    return this.#order;
  }

  get length(): number {
    return this.#length;
  }

  /** Places before it are of cars that have a value. */
  get having(): number {
    return this.#firstFrom(lacking);
  }

  get bytes(): number {
    return this.#values.byteLength + this.#order.byteLength;
  }

  /** Where the cars with values from `min` to `max` stand; null: open on that side. Never those without a value. */
  segment(min: number | null, max: number | null): Segment {
    const from = min === null ? 0 : this.#firstFrom(min);
    const to = max === null ? this.having : this.#firstFrom(nextAbove(max));
    return { from, to: Math.max(from, to) };
  }

  /** Adds the slots of a segment to a set. */
  addTo(bits: Bits, { from, to }: Segment): void {
    for (let place = from; place < to; place++) setBit(bits, this.#order[place]!);
  }

  /** Takes the slots outside a segment from a set. */
  clearOutside(bits: Bits, { from, to }: Segment): void {
    for (let place = 0; place < from; place++) clearBit(bits, this.#order[place]!);
    for (let place = to; place < this.#length; place++) clearBit(bits, this.#order[place]!);
  }

  /**
   * Takes changes, at most one for a slot. They are moved one by one, each shifting what stands between its old place and the new, or
   * a new order is put together of what stands between all of them, whichever is cheaper. `ids` must already know the slots that come, and still know those that leave.
   */
  apply(changes: readonly ValueChange[]): void {
    if (this.#shiftedBy(changes) <= this.#length * shiftedPerRebuilt)
      for (const change of changes) this.#move(change);
    else this.#rebuild(changes);
  }

  /** Gives a slot its value without a place: until {@link arrange}, the order means nothing. */
  put(slot: number, value: number): void {
    this.#values[slot] = value;
  }

  /** Orders the slots that values were {@link put} in, in pieces. `slots`: in ascending order of their ids. */
  *arrange(slots: Int32Array): Generator<void, void> {
    this.#order.set(yield* sortedByValue(slots, this.#values));
    this.#length = slots.length;
  }

  /** Entries that moving would shift, estimated by some of the changes; a bulk change of prices moves each a little. */
  #shiftedBy(changes: readonly ValueChange[]): number {
    const every = Math.ceil(changes.length / sampledChanges);
    let shifted = 0;
    for (let at = 0; at < changes.length; at += every) {
      const { slot, value } = changes[at]!;
      const from = this.#placeOf(slot);
      const to = value === null ? -1 : this.#placeFor(value, this.#ids[slot]!);
      shifted += Math.abs((from === -1 ? this.#length : from) - (to === -1 ? this.#length : to));
    }
    return shifted * every;
  }

  /** The index has room for more slots. */
  widen(ids: Int32Array): void {
    this.#ids = ids;
    const values = new Float64Array(ids.length);
    values.set(this.#values);
    this.#values = values;
    const order = new Int32Array(ids.length);
    order.set(this.#order.subarray(0, this.#length));
    this.#order = order;
  }

  copy(ids: Int32Array): OrderedColumn {
    const copy = new OrderedColumn(ids);
    copy.#values.set(this.#values);
    copy.#order.set(this.#order.subarray(0, this.#length));
    copy.#length = this.#length;
    return copy;
  }

  #move({ slot, value }: ValueChange): void {
    const order = this.#order;
    const from = this.#placeOf(slot);
    if (value === null) {
      order.copyWithin(from, from + 1, this.#length);
      this.#length -= 1;
      this.#values[slot] = 0;
      return;
    }
    const to = this.#placeFor(value, this.#ids[slot]!);
    if (from === -1) {
      order.copyWithin(to + 1, to, this.#length);
      order[to] = slot;
      this.#length += 1;
    } else if (to > from) {
      order.copyWithin(from, from + 1, to);
      order[to - 1] = slot;
    } else {
      order.copyWithin(to + 1, to, from);
      order[to] = slot;
    }
    this.#values[slot] = value;
  }

  #rebuild(changes: readonly ValueChange[]): void {
    // All places are of the old order, in which the changed slots still stand by their old values.
    const left = Int32Array.from(
      changes.map(({ slot }) => this.#placeOf(slot)).filter((place) => place !== -1),
    ).sort();
    const coming = changes
      .flatMap(({ slot, value }) => (value === null ? [] : [this.#coming(slot, value)]))
      .sort((one, other) => (isBefore(one, other) ? -1 : 1));
    const old = this.#order;
    const order = new Int32Array(old.length);
    let [read, written] = [0, 0];
    const keepUntil = (end: number): void => {
      order.set(old.subarray(read, end), written);
      written += end - read;
      read = end;
    };
    let next = 0;
    const keepStaying = (end: number): void => {
      for (; next < left.length && left[next]! < end; next++) {
        keepUntil(left[next]!);
        read += 1;
      }
      keepUntil(end);
    };
    for (const { slot, place } of coming) {
      keepStaying(place);
      order[written++] = slot;
    }
    keepStaying(this.#length);
    this.#order = order;
    this.#length = written;
    for (const { slot, value } of changes) this.#values[slot] = value ?? 0;
  }

  #coming(slot: number, value: number): Coming {
    const id = this.#ids[slot]!;
    return { slot, value, id, place: this.#placeFor(value, id) };
  }

  /** Where a slot stands; -1: nowhere. */
  #placeOf(slot: number): number {
    const place = this.#placeFor(this.#values[slot]!, this.#ids[slot]!);
    return place < this.#length && this.#order[place] === slot ? place : -1;
  }

  /** The first place that is not before a car of this value and id. */
  #placeFor(value: number, id: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const slot = this.#order[middle]!;
      const found = this.#values[slot]!;
      if (found < value || (found === value && this.#ids[slot]! < id)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #firstFrom(value: number): number {
    return this.#placeFor(value, -1);
  }
}

function isBefore(one: Coming, other: Coming): boolean {
  return one.value < other.value || (one.value === other.value && one.id < other.id);
}

/** Values are whole numbers. */
function nextAbove(value: number): number {
  return value + 1;
}
