import { assert, must } from './assert.js';
import type { Random } from './random.js';

/** Things to draw from, each as often as its weight says. */
export class Weighted<Thing> {
  readonly #things: readonly Thing[];
  /** The weights of all things up to and including this one. */
  readonly #ends: Float64Array;

  constructor(things: readonly Thing[], weight: (thing: Thing) => number) {
    let end = 0;
    this.#things = things;
    this.#ends = Float64Array.from(things, (thing) => (end += weight(thing)));
    assert(end > 0, 'something can be drawn');
  }

  draw(random: Random): Thing {
    const point = random.next() * (this.#ends.at(-1) ?? 0);
    let low = 0;
    let high = this.#ends.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (point < (this.#ends[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    return must(this.#things[low], 'a thing to draw');
  }
}
