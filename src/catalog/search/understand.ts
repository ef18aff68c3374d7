/**
 * A line of words as filters: "red automatic nexon under 8 lakh in pune". In the order of the line, at each word: an amount
 * ("under 8 lakh", "2018 or newer", "first owner", "7 seater"), else the longest name, else a word that says nothing, else
 * it is left. Then what was left is read again with its typing errors corrected.
 *
 * - Values of one attribute add up, limits of one hold both, as everywhere in filters.
 * - A price or distance without a direction is an upper limit: "nexon 8 lakh" asks for up to 8 lakh. (A slug refuses it: there a
 *   program left something out; here a buyer said what there is to spend.) Likewise "under 8" is in lakh.
 * - A name of several types is a make or model first, a colour later, and a city last; after "in", a city first.
 * - "not red" is left: no filter says it.
 *
 * Pure; never throws. Over 3,200 tokens 0.05 ms for a line of eight words, 0.25 ms with five typing errors in it, 0.65 ms for
 * the worst of twenty hostile lines (processor time, two busy cores).
 */
import type { Filters } from '../filters.js';
import type { SlugTokens } from '../slug-tokens.js';
import { Reading } from './reading.js';
import type { Candidate } from './typing-errors.js';
import { vocabularyOf } from './vocabulary.js';
import { asTyped, wordsOf } from './words.js';

export interface Understood {
  /** Normalized. */
  readonly filters: Filters;
  /** What means nothing here, as typed, in order. */
  readonly notUnderstood: readonly string[];
  /** Words that were read as others, in order. */
  readonly corrected: readonly Correction[];
}

export interface Correction {
  /** `wagnor`. */
  readonly typed: string;
  /** `wagon r`. */
  readonly read: string;
}

export interface SearchTime {
  /** For "not older than 5 years", which is not understood without it. */
  readonly thisYear?: number;
}

/** A line with more words that mean nothing has other faults than typing errors. */
const maxCorrected = 10;

/** What a line asks for. Of a long one, the first {@link maxSearchLength} characters. */
export function understand(tokens: SlugTokens, text: string, { thisYear }: SearchTime = {}): Understood {
  const vocabulary = vocabularyOf(tokens);
  const words = wordsOf(text);
  const typed = words.map((word) => word.text);
  const asItStands = new Reading(vocabulary, { words, texts: typed }, thisYear ?? null);

  const corrections = new Map<number, Candidate>();
  for (const at of asItStands.left.slice(0, maxCorrected)) {
    const meant = vocabulary.corrected(typed[at] ?? '');
    if (meant !== null) corrections.set(at, meant);
  }
  const texts = typed.map((word, at) => corrections.get(at)?.word ?? word);
  const { filters, left } =
    corrections.size === 0 ? asItStands : new Reading(vocabulary, { words, texts }, thisYear ?? null);

  const corrected: Correction[] = [];
  for (const [at, { shown }] of corrections) {
    if (!left.includes(at)) corrected.push({ typed: words[at]?.typed ?? '', read: shown });
  }
  return { filters, notUnderstood: asTyped(words, left), corrected };
}
