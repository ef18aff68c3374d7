import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FactorScorer } from '../factor-scorer.js';
import { ItemsByUser } from '../interactions.js';
import type { Interactions } from '../interactions.js';
import { evaluate, isTest } from './evaluate.js';
import { metricsOf } from './metrics.js';
import { ranksOf } from './ranks.js';

/** Each metric against a second version that takes it by its words: pairs are compared, lists are sorted. */

/** Best first; of equals, the test items last: "scoring at least as high" counts against them. */
function sortedFor(
  scores: readonly number[],
  tests: ReadonlySet<number>,
  candidates: readonly number[],
): number[] {
  return [...candidates].sort(
    (one, other) => scores[other]! - scores[one]! || Number(tests.has(one)) - Number(tests.has(other)),
  );
}

const small = fc
  .record({
    scores: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 30 }),
    k: fc.integer({ min: 1, max: 12 }),
    flags: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 30, maxLength: 30 }),
  })
  .map(({ scores, k, flags }) => {
    // Different scores: then a list in order says the same as ranks.
    const apart = scores.map((score, item) => score + item * 1e-3);
    const candidates = apart.flatMap((_, item) => (flags[item] === 0 ? [] : [item]));
    const tests = candidates.filter((item) => flags[item] === 3);
    return { scores: apart, k, candidates, tests };
  })
  .filter(({ tests, scores }) => tests.length > 0 && new Set(scores).size === scores.length);

function flagsOf(items: readonly number[], count: number): Uint8Array {
  const flags = new Uint8Array(count);
  for (const item of items) flags[item] = 1;
  return flags;
}

describe('metrics', () => {
  it('are what their words say, pair by pair and place by place', () => {
    fc.assert(
      fc.property(small, ({ scores, k, candidates, tests }) => {
        const wanted = new Set(tests);
        const list = sortedFor(scores, wanted, candidates);
        const first = list.slice(0, k);
        const others = candidates.filter((item) => !wanted.has(item));
        const pairs = tests.flatMap((test) => others.map((other) => Number(scores[test]! > scores[other]!)));
        const gains = (items: readonly number[]): number =>
          items.reduce((sum, item, place) => sum + (wanted.has(item) ? 1 / Math.log2(place + 2) : 0), 0);
        const ranks = ranksOf(scores, tests, flagsOf(candidates, scores.length));
        const metrics = metricsOf(ranks, others.length, k);
        const hits = first.filter((item) => wanted.has(item)).length;
        expect(metrics.precision).toBeCloseTo(hits / k, 12);
        expect(metrics.recall).toBeCloseTo(hits / tests.length, 12);
        expect(metrics.ndcg).toBeCloseTo(gains(first) / gains([...tests].slice(0, k)), 12);
        expect(metrics.reciprocalRank).toBeCloseTo(1 / (1 + list.findIndex((item) => wanted.has(item))), 12);
        if (others.length === 0) expect(metrics.auc).toBeNaN();
        else expect(metrics.auc).toBeCloseTo(pairs.reduce((sum, each) => sum + each, 0) / pairs.length, 12);
      }),
    );
  });

  it('count equals against the test item', () => {
    expect(ranksOf([1, 1, 1, 0], [0, 3], flagsOf([0, 1, 2, 3], 4))).toEqual([2, 3]);
  });

  it('have an AUC from 0 to 1, also among equals: at most the share of pairs in order, and that where test items differ', () => {
    const equals = fc
      .array(fc.record({ score: fc.integer({ min: 0, max: 3 }), isTest: fc.boolean() }), { maxLength: 20 })
      .filter((items) => new Set(items.map(({ isTest }) => isTest)).size === 2);
    fc.assert(
      fc.property(equals, (items) => {
        const scores = items.map(({ score }) => score);
        const [tests, others] = [true, false].map((side) =>
          items.flatMap(({ isTest }, item) => (isTest === side ? [item] : [])),
        ) as [number[], number[]];
        const ranks = ranksOf(scores, tests, new Uint8Array(items.length).fill(1));
        const pairs = tests.flatMap((test) => others.map((other) => Number(scores[test]! > scores[other]!)));
        const { auc } = metricsOf(ranks, others.length, 10);
        const share = pairs.reduce((sum, each) => sum + each, 0) / pairs.length;
        expect(auc).toBeGreaterThanOrEqual(0);
        expect(auc).toBeLessThanOrEqual(share + 1e-12);
        const differ = new Set(tests.map((test) => scores[test])).size === tests.length;
        if (differ) expect(auc).toBeCloseTo(share, 12);
      }),
    );
  });

  const path = '../shared/data/lightfm/metrics.json';

  it.skipIf(!existsSync(path))("are LightFM's, with what a user has among the candidates and without", () => {
    const recorded = JSON.parse(readFileSync(path, 'utf8')) as Recorded;
    const { n_items: itemCount, test, k, train } = recorded;
    for (const kind of ['unmasked', 'masked'] as const) {
      const expected = recorded[kind];
      const scorer = scorerOf(recorded);
      const scores = new Float64Array(itemCount);
      let place = 0;
      for (const [user, tests] of test.entries()) {
        scorer.scores(user, scores);
        for (const [item, score] of scores.entries())
          expect(score + recorded.user_biases[user]!).toBeCloseTo(recorded.scores[user]![item]!, 5);
        const isCandidate = new Uint8Array(itemCount).fill(1);
        if (kind === 'masked') for (const item of train[user]!) isCandidate[item] = 0;
        const ranks = tests.map((item) => ranksOf(scores, [item], isCandidate)[0]);
        expect(ranks).toEqual(expected.ranks[user]);
        if (tests.length === 0) continue;
        const negatives = isCandidate.reduce((sum, each) => sum + each, 0) - tests.length;
        const metrics = metricsOf(ranksOf(scores, tests, isCandidate), negatives, k);
        expect(metrics.precision).toBeCloseTo(expected.precision[place]!, 6);
        expect(metrics.recall).toBeCloseTo(expected.recall[place]!, 6);
        expect(metrics.reciprocalRank).toBeCloseTo(expected.reciprocal_rank[place]!, 6);
        const auc = expected.auc[place] ?? null;
        if (auc === null) expect(metrics.auc).toBeNaN();
        else expect(metrics.auc).toBeCloseTo(auc, 6);
        place += 1;
      }
    }
  });
});

function scorerOf({
  user_embeddings: users,
  item_embeddings: items,
  item_biases: biases,
}: Recorded): FactorScorer {
  return new FactorScorer(
    Float32Array.from(users.flatMap((vector) => [...vector, 0])),
    Float32Array.from(items.flatMap((vector, item) => [...vector, biases[item] ?? 0])),
    4,
    3,
  );
}

interface Recorded {
  readonly user_embeddings: readonly (readonly number[])[];
  readonly item_embeddings: readonly (readonly number[])[];
  readonly item_biases: readonly number[];
  readonly user_biases: readonly number[];
  readonly n_items: number;
  readonly k: number;
  readonly scores: readonly (readonly number[])[];
  readonly train: readonly (readonly number[])[];
  readonly test: readonly (readonly number[])[];
  readonly unmasked: RecordedMetrics;
  readonly masked: RecordedMetrics;
}

interface RecordedMetrics {
  readonly ranks: readonly (readonly number[])[];
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  readonly auc: readonly (number | null)[];
  readonly reciprocal_rank: readonly number[];
}

describe('an evaluation', () => {
  const test: Interactions = {
    userCount: 3,
    itemCount: 4,
    users: Int32Array.of(0, 0, 1, 2),
    items: Int32Array.of(0, 1, 2, 3),
    values: Float32Array.of(1, 0, 1, 1),
    weights: null,
  };
  const scorer = {
    scores: (_user: number, into: Float64Array): void => {
      into.set([4, 3, 2, 1]);
    },
  };

  it('takes the users who wanted a candidate, and asks nothing of the others', () => {
    const candidates = Uint8Array.of(1, 1, 1, 0);
    const { users, metrics } = evaluate(scorer, test, { k: 1, candidates, masked: null });
    expect(users).toBe(2);
    expect(metrics.precision).toBe(1 / 2);
    expect(metrics.reciprocalRank).toBeCloseTo((1 + 1 / 3) / 2);
  });

  it('leaves out what a user has, for that user alone', () => {
    const candidates = Uint8Array.of(1, 1, 1, 1);
    const masked = new ItemsByUser({ userCount: 3, users: Int32Array.of(1, 1), items: Int32Array.of(0, 1) });
    const { metrics } = evaluate(scorer, test, { k: 1, candidates, masked });
    expect(metrics.precision).toBeCloseTo(2 / 3);
  });

  it('leaves users for whom nothing else is ranked out of the mean of AUCs', () => {
    // User 1 has everything but the test item already.
    const masked = new ItemsByUser({
      userCount: 3,
      users: Int32Array.of(1, 1, 1),
      items: Int32Array.of(0, 1, 3),
    });
    const options = { k: 1, candidates: Uint8Array.of(1, 1, 1, 1), masked };
    const { users, metrics } = evaluate(scorer, test, options);
    expect(users).toBe(3);
    expect(metrics.auc).toBe((1 + 0) / 2);
  });

  it('is possible where a user wanted a candidate that the user does not have', () => {
    const all = Uint8Array.of(1, 1, 1, 1);
    expect(isTest(test, { candidates: all, masked: null })).toBe(true);
    // Item 1 was refused, and wanted by nobody.
    expect(isTest(test, { candidates: Uint8Array.of(0, 1, 0, 0), masked: null })).toBe(false);
    expect(isTest(test, { candidates: all, masked: new ItemsByUser(test) })).toBe(false);
    const others = new ItemsByUser({
      userCount: 3,
      users: Int32Array.of(1, 2, 0),
      items: Int32Array.of(0, 0, 3),
    });
    expect(isTest(test, { candidates: all, masked: others })).toBe(true);
  });

  it('tells how many of the users it has asked', () => {
    const told: string[] = [];
    const onUser = (user: number, of: number): void => void told.push(`${user} of ${of}`);
    evaluate(scorer, test, { k: 1, candidates: Uint8Array.of(1, 1, 1, 0), masked: null, onUser });
    expect(told).toEqual(['1 of 3', '2 of 3', '3 of 3']);
  });
});
