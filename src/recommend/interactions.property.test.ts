import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interactionsOf } from '../../test/support/interactions.js';
import { checkInteractions, ItemsByUser, onlyWanted } from './interactions.js';

const pairs = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 9 }), fc.integer({ min: -1, max: 2 })), {
  maxLength: 40,
});

describe('interactions', () => {
  it('by user are those of the user, in the order of storing, and found if there', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const byUser = new ItemsByUser(interactionsOf(all, 6, 10));
        for (let user = 0; user < 6; user++) {
          const theirs = all.filter(([each]) => each === user).map(([, item]) => item);
          expect([...byUser.of(user)]).toEqual(theirs);
          for (let item = -1; item <= 10; item++)
            expect(byUser.has(user, item), `${user}, ${item}`).toBe(theirs.includes(item));
        }
      }),
    );
  });

  it('that were wanted have values above 0, and keep their weights', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const weights = Float32Array.from(all.keys());
        const wanted = onlyWanted({ ...interactionsOf(all), weights });
        const kept = all.flatMap(([user, item, value = 1], at) =>
          value > 0 ? [[user, item, value, at]] : [],
        );
        expect(
          [...wanted.users].map((user, at) => [
            user,
            wanted.items[at],
            wanted.values[at],
            wanted.weights![at],
          ]),
        ).toEqual(kept);
      }),
    );
  });

  const good = interactionsOf([
    [0, 1],
    [1, 0, -1],
  ]);

  it.each([
    ['columns of other lengths', { items: Int32Array.of(1) }],
    ['weights of another length', { weights: Float32Array.of(1) }],
    ['a user beyond the last', { userCount: 1 }],
    ['an item beyond the last', { itemCount: 1 }],
    ['a user before the first', { users: Int32Array.of(-1, 0) }],
    ['an item before the first', { items: Int32Array.of(0, -1) }],
    ['a value that is no number', { values: Float32Array.of(1, Number.NaN) }],
    ['an endless weight', { weights: Float32Array.of(1, Infinity) }],
  ])('are refused with %s', (_, damage) => {
    expect(() => {
      checkInteractions(good);
    }).not.toThrow();
    expect(() => {
      checkInteractions({ ...good, ...damage });
    }).toThrow(expect.objectContaining({ code: 'RECOMMEND_BAD_SHAPE' }));
  });
});
