import { describe, expect, it } from 'vitest';
import { Random } from './random.js';
import { Weighted } from './weighted.js';

/** sfc32 as PractRand writes it, in whole numbers without an upper end. */
function* slowDraws(seed: bigint, stream: bigint): Generator<number> {
  const low = (value: bigint): bigint => value & 0xffff_ffffn;
  let [a, b, c, counter] = [low(seed), low(seed >> 32n), low(stream), 1n];
  for (let draw = 1; ; draw += 1) {
    const result = low(a + b + counter);
    counter = low(counter + 1n);
    a = b ^ (b >> 9n);
    b = low(c + (c << 3n));
    c = low((low(c << 21n) | (c >> 11n)) + result);
    if (draw > 15) yield Number(result) / 2 ** 32;
  }
}

describe('random draws', () => {
  it('are those of sfc32', () => {
    for (const [seed, stream] of [
      [0, 0],
      [20_261_124, 1],
      [2 ** 53 - 1, 2 ** 31 - 1],
    ] as const) {
      const random = new Random(seed, stream);
      const slow = slowDraws(BigInt(seed), BigInt(stream));
      for (let draw = 0; draw < 1_000; draw += 1) expect(random.next()).toBe(slow.next().value);
    }
  });

  it('of neighbouring streams have nothing in common', () => {
    const firsts = Array.from({ length: 10_000 }, (_, stream) => new Random(7, stream).next());
    const mean = firsts.reduce((sum, each) => sum + each, 0) / firsts.length;
    const together = firsts.slice(1).reduce((sum, each, place) => sum + each * (firsts[place] ?? 0), 0);
    expect(mean).toBeCloseTo(1 / 2, 1.5);
    expect(together / (firsts.length - 1)).toBeCloseTo(1 / 4, 1.5);
  });

  it('take things as often as they weigh, and never what weighs nothing', () => {
    const random = new Random(1, 1);
    const weighted = new Weighted(['never', 'once', 'never', 'thrice', 'never'], (thing) =>
      thing === 'never' ? 0 : thing === 'once' ? 1 : 3,
    );
    const drawn = Array.from({ length: 40_000 }, () => weighted.draw(random));
    expect(drawn).not.toContain('never');
    expect(drawn.filter((thing) => thing === 'thrice').length / drawn.length).toBeCloseTo(3 / 4, 1.5);
  });
});
