/** A price that a car had before. */
export interface EarlierPrice {
  /** When the price was replaced by the next: UTC, whole seconds, `2020-07-20T02:17:00Z`. */
  readonly until: string;
  /** Whole rupees. */
  readonly price: number;
}

/**
 * Earlier prices as a row of `car` has them, in little memory, for hundreds of thousands of rows may arrive at once: pairs of numbers, oldest
 * first, seconds since 1970 until which the price held and the price.
 */
export type PriceHistory = readonly number[];

/** Earlier prices that are kept of a car. The trigger of migration 0007 keeps to it. */
export const mostEarlierPrices = 20;

export function earlierPrices(history: PriceHistory): readonly EarlierPrice[] {
  const prices: EarlierPrice[] = [];
  for (let at = 0; at + 1 < history.length; at += 2) {
    const until = new Date((history[at] ?? 0) * 1_000).toISOString();
    prices.push({ until: `${until.slice(0, 19)}Z`, price: history[at + 1] ?? 0 });
  }
  return prices;
}

/** The inverse of {@link earlierPrices}. */
export function historyOf(prices: readonly EarlierPrice[]): PriceHistory {
  return prices.flatMap(({ until, price }) => [Date.parse(until) / 1_000, price]);
}
