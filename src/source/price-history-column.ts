import type { PriceHistory } from '../catalog/price-history.js';
import { SourceError } from './errors.js';

const microseconds = 1_000_000;
const none: PriceHistory = [];

/** What the driver reads of the column `car.price_history`: a list of numbers as text, moments in microseconds. */
export function historyFromColumn(value: unknown): PriceHistory {
  if (!Array.isArray(value))
    throw new SourceError('SOURCE_UNEXPECTED_ROW', `column price_history is ${typeof value}`);
  if (value.length === 0) return none;
  return value.map((each, place) =>
    place % 2 === 0 ? Math.floor(Number(each) / microseconds) : Number(each),
  );
}

/** The same as Postgres reads it. */
export function historyToColumn(history: PriceHistory): string {
  return `{${history.map((each, place) => (place % 2 === 0 ? each * microseconds : each)).join()}}`;
}
