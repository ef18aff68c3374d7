import { must } from './assert.js';

/**
 * Draws that a seed decides. The generator is sfc32 of PractRand (Chris Doty-Humphrey, public domain), seeded as there:
 * https://pracrand.sourceforge.net/
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Each `stream` of a seed is a sequence of its own. */
  constructor(seed: number, stream: number) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 2 ** 32) | 0;
    this.#c = stream | 0;
    for (let round = 0; round < 15; round += 1) this.#step();
  }

  /** At least 0, below 1. */
  next(): number {
    return (this.#step() >>> 0) / 2 ** 32;
  }

  /** A whole number, at least 0, below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** A whole number, both ends included. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** In place, every order as likely as any other (Fisher and Yates). */
  shuffle(numbers: Int32Array): void {
    for (let last = numbers.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const moved = numbers[last] ?? 0;
      numbers[last] = numbers[other] ?? 0;
      numbers[other] = moved;
    }
  }

  chance(part: number): boolean {
    return this.next() < part;
  }

  pick<Thing>(things: readonly Thing[]): Thing {
    return must(things[this.below(things.length)], 'a thing to pick');
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  #step(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result;
  }
}
