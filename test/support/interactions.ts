import type { Interactions } from '../../src/recommend/interactions.js';
import type { TimedInteractions } from '../../src/recommend/tab-separated.js';

/** User, item and, where it is not 1, the value: 1 is wanted. */
export type Pair = readonly [user: number, item: number, value?: number];

/** As many users and items as the pairs name, or these. */
export function interactionsOf(pairs: readonly Pair[], userCount = 0, itemCount = 0): Interactions {
  return {
    userCount: pairs.reduce((most, [user]) => Math.max(most, user + 1), userCount),
    itemCount: pairs.reduce((most, [, item]) => Math.max(most, item + 1), itemCount),
    users: Int32Array.from(pairs, ([user]) => user),
    items: Int32Array.from(pairs, ([, item]) => item),
    values: Float32Array.from(pairs, ([, , value = 1]) => value),
    weights: null,
  };
}

/** In the order in which they happened. */
export function timed(interactions: Interactions): TimedInteractions {
  return { ...interactions, times: Float64Array.from(interactions.users.keys()) };
}

/** Two groups that have nothing to do with each other: each user wants all items of the own group but one, which differs. */
export const twoGroups = {
  usersEach: 8,
  itemsEach: 6,
  groupOfUser: (user: number): number => (user < 8 ? 0 : 1),
  groupOfItem: (item: number): number => (item < 6 ? 0 : 1),
  /** What a user would want and does not have yet. */
  missing: (user: number): number => (user < 8 ? 0 : 6) + (user % 6),
} as const;

/** @param other what the items of the other group are to a user; null: nothing is known of them */
export function twoGroupsOfPairs(other: number | null = null): readonly Pair[] {
  const users = Array.from({ length: 2 * twoGroups.usersEach }, (_, user) => user);
  const items = Array.from({ length: 2 * twoGroups.itemsEach }, (_, item) => item);
  return users.flatMap((user) =>
    items.flatMap((item): Pair[] => {
      if (item === twoGroups.missing(user)) return [];
      if (twoGroups.groupOfItem(item) === twoGroups.groupOfUser(user)) return [[user, item]];
      return other === null ? [] : [[user, item, other]];
    }),
  );
}
