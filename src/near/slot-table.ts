/** Car ids that are free in {@link SlotTable}: ids are positive. */
const free = 0;
/** A place from which something was removed: a search goes on behind it. */
const removed = -1;

/**
 * Car id -> slot: a hash table with open addressing in one typed array, 16 to 32 bytes a car where a Map takes 40.
 * A quarter to a half of its places are in use.
 */
export class SlotTable {
  /** Pairs of id and slot. */
  #pairs = new Int32Array(16);
  /** Places that are not free, removed ones among them. */
  #used = 0;
  #size = 0;

  /** -1: unknown. */
  get(id: number): number {
    const mask = (this.#pairs.length >>> 1) - 1;
    for (let place = hashOf(id) & mask; ; place = (place + 1) & mask) {
      const found = this.#pairs[2 * place]!;
      if (found === id) return this.#pairs[2 * place + 1]!;
      if (found === free) return -1;
    }
  }

  /** Makes room for so many ids at once. */
  reserve(ids: number): void {
    if (4 * ids > this.#pairs.length) this.#rehash(ids);
  }

  /** The id must be unknown. */
  add(id: number, slot: number): void {
    if (4 * (this.#used + 1) > this.#pairs.length) this.#rehash(this.#size + 1);
    this.#put(id, slot);
    this.#size += 1;
  }

  remove(id: number): void {
    const mask = (this.#pairs.length >>> 1) - 1;
    for (let place = hashOf(id) & mask; ; place = (place + 1) & mask) {
      const found = this.#pairs[2 * place]!;
      if (found === free) return;
      if (found !== id) continue;
      this.#pairs[2 * place] = removed;
      this.#size -= 1;
      return;
    }
  }

  get bytes(): number {
    return this.#pairs.byteLength;
  }

  copy(): SlotTable {
    const copy = new SlotTable();
    copy.#pairs = this.#pairs.slice();
    copy.#used = this.#used;
    copy.#size = this.#size;
    return copy;
  }

  #put(id: number, slot: number): void {
    const mask = (this.#pairs.length >>> 1) - 1;
    let place = hashOf(id) & mask;
    while (this.#pairs[2 * place] !== free) place = (place + 1) & mask;
    this.#pairs[2 * place] = id;
    this.#pairs[2 * place + 1] = slot;
    this.#used += 1;
  }

  /** With room for so many ids, of which some may be to come. */
  #rehash(ids: number): void {
    const old = this.#pairs;
    let places = 8;
    while (places < 3 * ids) places *= 2;
    this.#pairs = new Int32Array(2 * places);
    this.#used = 0;
    for (let at = 0; at < old.length; at += 2) if (old[at]! > 0) this.#put(old[at]!, old[at + 1]!);
  }
}

/** Neighbouring ids are spread: Fibonacci hashing (Knuth, The Art of Computer Programming, vol. 3, 6.4). */
function hashOf(id: number): number {
  return Math.imul(id, 0x9e37_79b1) >>> 7;
}
