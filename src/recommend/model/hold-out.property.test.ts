import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interactionsOf } from '../../../test/support/interactions.js';
import type { Pair } from '../../../test/support/interactions.js';
import type { Interactions } from '../interactions.js';
import type { TimedInteractions } from '../tab-separated.js';
import { holdOut } from './hold-out.js';

const userCount = 6;
const itemCount = 40;

/** Entries of few users, each at a time of its own, by which it can be told from the others. */
const entries = fc
  .array(
    fc.tuple(
      fc.nat({ max: userCount - 1 }),
      fc.nat({ max: itemCount - 1 }),
      fc.constantFrom(-1, 0, 1, 5),
      fc.nat({ max: 1e9 }),
    ),
    { maxLength: 80, size: 'max' },
  )
  .map((all): TimedInteractions => {
    const pairs = all.map(([user, item, value]): Pair => [user, item, value]);
    const times = Float64Array.from(all, ([, , , time], at) => time + at / 128);
    return { ...interactionsOf(pairs, userCount, itemCount), times };
  });

function keysOf({ users, items, values }: Interactions): string[] {
  return [...users].map((user, at) => `${user} ${items[at]} ${values[at]}`);
}

/** user -> what is known of each entry of a part, found again by its place in the order of storing. */
function timesOf(all: TimedInteractions, part: Interactions): { user: number; time: number }[] {
  const left = new Map<string, number[]>();
  for (const [at, key] of keysOf(all).entries()) left.set(key, [...(left.get(key) ?? []), all.times[at]!]);
  return keysOf(part).map((key, at) => ({ user: part.users[at]!, time: Math.min(...left.get(key)!) }));
}

describe('what is kept back', () => {
  it('together with the rest is everything that was wanted, each once', () => {
    fc.assert(
      fc.property(entries, fc.boolean(), fc.integer(), (all, keepItems, seed) => {
        const { train, later, unseen } = holdOut(all, keepItems, seed);
        const parts = [train, later, ...(unseen === null ? [] : [unseen])];
        const wanted = keysOf(all).filter((_, at) => all.values[at]! > 0);
        expect(parts.flatMap(keysOf).sort()).toEqual(wanted.sort());
        for (const part of parts) expect(part).toMatchObject({ userCount, itemCount, weights: null });
      }),
    );
  });

  it('are the latest of each user, so many of a hundred', () => {
    // Of different items, so that an entry is found again.
    const different = entries.filter((all) => new Set(keysOf(all)).size === all.users.length);
    fc.assert(
      fc.property(different, (all) => {
        const { train, later } = holdOut(all, false, 1);
        const [earlier, latest] = [timesOf(all, train), timesOf(all, later)];
        for (let user = 0; user < userCount; user++) {
          const before = earlier.filter((each) => each.user === user).map(({ time }) => time);
          const after = latest.filter((each) => each.user === user).map(({ time }) => time);
          expect(after).toHaveLength(Math.floor(0.15 * (before.length + after.length) + 0.5));
          expect(Math.min(...after)).toBeGreaterThan(Math.max(-1, ...before));
        }
      }),
    );
  });

  it('are some items whole, of which training and the later ones know nothing', () => {
    fc.assert(
      fc.property(entries, fc.integer(), (all, seed) => {
        const { train, later, unseen, isUnseen } = holdOut(all, true, seed);
        for (const item of [...train.items, ...later.items]) expect(isUnseen[item]).toBe(0);
        for (const item of unseen?.items ?? []) expect(isUnseen[item]).toBe(1);
        const wantedUnseen = keysOf(all).filter(
          (_, at) => all.values[at]! > 0 && isUnseen[all.items[at]!] === 1,
        );
        expect(unseen === null).toBe(wantedUnseen.length === 0);
      }),
    );
  });

  it('are no items for a model that knows no features', () => {
    const all = { ...interactionsOf([[0, 0]]), times: Float64Array.of(1) };
    for (let seed = 0; seed < 30; seed++) {
      const { unseen, isUnseen } = holdOut(all, false, seed);
      expect(unseen).toBeNull();
      expect([...isUnseen]).toEqual([0]);
    }
  });

  it('are decided by the seed', () => {
    const flags = (seed: number): string =>
      holdOut({ ...interactionsOf([[0, 0]], 1, 500), times: Float64Array.of(1) }, true, seed).isUnseen.join(
        '',
      );
    expect(flags(1)).toBe(flags(1));
    expect(flags(1)).not.toBe(flags(2));
    expect(flags(1).replaceAll('0', '').length).toBeGreaterThan(25);
    expect(flags(1).replaceAll('0', '').length).toBeLessThan(100);
  });
});
