import type { AttributeName } from '../attributes.js';
import type { Filters } from '../filters.js';
import type { Phrase, Said } from './phrase.js';
import { anyOf, gap, limitAfter, noNumberNext, phrase, rangeOf, upTo } from './phrase.js';

/** Something that has limits and is written with a unit: a price, a distance. */
export interface Measure {
  readonly attribute: AttributeName;
  /** The pattern of one amount, with all groups named for it: `n1`, `unit1`. */
  readonly amount: (which: 1 | 2) => string;
  /** The same as the first of two, where the second one may say the unit for both. */
  readonly first: string;
  /** `directed`: words say that it is a limit. Null: it is none. */
  readonly valueOf: (said: Said, which: 1 | 2, directed: boolean) => number | null;
  /** The first of two, given the second. */
  readonly firstOf: (said: Said, second: number, directed: boolean) => number | null;
}

export const atMost = anyOf(
  `under|below|less than|lesser than|lower than|cheaper than|not more than|no more than|not above|not over|upto|up to|
  within|maximum of|max of|maximum|max|at most|till|until`,
);
export const atLeast = anyOf(
  `above|over|more than|greater than|higher than|not less than|no less than|not under|not below|from|starting from|
  starting at|starting|minimum of|min of|minimum|min|at least|beyond|exceeding`,
);
const orLess = limitAfter({
  alone: `max${noNumberNext}|maximum${noNumberNext}`,
  words: 'less|lower|cheaper',
  directions: 'below|under',
});
const orMore = limitAfter({
  alone: 'plus|onwards|onward|upwards',
  words: 'more|higher|up',
  directions: 'above|over',
});

/** What "under", "between" and their like ask of a measure. An amount alone is an upper limit, as buyers mean it. */
export function limitPhrases(measure: Measure): readonly Phrase[] {
  const { attribute, amount, first, valueOf } = measure;
  const one = amount(1);
  const upper =
    (directed: boolean) =>
    (said: Said): Filters | null =>
      rangeUnless(attribute, null, valueOf(said, 1, directed));
  const lower = (said: Said): Filters | null => rangeUnless(attribute, valueOf(said, 1, true), null);
  const between =
    (directed: boolean) =>
    (said: Said): Filters | null => {
      const second = valueOf(said, 2, directed);
      const other = second === null ? null : measure.firstOf(said, second, directed);
      if (second === null || other === null) return null;
      return rangeOf(attribute, { min: Math.min(other, second), max: Math.max(other, second) });
    };
  return [
    phrase(`between${gap}${first}(?:${upTo}|${gap}and${gap})${amount(2)}`, between(true)),
    phrase(`(?:from${gap})?${first}${upTo}${amount(2)}`, between(false)),
    phrase(`${atMost}${gap}${one}`, upper(true)),
    phrase(`${atLeast}${gap}${one}`, lower),
    phrase(`${one}${gap}${orMore}`, lower),
    phrase(`${one}${gap}${orLess}`, upper(true)),
    phrase(one, upper(false)),
  ];
}

/** Null if there is no limit in it. */
export function rangeUnless(
  attribute: AttributeName,
  min: number | null,
  max: number | null,
): Filters | null {
  return min === null && max === null ? null : rangeOf(attribute, { min, max });
}

/** A number as typed, times its unit, in whole units; null if nothing is left of it, or it is more than a URL takes. */
export function times(digits: string | undefined, unit: number): number | null {
  const value = Math.round(Number((digits ?? '').replaceAll(',', '')) * unit);
  return value > 0 && Number.isSafeInteger(value) ? value : null;
}
