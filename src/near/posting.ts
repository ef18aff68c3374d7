import type { Bits } from './bits.js';
import { addAll, clearBit, countBoth, hasBit, lowestOne, setBit, widened } from './bits.js';

/**
 * The slots of the cars with one option or feature. As bits, or where they are rare as an ascending list: below one car in 32 a
 * list of 32-bit numbers is the smaller of the two.
 */
export class Posting {
  #bits: Bits | null = null;
  #list = new Int32Array(4);
  #count = 0;
  /** Words of the bits that all postings of one index share. */
  #words: number;

  constructor(words: number) {
    this.#words = words;
  }

  get count(): number {
    return this.#count;
  }

  /** Null where it is a list. */
  get bits(): Bits | null {
    return this.#bits;
  }

  /** Ascending; only while it is a list. */
  get list(): Int32Array {
    return this.#list.subarray(0, this.#count);
  }

  get bytes(): number {
    return (this.#bits ?? this.#list).byteLength;
  }

  has(slot: number): boolean {
    if (this.#bits !== null) return hasBit(this.#bits, slot);
    const place = this.#placeOf(slot);
    return place < this.#count && this.#list[place] === slot;
  }

  /** The slot must not be in it. */
  add(slot: number): void {
    if (this.#bits !== null) setBit(this.#bits, slot);
    else this.#insert(slot);
    this.#count += 1;
    if (this.#bits === null && this.#count > this.#words) this.#becomeBits();
  }

  /** The slot must be in it. */
  remove(slot: number): void {
    if (this.#bits !== null) clearBit(this.#bits, slot);
    else {
      const place = this.#placeOf(slot);
      this.#list.copyWithin(place, place + 1, this.#count);
    }
    this.#count -= 1;
    // Well below the other threshold, lest a car that comes and goes turns it over each time.
    if (this.#bits !== null && this.#count < this.#words >>> 1) this.#becomeList();
  }

  /** Adds its slots to a set. */
  addTo(bits: Bits): void {
    if (this.#bits !== null) addAll(bits, this.#bits);
    else for (let place = 0; place < this.#count; place++) setBit(bits, this.#list[place]!);
  }

  /** How many of its slots a set holds. */
  countIn(bits: Bits): number {
    if (this.#bits !== null) return countBoth(this.#bits, bits);
    let count = 0;
    for (let place = 0; place < this.#count; place++) if (hasBit(bits, this.#list[place]!)) count += 1;
    return count;
  }

  /** The index has room for more slots. */
  widen(words: number): void {
    this.#words = words;
    if (this.#bits !== null) this.#bits = widened(this.#bits, words);
  }

  copy(): Posting {
    const copy = new Posting(this.#words);
    copy.#bits = this.#bits?.slice() ?? null;
    copy.#list = this.#list.slice();
    copy.#count = this.#count;
    return copy;
  }

  #placeOf(slot: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#list[middle]! < slot) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(slot: number): void {
    if (this.#count === this.#list.length) this.#list = widened(this.#list, this.#count * 2);
    // While an index is filled, slots come in ascending order.
    const isLast = this.#count === 0 || this.#list[this.#count - 1]! < slot;
    const place = isLast ? this.#count : this.#placeOf(slot);
    if (!isLast) this.#list.copyWithin(place + 1, place, this.#count);
    this.#list[place] = slot;
  }

  #becomeBits(): void {
    const bits = new Int32Array(this.#words);
    this.addTo(bits);
    this.#bits = bits;
    this.#list = new Int32Array(0);
  }

  #becomeList(): void {
    const bits = this.#bits ?? new Int32Array(0);
    this.#bits = null;
    this.#list = new Int32Array(Math.max(4, this.#count));
    let place = 0;
    for (let word = 0; word < bits.length; word++) {
      for (let rest = bits[word]!; rest !== 0; rest &= rest - 1)
        this.#list[place++] = (word << 5) + lowestOne(rest);
    }
  }
}
