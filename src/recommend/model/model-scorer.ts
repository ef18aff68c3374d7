import type { ItemsByUser } from '../interactions.js';
import type { Scorer } from '../metrics/evaluate.js';
import { writeScores } from '../row-scores.js';
import type { SparseRows } from '../sparse-rows.js';
import { sparseRows } from '../sparse-rows.js';
import type { RankingModel } from './ranking-model.js';
import { VisitorFinder, writeItem } from './ranking-model.js';

/** Ranks as visitors are served: each is folded in from what they wanted. */
export class ModelScorer implements Scorer {
  readonly #model: RankingModel;
  readonly #finder: VisitorFinder;
  readonly #wanted: ItemsByUser;
  readonly #rows: Float32Array;

  /** @param wanted what is known of each user */
  constructor(model: RankingModel, itemFeatures: SparseRows | null, itemCount: number, wanted: ItemsByUser) {
    const stride = model.components + 1;
    const rows =
      itemFeatures ??
      sparseRows(
        Array.from({ length: itemCount }, () => []),
        0,
      );
    this.#model = model;
    this.#finder = new VisitorFinder(model);
    this.#wanted = wanted;
    this.#rows = new Float32Array(itemCount * stride);
    for (let item = 0; item < itemCount; item++)
      writeItem(model, rows, item, item, this.#rows, item * stride);
  }

  scores(user: number, into: Float64Array): void {
    const stride = this.#model.components + 1;
    const rows = this.#rows;
    const visitor = this.#finder.find(rows, stride, this.#wanted.of(user));
    writeScores(visitor, rows, stride, into);
  }
}
