/** How well one user's test items are ranked, or the means over users. All from 0 to 1, 1 the best. */
export interface Metrics {
  /** Of the first k, how many are test items; divided by k, however few there are. */
  readonly precision: number;
  /** Of the test items, how many are among the first k. */
  readonly recall: number;
  /** Gains of 1, discounted by log2(rank + 2), of the first k; divided by the most that was possible. Järvelin, Kekäläinen 2002. */
  readonly ndcg: number;
  /**
   * How often a test item is above another candidate: the mean over the test items, the i-th best (from 0) at rank r, of
   * 1 - min(negatives, max(0, r - i)) / negatives. Not a number where there is no other candidate. LightFM's, which has no such minimum: of
   * test items that are equals each counts the others as well, and where nearly all candidates are, more than there are negatives.
   */
  readonly auc: number;
  /** 1 / (1 + rank of the best test item). */
  readonly reciprocalRank: number;
}

/**
 * Of one user.
 *
 * @param ranks of the test items, from 0, ascending; at least one
 * @param negatives candidates that are no test items
 */
export function metricsOf(ranks: readonly number[], negatives: number, k: number): Metrics {
  const hits = ranks.filter((rank) => rank < k);
  const gain = sum(hits.map(discount));
  const ideal = sum(Array.from({ length: Math.min(k, ranks.length) }, (_, rank) => discount(rank)));
  return {
    precision: hits.length / k,
    recall: hits.length / ranks.length,
    ndcg: gain / ideal,
    auc: negatives === 0 ? Number.NaN : aucOf(ranks, negatives),
    reciprocalRank: 1 / (1 + ranks[0]!),
  };
}

function aucOf(ranks: readonly number[], negatives: number): number {
  const above = ranks.map((rank, place) => Math.min(negatives, Math.max(0, rank - place)));
  return sum(above.map((count) => 1 - count / negatives)) / ranks.length;
}

/** Over users; an AUC that is not a number is left out of the mean of AUCs. Not numbers if there is no user. */
export function meanMetrics(users: readonly Metrics[]): Metrics {
  const mean = (values: readonly number[]): number => sum(values) / values.length;
  return {
    precision: mean(users.map(({ precision }) => precision)),
    recall: mean(users.map(({ recall }) => recall)),
    ndcg: mean(users.map(({ ndcg }) => ndcg)),
    auc: mean(users.map(({ auc }) => auc).filter((auc) => !Number.isNaN(auc))),
    reciprocalRank: mean(users.map(({ reciprocalRank }) => reciprocalRank)),
  };
}

function discount(rank: number): number {
  return 1 / Math.log2(rank + 2);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}
