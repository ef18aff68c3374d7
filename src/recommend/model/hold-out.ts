import { Random } from '../../shared/random.js';
import type { Interactions } from '../interactions.js';
import { entriesWhere, onlyWanted } from '../interactions.js';
import type { TimedInteractions } from '../tab-separated.js';

/** What is learned from, and what it is judged by. */
export interface HoldOut {
  readonly train: Interactions;
  /** The last that users wanted, of items in `train`. */
  readonly later: Interactions;
  /** Everything that users wanted of some items, of which `train` knows nothing. Null: none were kept back. */
  readonly unseen: Interactions | null;
  /** Item -> 1: one of those. */
  readonly isUnseen: Uint8Array;
}

/** Of what a user wanted, so much is kept back, the latest, if that leaves something. */
const laterShare = 0.15;
/** One item in so many is kept back whole. */
const unseenEvery = 10;
const stream = 4_203;

/** @param keepItems whether items are kept back as well: models that know features are judged by them too */
export function holdOut(all: TimedInteractions, keepItems: boolean, seed: number): HoldOut {
  const wanted = onlyWanted(all);
  const times = all.times.filter((_, at) => all.values[at]! > 0);
  const random = new Random(seed, stream);
  const isUnseen = Uint8Array.from({ length: all.itemCount }, () =>
    keepItems && random.below(unseenEvery) === 0 ? 1 : 0,
  );
  const isLater = new Uint8Array(wanted.users.length);
  for (const entries of entriesByUser(wanted, isUnseen)) {
    entries.sort((one, other) => times[other]! - times[one]!);
    for (const at of entries.slice(0, Math.floor(laterShare * entries.length + 0.5))) isLater[at] = 1;
  }
  const unseen = (at: number): boolean => isUnseen[wanted.items[at]!] === 1;
  return {
    train: entriesWhere(wanted, (at) => !unseen(at) && isLater[at] === 0),
    later: entriesWhere(wanted, (at) => isLater[at] === 1),
    unseen: wanted.items.some((item) => isUnseen[item] === 1) ? entriesWhere(wanted, unseen) : null,
    isUnseen,
  };
}

function entriesByUser({ userCount, users, items }: Interactions, isUnseen: Uint8Array): number[][] {
  const entries = Array.from({ length: userCount }, (): number[] => []);
  for (const [at, user] of users.entries()) if (isUnseen[items[at]!] === 0) entries[user]!.push(at);
  return entries;
}
