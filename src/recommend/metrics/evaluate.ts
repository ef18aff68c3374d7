import type { Interactions, ItemsByUser } from '../interactions.js';
import type { Metrics } from './metrics.js';
import { meanMetrics, metricsOf } from './metrics.js';
import { ranksOf } from './ranks.js';

/** Anything that ranks: writes the scores of all items for a user. */
export interface Scorer {
  scores(user: number, into: Float64Array): void;
}

/** What may be recommended. */
export interface Ranked {
  /** Item -> 1: it may be recommended. Test items that may not are left out. */
  readonly candidates: Uint8Array;
  /** What a user has already is no candidate for that user; null: it is. */
  readonly masked: ItemsByUser | null;
}

export interface EvaluateOptions extends Ranked {
  /** How many places count. */
  readonly k: number;
  /** Told at each user of the test, counted from 1. */
  readonly onUser?: (user: number, of: number) => void;
}

export interface Evaluation {
  readonly metrics: Metrics;
  /** Users with a test item. */
  readonly users: number;
}

/** How well a scorer ranks what users did later: the means over all users with a test item (value > 0). */
export function evaluate(scorer: Scorer, test: Interactions, options: EvaluateOptions): Evaluation {
  const scores = new Float64Array(test.itemCount);
  const users: Metrics[] = [];
  const asked = itemsWanted(test);
  let done = 0;
  for (const [user, wanted] of asked) {
    options.onUser?.((done += 1), asked.size);
    const tests = testsOf(user, wanted, options);
    if (tests.length === 0) continue;
    scorer.scores(user, scores);
    const isCandidate = candidatesOf(user, options);
    const negatives = count(isCandidate) - tests.length;
    users.push(metricsOf(ranksOf(scores, tests, isCandidate), negatives, options.k));
  }
  return { metrics: meanMetrics(users), users: users.length };
}

/** Whether there is anything to evaluate by: a user who wanted a candidate. */
export function isTest(test: Interactions, ranked: Ranked): boolean {
  for (const [user, wanted] of itemsWanted(test)) if (testsOf(user, wanted, ranked).length > 0) return true;
  return false;
}

function itemsWanted({ users, items, values }: Interactions): ReadonlyMap<number, ReadonlySet<number>> {
  const wanted = new Map<number, Set<number>>();
  for (const [at, user] of users.entries()) {
    if (!(values[at]! > 0)) continue;
    const theirs = wanted.get(user) ?? new Set();
    wanted.set(user, theirs.add(items[at]!));
  }
  return wanted;
}

function testsOf(user: number, wanted: ReadonlySet<number>, { candidates, masked }: Ranked): number[] {
  return [...wanted].filter((item) => candidates[item] === 1 && masked?.has(user, item) !== true);
}

function candidatesOf(user: number, { candidates, masked }: Ranked): Uint8Array {
  if (masked === null) return candidates;
  const theirs = candidates.slice();
  for (const item of masked.of(user)) theirs[item] = 0;
  return theirs;
}

function count(flags: Uint8Array): number {
  let ones = 0;
  for (const flag of flags) ones += flag;
  return ones;
}
