import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { interactionsOf, twoGroups, twoGroupsOfPairs } from '../../../test/support/interactions.js';
import type { Pair } from '../../../test/support/interactions.js';
import { Random } from '../../shared/random.js';
import { ItemsByUser } from '../interactions.js';
import { Als } from './als.js';
import type { AlsSettings } from './als.js';
import { FoldIn, gramOf } from './fold-in.js';

/** The loss as the paper writes it, by going through every pair; and its normal equations, solved with full matrices. */

const settings: AlsSettings = {
  components: 5,
  regularization: 0.05,
  unobservedWeight: 0.1,
  sweeps: 6,
  seed: 3,
};
const userCount = 30;
const itemCount = 20;

/** A third of all pairs; user 7 wants nothing, and nobody wants item 4. Some are refused, which is the same as unobserved. */
function randomPairs(): Pair[] {
  const random = new Random(11, 1);
  const users = Array.from({ length: userCount }, (_, user) => user).filter((user) => user !== 7);
  return users.flatMap((user) =>
    Array.from({ length: itemCount }, (_, item) => item)
      .filter((item) => item !== 4 && random.chance(0.33))
      .map((item): Pair => [user, item, random.chance(0.1) ? -1 : 1]),
  );
}

const pairs = randomPairs();
const interactions = interactionsOf(pairs, userCount, itemCount);
const wanted = pairs.filter(([, , value = 1]) => value > 0);
const isWanted = new Set(wanted.map(([user, item]) => `${user} ${item}`));

function rowsOf(factors: Float32Array): number[][] {
  const { components } = settings;
  return Array.from({ length: factors.length / components }, (_, row) => [
    ...factors.subarray(row * components, (row + 1) * components),
  ]);
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, each, place) => sum + each * other[place]!, 0);
}

function lossOf(als: Als): number {
  const { regularization, unobservedWeight } = settings;
  const users = rowsOf(als.users);
  const items = rowsOf(als.items);
  let loss = 0;
  for (const [user, one] of users.entries()) {
    for (const [item, other] of items.entries()) {
      const score = dot(one, other);
      loss += unobservedWeight * score ** 2 + (isWanted.has(`${user} ${item}`) ? (1 - score) ** 2 : 0);
    }
    const seen = wanted.filter(([each]) => each === user).length + unobservedWeight * itemCount;
    loss += regularization * seen * dot(one, one);
  }
  for (const [item, one] of items.entries()) {
    const seen = wanted.filter(([, each]) => each === item).length + unobservedWeight * userCount;
    loss += regularization * seen * dot(one, one);
  }
  return loss;
}

describe('ALS', () => {
  it('makes its loss smaller with every sweep', () => {
    const losses: number[] = [];
    const als = new Als(settings);
    als.fit(interactions, () => losses.push(lossOf(als)));
    expect(losses).toHaveLength(settings.sweeps);
    for (const [sweep, loss] of losses.slice(1).entries()) expect(loss).toBeLessThan(losses[sweep]!);
    expect(losses.at(-1)).toBeLessThan(0.8 * lossOf(new Als({ ...settings, sweeps: 0 }).fit(interactions)));
  });

  it('ends with items that solve their normal equations', () => {
    const { components, regularization, unobservedWeight } = settings;
    const als = new Als(settings).fit(interactions);
    const users = new Matrix(rowsOf(als.users));
    for (const [item, factors] of rowsOf(als.items).entries()) {
      const wantedBy = wanted.filter(([, each]) => each === item).map(([user]) => user);
      const theirs = new Matrix(wantedBy.length, components);
      for (const [row, user] of wantedBy.entries()) theirs.setRow(row, users.getRow(user));
      const penalty = regularization * (wantedBy.length + unobservedWeight * userCount);
      const left = users.transpose().mmul(users).mul(unobservedWeight);
      left.add(theirs.transpose().mmul(theirs)).add(Matrix.eye(components, components, penalty));
      const right = theirs.transpose().mmul(Matrix.ones(wantedBy.length, 1));
      for (const [place, value] of solve(left, right).to1DArray().entries())
        expect(factors[place]).toBeCloseTo(value, 5);
    }
    expect(wanted.some(([, item]) => item === 4)).toBe(false); // whose factors are zeros
  });

  it('gives users what a fold-in gives them, from the items as they were when it solved the users', () => {
    const { components } = settings;
    let itemsBefore = new Float32Array(0);
    const als = new Als(settings);
    als.fit(interactions, (sweep) => {
      if (sweep === settings.sweeps - 1) itemsBefore = als.items.slice();
    });
    const foldIn = new FoldIn(
      { ...settings, rows: itemCount },
      gramOf(itemsBefore, components, 0, components),
    );
    const wantedBy = new ItemsByUser(interactionsOf(wanted, userCount, itemCount));
    for (const [user, factors] of rowsOf(als.users).entries()) {
      const rows = { factors: itemsBefore, stride: components, from: 0 };
      expect([...Float32Array.from(foldIn.solve(rows, wantedBy.of(user)))]).toEqual(factors);
    }
  });

  it('folds in from rows that have more places than the factors', () => {
    const { components } = settings;
    const { items } = new Als(settings).fit(interactions);
    const stride = components + 3;
    const wide = new Float32Array(itemCount * stride).fill(9);
    for (const [item, factors] of rowsOf(items).entries()) wide.set(factors, item * stride + 2);
    expect(gramOf(wide, stride, 2, components)).toEqual(gramOf(items, components, 0, components));
  });

  it('knows two groups apart', () => {
    const all = interactionsOf(twoGroupsOfPairs());
    const als = new Als({ ...settings, components: 4 }).fit(all);
    const score = (user: number, item: number): number =>
      dot([...als.users.subarray(4 * user, 4 * user + 4)], [...als.items.subarray(4 * item, 4 * item + 4)]);
    for (let user = 0; user < all.userCount; user++)
      for (let item = 0; item < all.itemCount; item++)
        if (twoGroups.groupOfItem(item) !== twoGroups.groupOfUser(user))
          expect(score(user, twoGroups.missing(user))).toBeGreaterThan(score(user, item));
  });

  it('of one seed is one model, and of another another', () => {
    const itemsOf = (seed: number): Float32Array => new Als({ ...settings, seed }).fit(interactions).items;
    expect(itemsOf(1)).toEqual(itemsOf(1));
    expect(itemsOf(1)).not.toEqual(itemsOf(2));
  });

  it('refuses what is out of range, and ends where numbers are no longer finite', () => {
    expect(() => new Als(settings).fit({ ...interactions, itemCount: 3 })).toThrow(
      expect.objectContaining({ code: 'RECOMMEND_BAD_SHAPE' }),
    );
    expect(() => new Als({ ...settings, regularization: Number.NaN }).fit(interactions)).toThrow(
      expect.objectContaining({ code: 'RECOMMEND_NOT_FINITE' }),
    );
  });
});
