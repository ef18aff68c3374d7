import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Book } from '../../src/recommend/book.js';
import { ItemsByUser } from '../../src/recommend/interactions.js';
import type { Interactions } from '../../src/recommend/interactions.js';
import { candidatesOf } from '../../src/recommend/metrics/candidates.js';
import { evaluate } from '../../src/recommend/metrics/evaluate.js';
import type { Scorer } from '../../src/recommend/metrics/evaluate.js';
import type { SparseRows } from '../../src/recommend/sparse-rows.js';
import type { TextFile } from '../../src/recommend/tab-separated.js';
import { featuresFrom, interactionsFrom, sized } from '../../src/recommend/tab-separated.js';
import { buyers } from './shared-data.js';

/** Simulated buyers, and how a recommender is judged by them. */
export interface Buyers {
  readonly train: Interactions;
  readonly itemFeatures: SparseRows;
  /** P@10, nDCG@10 and AUC among the cars of the training, then among those that it does not know. */
  readonly judge: (scorer: Scorer) => readonly number[];
}

export function readBuyers(): Buyers {
  const users = new Book();
  const items = new Book();
  const file = (name: string): TextFile => ({
    name,
    lines: readFileSync(join(buyers, name), 'utf8').split('\n'),
  });
  const read = (name: string): Interactions => interactionsFrom(file(name), users, items);
  const files = { train: read('train.tsv'), warm: read('test.tsv'), cold: read('cold-test.tsv') };
  // Before anything is sized: some cars are in no other file.
  const itemFeatures = featuresFrom(file('item-features.tsv'), items, new Book());
  const train = sized(files.train, users, items);
  const warm = sized(files.warm, users, items);
  const cold = sized(files.cold, users, items);
  const masked = new ItemsByUser(train);
  return {
    train,
    itemFeatures,
    judge: (scorer) =>
      (
        [
          [warm, 'train'],
          [cold, 'test'],
        ] as const
      ).flatMap(([test, which]) => {
        const options = { k: 10, candidates: candidatesOf(which, train, test), masked };
        const { precision, ndcg, auc } = evaluate(scorer, test, options).metrics;
        return [precision, ndcg, auc];
      }),
  };
}
