import type { AttributeName } from '../attributes.js';
import type { Filters } from '../filters.js';
import type { Phrase, Said } from './phrase.js';
import { anyOf, gap, limitAfter, noNumberNext, optionsOf, or, phrase, upTo } from './phrase.js';

/** Something that is counted, and asked for as a list of counts. */
interface Count {
  readonly attribute: AttributeName;
  /** What is counted, in one word. */
  readonly noun: string;
  /** How many there may be. "7 or more seats" asks for all of them up to `most`. */
  readonly least: number;
  readonly most: number;
}

/** Nine seats are the most that a car has: with more it is a bus. */
const seats: Count = { attribute: 'seats', noun: 'seat(?:er|ers|s)?', least: 2, most: 9 };
const owners: Count = { attribute: 'owner', noun: 'own(?:er|ers|ed)', least: 1, most: 5 };

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];

const atMost = anyOf('upto|up to|within|maximum|max|at most|not more than|no more than');
const below = anyOf('less than|fewer than|under|below');
const atLeast = anyOf('at least|minimum|min|not less than|no less than');
const above = anyOf('more than|over|above');
const orMore = limitAfter({ alone: 'plus', words: 'more', directions: 'above' });
const orLess = limitAfter({ alone: `max${noNumberNext}`, words: 'less|fewer', directions: 'below' });

export const countPhrases: readonly Phrase[] = [seats, owners].flatMap(phrasesOf);

function phrasesOf({ attribute, noun, least, most }: Count): readonly Phrase[] {
  const number = String.raw`single|${ordinals.join('|')}|\d(?:st|nd|rd|th)?`;
  const [n, m] = [`(?<n>${number})`, `(?<m>${number})`];
  const counted = `${gap}?${noun}`;
  const span = (from: number, to: number): Filters | null => {
    const [low, high] = [Math.max(from, least), Math.min(to, most)];
    const values = Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i);
    return values.length === 0 ? null : optionsOf(attribute, values);
  };
  const some = (values: readonly number[]): Filters | null =>
    values.every((value) => value >= least && value <= most) ? optionsOf(attribute, values) : null;
  const limit = (pattern: string, meaning: (count: number) => Filters | null): Phrase =>
    phrase(pattern, ({ n }) => meaning(countOf(n)));
  return [
    limit(`${atMost}${gap}${n}${counted}`, (count) => span(least, count)),
    limit(`${below}${gap}${n}${counted}`, (count) => span(least, count - 1)),
    limit(`${atLeast}${gap}${n}${counted}`, (count) => span(count, most)),
    limit(`${above}${gap}${n}${counted}`, (count) => span(count + 1, most)),
    limit(`${n}(?:${gap}${orMore}${counted}|${counted}${gap}${orMore})`, (count) => span(count, most)),
    limit(`${n}(?:${gap}${orLess}${counted}|${counted}${gap}${orLess})`, (count) => span(least, count)),
    phrase(`${n}(?:${counted})?${or}${m}${counted}`, (said) => some(bothOf(said))),
    phrase(`${n}${upTo}${m}${counted}`, (said) => span(Math.min(...bothOf(said)), Math.max(...bothOf(said)))),
    limit(`${n}${counted}`, (count) => some([count])),
  ];
}

function bothOf({ n, m }: Said): readonly number[] {
  return [countOf(n), countOf(m)];
}

/** 2 for "2", "2nd" and "second"; 0 for nothing. */
function countOf(said = ''): number {
  if (said === 'single') return 1;
  return ordinals.indexOf(said) + 1 || Number.parseInt(said, 10) || 0;
}
