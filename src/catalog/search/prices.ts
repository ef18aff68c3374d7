import type { Measure } from './limits.js';
import { limitPhrases, times } from './limits.js';
import type { Phrase, Said } from './phrase.js';
import { decimal, gap } from './phrase.js';

const units: readonly (readonly [pattern: RegExp, rupees: number])[] = [
  [/^(?:crores?|cr)$/, 10_000_000],
  [/^(?:lakhs?|lacs?|lk|l)$/, 100_000],
  [/^(?:thousands?|k)$/, 1_000],
];
const lakh = 100_000;

/** Below it a number alone is no price: nobody sells a car for 9,999 rupees. */
const leastRupees = 10_000;
/** Without "under" or "Rs" a number of five digits may as well be kilometres. */
const leastBare = 100_000;
/** "under 8", "between 5 and 8": on a car that can only be lakh. */
const mostLakh = 99;

const rupees = `(?:rs|inr|rupees?)`;

const price: Measure = {
  attribute: 'price',
  amount,
  first: amount(1),
  valueOf: (said, which, directed) => {
    const unit = unitOf(said[`unit${which}`]);
    const digits = said[`n${which}`];
    return unit === null ? withoutUnit(said, which, directed) : times(digits, unit);
  },
  firstOf,
};

/** ₹8,00,000; Rs. 800000; 8 lakh; 7.5l; 1 crore rupees. */
function amount(which: 1 | 2): string {
  const before = `(?<before${which}>${rupees}[ .-]{1,2})?`;
  const unit = `(?:${gap}?(?<unit${which}>crores?|cr|lakhs?|lacs?|lk|l|thousands?|k))?`;
  const after = `(?<after${which}>${gap}${rupees})?`;
  return `${before}(?<n${which}>${decimal})${unit}${after}`;
}

function unitOf(said: string | undefined): number | null {
  return units.find(([pattern]) => said !== undefined && pattern.test(said))?.[1] ?? null;
}

function withoutUnit(said: Said, which: 1 | 2, directed: boolean): number | null {
  const inRupees = said[`before${which}`] !== undefined || said[`after${which}`] !== undefined;
  const value = times(said[`n${which}`], 1);
  if (value === null) return null;
  if (value >= (directed || inRupees ? leastRupees : leastBare)) return value;
  return value <= mostLakh && (directed || inRupees) ? times(said[`n${which}`], lakh) : null;
}

/** "5 to 8 lakh", "80 to 1.2 crore", "50000 to 1 lakh": the first unit that makes it less than the other end. */
function firstOf(said: Said, second: number, directed: boolean): number | null {
  const own = unitOf(said.unit1);
  if (own !== null) return times(said.n1, own);
  const shared = unitOf(said.unit2);
  if (shared === null) return withoutUnit(said, 1, directed);
  const values = [times(said.n1, shared), times(said.n1, lakh), withoutUnit(said, 1, true)];
  return values.find((value) => value !== null && value <= second) ?? values[0] ?? null;
}

export const pricePhrases: readonly Phrase[] = limitPhrases(price);
