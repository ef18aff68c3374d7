import type { Car } from '../../catalog/car.js';
import type { Interest } from '../../catalog/interest.js';
import type { PriceStanding } from '../../listing/price-standing.js';
import { counted, shortRupees } from '../rupees.js';

/** A price that fell, and has not risen since. */
export interface PriceFall {
  /** Rupees. */
  readonly by: number;
  /** When: UTC. */
  readonly since: string;
}

/** A fall is news for so long. */
const newsMs = 60 * 24 * 60 * 60 * 1_000;

/** Null: the last change of the price was no fall, or is long ago. */
export function fallOf(
  { price, price_history }: Pick<Car, 'price' | 'price_history'>,
  nowMs: number,
): PriceFall | null {
  const last = price_history.at(-1);
  if (last === undefined || last.price <= price || nowMs - Date.parse(last.until) > newsMs) return null;
  return { by: last.price - price, since: last.until };
}

/** A price and the time in which it held. */
export interface PricePeriod {
  readonly price: number;
  /** UTC; null: it is not known. */
  readonly from: string | null;
  /** Null: it holds now. */
  readonly until: string | null;
}

/**
 * The newest first. What the first price that is known held from is when the car was added, unless that is later: a car that is offered again
 * may have been added anew.
 */
export function pricePeriods(
  car: Pick<Car, 'price' | 'price_history' | 'date_added'>,
): readonly PricePeriod[] {
  const prices = [...car.price_history, { price: car.price, until: null }];
  return prices
    .map(({ price, until }, place) => {
      const before = prices[place - 1]?.until ?? (place === 0 ? car.date_added : null);
      return { price, from: until !== null && before !== null && before > until ? null : before, until };
    })
    .toReversed();
}

/** `₹35,000 below the middle of 41 like it`, and what part of them is dearer. */
export function standingWords(price: number, { count, median, dearer }: PriceStanding): string {
  const difference = price - median;
  const middle = `the middle of ${counted(count)} like it`;
  const place =
    difference === 0
      ? `At ${middle}`
      : `${shortRupees(Math.abs(difference))} ${difference < 0 ? 'below' : 'above'} ${middle}`;
  return `${place}; ${partWords(dearer, count)} dearer`;
}

/** `73 % of them are`. None and all are said only where it is so to the last one. */
function partWords(some: number, all: number): string {
  if (some === 0) return 'none of them is';
  if (some >= all) return 'all of them are';
  const percent = Math.round((100 * some) / all);
  return `${Math.min(Math.max(percent, 1), 99)} % of them are`;
}

/** `12 people looked at it this week, 2 asked for a test drive`. */
export function interestWords({ lookers, testDrives }: Interest): string {
  const looked = `${counted(lookers)} ${lookers === 1 ? 'person' : 'people'} looked at it this week`;
  return testDrives === 0 ? looked : `${looked}, ${counted(testDrives)} asked for a test drive`;
}
