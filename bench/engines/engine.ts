import type { Query } from '../../src/catalog/query.js';
import type { WideRow } from '../data/wide-rows.js';

/** What an engine finds: how many cars in all, and the page's cards as JSON text. */
export interface Found {
  readonly count: number;
  readonly cards: readonly string[];
}

/** An engine behind the listing route. */
export interface Engine {
  find(query: Query): Promise<Found> | Found;
}

/** A car as the engines from npm get it. */
export type Item = WideRow;
