import { RecommendError } from './errors.js';

/** Who had to do with what, in the order of storing: entry n is of user `users[n]` and item `items[n]`, both from 0. */
export interface Interactions {
  readonly userCount: number;
  readonly itemCount: number;
  readonly users: Int32Array;
  readonly items: Int32Array;
  /** Above 0: wanted. Otherwise: not wanted, and never drawn as an example of what is not wanted. */
  readonly values: Float32Array;
  /** How much an entry counts; null: all count 1. */
  readonly weights: Float32Array | null;
}

/** Throws `RECOMMEND_BAD_SHAPE` if the columns differ in length, or a number lies outside its range. */
export function checkInteractions({
  userCount,
  itemCount,
  users,
  items,
  values,
  weights,
}: Interactions): void {
  const count = users.length;
  if (items.length !== count || values.length !== count || (weights?.length ?? count) !== count)
    throw new RecommendError('RECOMMEND_BAD_SHAPE', 'users, items, values and weights differ in length');
  for (let at = 0; at < count; at++) {
    if (!(users[at]! >= 0 && users[at]! < userCount && items[at]! >= 0 && items[at]! < itemCount))
      throw new RecommendError('RECOMMEND_BAD_SHAPE', `user ${users[at]!}, item ${items[at]!}`);
    if (!Number.isFinite(values[at]) || !Number.isFinite(weights?.[at] ?? 1))
      throw new RecommendError('RECOMMEND_BAD_SHAPE', `the value or weight of entry ${at} is not finite`);
  }
}

/** Without the entries that are not above 0. */
export function onlyWanted(interactions: Interactions): Interactions {
  return entriesWhere(interactions, (at) => interactions.values[at]! > 0);
}

/** Some of the entries, by their places, among as many users and items. */
export function entriesWhere(
  { userCount, itemCount, users, items, values, weights }: Interactions,
  keeps: (at: number) => boolean,
): Interactions {
  const isKept = (_: number, at: number): boolean => keeps(at);
  return {
    userCount,
    itemCount,
    users: users.filter(isKept),
    items: items.filter(isKept),
    values: values.filter(isKept),
    weights: weights?.filter(isKept) ?? null,
  };
}

/** The items of each user: in the order of storing, and findable. */
export class ItemsByUser {
  /** The items of user u stand from `starts[u]` to `starts[u + 1]`, exclusive. */
  readonly starts: Int32Array;
  readonly items: Int32Array;
  /** The same, ascending for each user. */
  readonly #sorted: Int32Array;

  constructor({ userCount, users, items }: Pick<Interactions, 'userCount' | 'users' | 'items'>) {
    this.starts = new Int32Array(userCount + 1);
    for (const user of users) this.starts[user + 1]! += 1;
    for (let user = 0; user < userCount; user++) this.starts[user + 1]! += this.starts[user]!;
    const next = this.starts.slice();
    this.items = new Int32Array(items.length);
    for (let at = 0; at < items.length; at++) this.items[next[users[at]!]!++] = items[at]!;
    this.#sorted = this.items.slice();
    for (let user = 0; user < userCount; user++)
      this.#sorted.subarray(this.starts[user], this.starts[user + 1]).sort();
  }

  of(user: number): Int32Array {
    return this.items.subarray(this.starts[user], this.starts[user + 1]);
  }

  has(user: number, item: number): boolean {
    let low = this.starts[user]!;
    let high = this.starts[user + 1]! - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#sorted[middle]!;
      if (found === item) return true;
      if (found < item) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }
}
