import { describe, expect, it } from 'vitest';
import { interactionsOf, twoGroups, twoGroupsOfPairs } from '../../../test/support/interactions.js';
import type { Pair } from '../../../test/support/interactions.js';
import { identityRows, sparseRows } from '../sparse-rows.js';
import { LightFm } from './lightfm.js';
import type { LightFmSettings, Loss } from './settings.js';

const losses: readonly Loss[] = ['logistic', 'bpr', 'warp', 'warp-kos'];
const groups = interactionsOf(twoGroupsOfPairs());

/** All numbers that a model consists of. */
function numbersOf({ users, items }: LightFm): Float32Array[] {
  return [users, items].flatMap(({ params, squares, steps }) => [
    params.slice(),
    squares.slice(),
    steps.slice(),
  ]);
}

/** Row by row, with the bias as its last place. */
function rowsOf(params: Float32Array, components: number): number[][] {
  const stride = components + 1;
  return Array.from({ length: params.length / stride }, (_, row) => [
    ...params.subarray(row * stride, (row + 1) * stride),
  ]);
}

function scoreOf(model: LightFm, user: number, item: number): number {
  const { components } = model.settings;
  const one = rowsOf(model.users.params, components)[user]!;
  const other = rowsOf(model.items.params, components)[item]!;
  return one.slice(0, -1).reduce((sum, each, place) => sum + each * other[place]!, other[components]!);
}

describe('training', () => {
  it.each([
    { loss: 'warp' },
    { loss: 'bpr', itemAlpha: 1e-3 },
    { loss: 'logistic', schedule: 'adadelta' },
    { loss: 'warp-kos', schedule: 'adadelta', userAlpha: 1e-3 },
  ] satisfies Partial<LightFmSettings>[])('of 30 epochs is that of 10 and then 20: %o', (settings) => {
    const whole = new LightFm(settings).fit(groups, { epochs: 30 });
    const parts = new LightFm(settings).fit(groups, { epochs: 10 }).fitPartial(groups, { epochs: 20 });
    expect(numbersOf(parts)).toEqual(numbersOf(whole));
  });

  it('of one seed is one model, and of another another', () => {
    const trained = (seed: number): unknown => numbersOf(new LightFm({ seed }).fit(groups, { epochs: 2 }));
    expect(trained(1)).toEqual(trained(1));
    expect(trained(1)).not.toEqual(trained(2));
    // Beyond 32 bits, too.
    expect(trained(1)).not.toEqual(trained(1 + 2 ** 32));
  });

  it('begins anew with other draws when fit is called again', () => {
    const model = new LightFm().fit(groups, { epochs: 3 });
    const first = numbersOf(model);
    model.fit(groups, { epochs: 0 });
    expect(model.items.squares.every((each) => each === 1)).toBe(true);
    expect(rowsOf(model.items.params, 10).every((row) => row[10] === 0)).toBe(true);
    expect(model.items.params.every((each) => Math.abs(each) <= 0.5 / 10)).toBe(true);
    expect(numbersOf(model)).not.toEqual(numbersOf(new LightFm().fit(groups, { epochs: 0 })));
    expect(numbersOf(model)).not.toEqual(first);
  });

  it('tells the loss of each epoch, which sinks', () => {
    for (const loss of losses) {
      const told: [number, number][] = [];
      new LightFm({ loss }).fit(interactionsOf(twoGroupsOfPairs(0)), {
        epochs: 30,
        onEpoch: (epoch, meanLoss) => told.push([epoch, meanLoss]),
      });
      expect(told.map(([epoch]) => epoch)).toEqual(Array.from({ length: 30 }, (_, epoch) => epoch + 1));
      // Of k-OS the first items are raised against each other as well: it never comes to rest.
      if (loss !== 'warp-kos') expect(told[29]![1], loss).toBeLessThan(0.7 * told[0]![1]);
    }
  });
});

describe('two groups that have nothing to do with each other', () => {
  it.each(losses)('are told apart by %s', (loss) => {
    // What is not wanted has to be told to the logistic loss; the others look for it.
    const all = interactionsOf(twoGroupsOfPairs(loss === 'logistic' ? 0 : null));
    const model = new LightFm({ loss }).fit(all, { epochs: 40 });
    expectToldApart(model, 0, all.userCount);
  });
});

/** An item of the own group that the user does not have stands before every item of the other. */
function expectToldApart(model: LightFm, from: number, end: number): void {
  for (let user = from; user < end; user++)
    for (let item = 0; item < 2 * twoGroups.itemsEach; item++)
      if (twoGroups.groupOfItem(item) !== twoGroups.groupOfUser(user))
        expect(scoreOf(model, user, twoGroups.missing(user)), `${user}, ${item}`).toBeGreaterThan(
          scoreOf(model, user, item),
        );
}

describe('training that goes on', () => {
  it('with users and items behind those known leaves these as they are, and learns the new ones', () => {
    const known = interactionsOf(twoGroupsOfPairs().filter(([user]) => user < twoGroups.usersEach));
    // Not for long: of one group alone, all that can be learned is that what a user lacks is unwanted.
    const model = new LightFm().fit(known, { epochs: 3 });
    const before = numbersOf(model);
    model.fitPartial(groups, { epochs: 0 });
    expect(model.users.featureCount).toBe(groups.userCount);
    expect(model.items.featureCount).toBe(groups.itemCount);
    for (const [place, numbers] of numbersOf(model).entries())
      expect(numbers.subarray(0, before[place]!.length)).toEqual(before[place]);
    model.fitPartial(groups, { epochs: 40 });
    expectToldApart(model, 0, groups.userCount);
  });

  it('with a new feature behind those known gives it a meaning of its own', () => {
    const rows = (features: number): ReturnType<typeof sparseRows> =>
      sparseRows(
        Array.from({ length: groups.itemCount }, (_, item) => [
          { column: Math.min(twoGroups.groupOfItem(item), features - 1), weight: 1 },
        ]),
        features,
      );
    const model = new LightFm().fit(groups, { epochs: 5, itemRows: rows(1) });
    const before = model.items.params.slice();
    model.fitPartial(groups, { epochs: 0, itemRows: rows(2) });
    expect(model.items.params.subarray(0, before.length)).toEqual(before);
    model.fitPartial(groups, { epochs: 40, itemRows: rows(2) });
    // The items of the model are the two features now.
    for (let user = 0; user < groups.userCount; user++) {
      const own = twoGroups.groupOfUser(user);
      expect(scoreOf(model, user, own)).toBeGreaterThan(scoreOf(model, user, 1 - own));
    }
  });
});

describe('a weight of 0', () => {
  it.each(['logistic', 'bpr', 'warp'] as const)('leaves everything as it was: %s', (loss) => {
    const model = new LightFm({ loss }).fit(groups, { epochs: 3 });
    const before = numbersOf(model);
    const weights = new Float32Array(groups.users.length);
    model.fitPartial({ ...groups, weights }, { epochs: 3 });
    expect(numbersOf(model)).toEqual(before);
    weights[5] = 1;
    model.fitPartial({ ...groups, weights }, { epochs: 3 });
    expect(numbersOf(model)).not.toEqual(before);
  });
});

describe('an entry that is not above 0', () => {
  // Two users want twenty items each, of which the other knows nothing; both know items 0 and 1, and want neither.
  const wanted = Array.from({ length: 20 }, (_, place) => 3 + place);
  const pairs: readonly Pair[] = [0, 1].flatMap((user): Pair[] => [
    [user, 0, -1],
    [user, 1, 0],
    ...wanted.map((item): Pair => [user, item + 20 * user]),
  ]);

  it.each(['bpr', 'warp'] as const)('is neither raised nor drawn as a negative by %s', (loss) => {
    const all = interactionsOf(pairs);
    const start = rowsOf(new LightFm({ loss }).fit(all, { epochs: 0 }).items.params, 10);
    const end = rowsOf(new LightFm({ loss }).fit(all, { epochs: 20 }).items.params, 10);
    for (const item of [0, 1]) expect(end[item]).toEqual(start[item]);
    for (const item of wanted) expect(end[item]).not.toEqual(start[item]);
    // Nobody has item 2: WARP draws from all, BPR from what somebody has.
    if (loss === 'warp') expect(end[2]![10]).toBeLessThan(0);
    else expect(end[2]).toEqual(start[2]);
  });

  it.each(['bpr', 'warp'] as const)('alone teaches %s nothing', (loss) => {
    const model = new LightFm({ loss });
    const refused = interactionsOf(pairs.filter(([, , value = 1]) => value <= 0));
    const before = numbersOf(model.fit(refused, { epochs: 0 }));
    expect(numbersOf(model.fitPartial(refused, { epochs: 5 }))).toEqual(before);
  });
});

describe('training refuses', () => {
  const bad = (code: string): unknown => expect.objectContaining({ code });

  it.each([
    ['values that are no numbers', { values: groups.values.map(() => Number.NaN) }],
    ['endless weights', { weights: groups.values.map(() => Infinity) }],
    ['columns of different lengths', { values: groups.values.subarray(1) }],
    ['items beyond the last', { itemCount: groups.itemCount - 1 }],
  ])('%s', (_, damage) => {
    expect(() => new LightFm().fit({ ...groups, ...damage }, { epochs: 1 })).toThrow(
      bad('RECOMMEND_BAD_SHAPE'),
    );
  });

  it('users or items without a row of features', () => {
    const { userCount, itemCount } = groups;
    for (const rows of [{ userRows: identityRows(userCount - 1) }, { itemRows: identityRows(itemCount - 1) }])
      expect(() => new LightFm().fit(groups, { epochs: 1, ...rows })).toThrow(bad('RECOMMEND_BAD_SHAPE'));
    const more = { userRows: identityRows(userCount + 1), itemRows: identityRows(itemCount + 1) };
    expect(() => new LightFm().fit(groups, { epochs: 1, ...more })).not.toThrow();
  });

  it.each(losses)('to end in numbers that are not finite: %s', (loss) => {
    const steep = new LightFm({ loss, learningRate: 1e38 });
    expect(() => steep.fit(groups, { epochs: 50 })).toThrow(bad('RECOMMEND_NOT_FINITE'));
  });
});
