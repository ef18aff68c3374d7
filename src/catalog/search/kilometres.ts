import type { Measure } from './limits.js';
import { atLeast, atMost, limitPhrases, rangeUnless, times } from './limits.js';
import type { Phrase } from './phrase.js';
import { decimal, gap, phrase } from './phrase.js';

const units: Readonly<Record<string, number>> = {
  k: 1_000,
  thousand: 1_000,
  l: 100_000,
  lac: 100_000,
  lakh: 100_000,
  lakhs: 100_000,
};

/** 50,000 km; 40k kms; 1 lakh kilometres. */
const unit = '(?:kms?|kilomet(?:er|re)s?)';
const driven = `(?:${gap}(?:driven|run|done))?`;

function digits(which: 1 | 2): string {
  return `(?<n${which}>${decimal})(?:${gap}?(?<unit${which}>k|thousand|lakhs?|lac|l))?`;
}

function factor(said: string | undefined): number {
  return said === undefined ? 1 : (units[said] ?? 1);
}

const distance: Measure = {
  attribute: 'km_driven',
  amount: (which) => `${digits(which)}${gap}?${unit}${driven}`,
  first: `${digits(1)}(?:${gap}?${unit})?`,
  valueOf: (said, which) => times(said[`n${which}`], factor(said[`unit${which}`])),
  /** "20-40k km", "20000-40000 km". */
  firstOf: (said, second) => {
    const shared = times(said.n1, factor(said.unit1 ?? said.unit2));
    return shared !== null && shared <= second ? shared : times(said.n1, factor(said.unit1));
  },
};

/** "km driven less than 50000": the unit comes first. */
const unitFirst: readonly Phrase[] = [
  phrase(`${unit}${driven}${gap}${atMost}${gap}${digits(1)}(?:${gap}?${unit})?`, (said) =>
    rangeUnless(distance.attribute, null, distance.valueOf(said, 1, true)),
  ),
  phrase(`${unit}${driven}${gap}${atLeast}${gap}${digits(1)}(?:${gap}?${unit})?`, (said) =>
    rangeUnless(distance.attribute, distance.valueOf(said, 1, true), null),
  ),
];

export const kilometrePhrases: readonly Phrase[] = [...unitFirst, ...limitPhrases(distance)];
