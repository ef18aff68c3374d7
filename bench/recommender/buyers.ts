import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Book } from '../../src/recommend/book.js';
import { ItemsByUser } from '../../src/recommend/interactions.js';
import { candidatesOf } from '../../src/recommend/metrics/candidates.js';
import type { Scorer } from '../../src/recommend/metrics/evaluate.js';
import { evaluate } from '../../src/recommend/metrics/evaluate.js';
import type { SparseRows } from '../../src/recommend/sparse-rows.js';
import type { TextFile, TimedInteractions } from '../../src/recommend/tab-separated.js';
import { featuresFrom, interactionsFrom, sized } from '../../src/recommend/tab-separated.js';

/** Simulated buyers of 4,000 cars. They are no part of the project: FORECOURT_SHARED_DATA names their folder. */
export interface Buyers {
  readonly train: TimedInteractions;
  readonly itemFeatures: SparseRows;
  readonly featureNames: readonly string[];
  /** The metrics of `original.ts`, in its order. */
  readonly judge: (scorer: Scorer) => readonly number[];
}

export function readBuyers(): Buyers {
  const folder = join(process.env.FORECOURT_SHARED_DATA ?? join('..', 'shared', 'data'), 'buyers');
  const file = (name: string): TextFile => ({
    name,
    lines: readFileSync(join(folder, name), 'utf8').split('\n'),
  });
  const users = new Book();
  const items = new Book();
  const features = new Book();
  const read = (name: string): TimedInteractions => interactionsFrom(file(name), users, items);
  const files = { train: read('train.tsv'), warm: read('test.tsv'), cold: read('cold-test.tsv') };
  // Before anything is sized: some cars are in no other file.
  const itemFeatures = featuresFrom(file('item-features.tsv'), items, features);
  const train = sized(files.train, users, items);
  const masked = new ItemsByUser(train);
  const ranked = [
    { test: sized(files.warm, users, items), which: 'train' },
    { test: sized(files.cold, users, items), which: 'test' },
  ] as const;
  return {
    train,
    itemFeatures,
    featureNames: features.names,
    judge: (scorer) =>
      ranked.flatMap(({ test, which }) => {
        const options = { k: 10, candidates: candidatesOf(which, train, test), masked };
        const { precision, ndcg, auc } = evaluate(scorer, test, options).metrics;
        return [precision, ndcg, auc];
      }),
  };
}
