import type { Range } from '../filters.js';
import type { Phrase, Said } from './phrase.js';
import { anyOf, gap, limitAfter, noNumberNext, optionsOf, or, phrase, rangeOf, upTo } from './phrase.js';

/** Model years that are told from other numbers. */
const year = String.raw`(?:19[5-9]|20[0-4])\d`;

/** Years of age. */
const age = String.raw`(?<n>[1-9]\d?)${gap}?(?:years?|yrs?)`;

const since = anyOf(
  'from|since|starting from|starting|minimum|min|at least|not older than|no older than|not before',
);
const after = anyOf('after|newer than|later than|younger than|above|over|post');
const before = anyOf('before|older than|earlier than|pre|below|under');
const until = anyOf('upto|up to|till|until|maximum|max|at most|not newer than|not after');
const orNewer = limitAfter({
  alone: 'plus|onwards|onward',
  words: 'newer|later|younger|up',
  directions: 'above|after',
});
const orOlder = limitAfter({
  alone: `max${noNumberNext}`,
  words: 'older|earlier',
  directions: 'below|before',
});

const agedAtMost = anyOf(
  `not older than|no older than|not more than|no more than|less than|newer than|younger than|under|below|within|upto|
  up to|at most|maximum|max|in the last|in last|within the last|the last|last|past`,
);
const agedOver = anyOf('older than|more than|over|above');

export const yearPhrases: readonly Phrase[] = [
  phrase(`between${gap}(?<y>${year})(?:${upTo}|${gap}and${gap})(?<z>${year}|\\d\\d)`, between),
  phrase(`(?:from${gap})?(?<y>${year})${upTo}(?<z>${year}|\\d\\d)`, between),
  bound(`${since}${gap}(?<y>${year})`, (y) => ({ min: y, max: null })),
  bound(`${after}${gap}(?<y>${year})`, (y) => ({ min: y + 1, max: null })),
  bound(`${before}${gap}(?<y>${year})`, (y) => ({ min: null, max: y - 1 })),
  bound(`${until}${gap}(?<y>${year})`, (y) => ({ min: null, max: y })),
  bound(`(?<y>${year})${gap}${orNewer}`, (y) => ({ min: y, max: null })),
  bound(`(?<y>${year})${gap}${orOlder}`, (y) => ({ min: null, max: y })),
  aged(`${agedAtMost}${gap}${age}(?:${gap}old)?`, newest),
  aged(`${agedOver}${gap}${age}(?:${gap}old)?`, (thisYear, years) => ({
    min: null,
    max: thisYear - years - 1,
  })),
  aged(`${age}(?:${or}(?:newer|less|younger)|${gap}old)`, newest),
];

/** A year alone asks for that year. It may as well be a name: Peugeot makes a 2008. */
export const yearAlone: Phrase = phrase(`(?<y>${year})`, ({ y }) => optionsOf('year', [Number(y)]));

function bound(pattern: string, range: (year: number) => Range): Phrase {
  return phrase(pattern, ({ y }) => rangeOf('year', range(Number(y))));
}

/** "2018-2020", "2018-20". */
function between({ y = '', z = '' }: Said): ReturnType<Phrase['meaning']> {
  const [first, second] = [Number(y), Number(z.length === 2 ? y.slice(0, 2) + z : z)];
  return rangeOf('year', { min: Math.min(first, second), max: Math.max(first, second) });
}

function aged(pattern: string, range: (thisYear: number, years: number) => Range): Phrase {
  return phrase(pattern, ({ n }, thisYear) =>
    thisYear === null ? null : rangeOf('year', range(thisYear, Number(n))),
  );
}

function newest(thisYear: number, years: number): Range {
  return { min: thisYear - years, max: null };
}
