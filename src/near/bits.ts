/**
 * Sets of slots as bits: slot s is bit s % 32 of word s / 32. Int32Array, since words read from an Uint32Array may not fit the
 * engine's small integers, and walking their bits then takes ten times as long (docs/decisions/0004-near-index.md).
 */
export type Bits = Int32Array<ArrayBuffer>;

/** Words that hold `slots` bits. */
export function wordsFor(slots: number): number {
  return (slots + 31) >>> 5;
}

export function hasBit(bits: Bits, slot: number): boolean {
  return (((bits[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1;
}

export function setBit(bits: Bits, slot: number): void {
  bits[slot >>> 5]! |= 1 << (slot & 31);
}

export function clearBit(bits: Bits, slot: number): void {
  bits[slot >>> 5]! &= ~(1 << (slot & 31));
}

/** Ones in a word: https://graphics.stanford.edu/~seander/bithacks.html#CountBitsSetParallel */
export function onesIn(word: number): number {
  let ones = word - ((word >>> 1) & 0x5555_5555);
  ones = (ones & 0x3333_3333) + ((ones >>> 2) & 0x3333_3333);
  return Math.imul((ones + (ones >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

export function countBits(bits: Bits): number {
  let count = 0;
  for (const word of bits) count += onesIn(word);
  return count;
}

/** How many slots both sets hold. */
export function countBoth(one: Bits, other: Bits): number {
  const words = Math.min(one.length, other.length);
  let count = 0;
  for (let word = 0; word < words; word++) count += onesIn(one[word]! & other[word]!);
  return count;
}

/** `into` keeps what is also in `other`. */
export function keepBoth(into: Bits, other: Bits): void {
  for (let word = 0; word < into.length; word++) into[word]! &= other[word]!;
}

/** `into` gets what is in `other`. */
export function addAll(into: Bits, other: Bits): void {
  for (let word = 0; word < into.length; word++) into[word]! |= other[word]!;
}

/** `into` loses what is in `other`. */
export function removeAll(into: Bits, other: Bits): void {
  for (let word = 0; word < into.length; word++) into[word]! &= ~other[word]!;
}

/** The place of a word's lowest one; the word must not be 0. */
export function lowestOne(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** The slots in a set, ascending, written to the beginning of `into`, which has room for them; answers that part of it. */
export function slotsIn(bits: Bits, into: Int32Array): Int32Array {
  let at = 0;
  for (let word = 0; word < bits.length; word++)
    for (let rest = bits[word]!; rest !== 0; rest &= rest - 1) into[at++] = (word << 5) + lowestOne(rest);
  return into.subarray(0, at);
}

/** A copy with room for more words. */
export function widened(bits: Bits, words: number): Bits {
  const wider = new Int32Array(words);
  wider.set(bits);
  return wider;
}
