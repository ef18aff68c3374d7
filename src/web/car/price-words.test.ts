import { describe, expect, it } from 'vitest';
import { fallOf, interestWords, pricePeriods, standingWords } from './price-words.js';

const day = (number: number): string => `2026-06-${String(number).padStart(2, '0')}T10:00:00Z`;
const now = Date.parse(day(30));

describe('a fall of the price', () => {
  it('is its last change, if that is not long ago', () => {
    const history = [
      { until: day(1), price: 700_000 },
      { until: day(9), price: 650_000 },
    ];
    expect(fallOf({ price: 615_000, price_history: history }, now)).toEqual({ by: 35_000, since: day(9) });
    expect(fallOf({ price: 660_000, price_history: history }, now)).toBeNull();
    expect(fallOf({ price: 615_000, price_history: [] }, now)).toBeNull();
    expect(fallOf({ price: 615_000, price_history: history }, Date.parse('2026-09-01T00:00:00Z'))).toBeNull();
  });
});

describe('the times in which prices held', () => {
  it('follow each other, the newest first', () => {
    const history = [
      { until: day(3), price: 700_000 },
      { until: day(9), price: 650_000 },
    ];
    expect(pricePeriods({ price: 615_000, price_history: history, date_added: day(1) })).toEqual([
      { price: 615_000, from: day(9), until: null },
      { price: 650_000, from: day(3), until: day(9) },
      { price: 700_000, from: day(1), until: day(3) },
    ]);
  });

  it('do not begin after they end, though the car may have been added anew', () => {
    const history = [{ until: day(3), price: 700_000 }];
    expect(pricePeriods({ price: 615_000, price_history: history, date_added: day(8) })).toEqual([
      { price: 615_000, from: day(3), until: null },
      { price: 700_000, from: null, until: day(3) },
    ]);
  });
});

it('a standing is said as a difference from the middle', () => {
  const of = (price: number, median: number, dearer = 30): string =>
    standingWords(price, { count: 41, median, dearer });
  expect(of(565_000, 600_000)).toBe('₹35,000 below the middle of 41 like it; 73 % of them are dearer');
  expect(of(765_000, 600_000, 0)).toBe('₹1.65 lakh above the middle of 41 like it; none of them is dearer');
  expect(of(465_000, 600_000, 41)).toBe('₹1.35 lakh below the middle of 41 like it; all of them are dearer');
  expect(of(600_000, 600_000)).toBe('At the middle of 41 like it; 73 % of them are dearer');
});

it('interest is said in whole people', () => {
  expect(interestWords({ lookers: 1_200, testDrives: 0 })).toBe('1,200 people looked at it this week');
  expect(interestWords({ lookers: 12, testDrives: 2 })).toBe(
    '12 people looked at it this week, 2 asked for a test drive',
  );
});
