import type { Filters } from '../filters.js';
import { countPhrases } from './counts.js';
import { kilometrePhrases } from './kilometres.js';
import type { Phrase } from './phrase.js';
import { pricePhrases } from './prices.js';
import { amountWords } from './word-lists.js';
import type { Word } from './words.js';
import { yearAlone, yearPhrases } from './years.js';

/** Some words of a line that are an amount. */
export interface Amount {
  /** How many words. */
  readonly length: number;
  readonly filters: Filters;
}

/** What says its unit comes first: "under 5 seats" is no price. */
const phrases: readonly Phrase[] = [...countPhrases, ...kilometrePhrases, ...yearPhrases, ...pricePhrases];
const lonePhrases: readonly Phrase[] = [yearAlone];

const numbers: Readonly<Record<string, string>> = Object.fromEntries(
  ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].map((word, at) => [
    word,
    String(at + 1),
  ]),
);

/** A line laid out for the patterns of amounts: what stands between words is a space, a hyphen, a comma or a point. */
export class AmountReader {
  readonly #thisYear: number | null;
  readonly #text: string;
  readonly #starts: readonly number[];
  /** Whether a word is one with which amounts begin. Most are not: they are spared some fifty patterns. */
  readonly #begins: readonly boolean[];
  /** The number of words up to an end of a word. */
  readonly #ends = new Map<number, number>();

  /** `texts` stands for the words' own where typing errors were corrected. */
  constructor(words: readonly Word[], texts: readonly string[], thisYear: number | null) {
    this.#thisYear = thisYear;
    const starts: number[] = [];
    const begins: boolean[] = [];
    let text = '';
    for (const [at, word] of words.entries()) {
      if (at > 0) text += separator(word, words[at - 1]);
      starts.push(text.length);
      const own = texts[at] ?? '';
      const laidOut = Object.hasOwn(numbers, own) ? (numbers[own] ?? '') : own;
      begins.push(/^\d/.test(laidOut) || amountWords.has(laidOut));
      text += laidOut;
      this.#ends.set(text.length, at + 1);
    }
    this.#text = text;
    this.#starts = starts;
    this.#begins = begins;
  }

  /** The amount that begins at a word, if there is one. */
  at(word: number): Amount | null {
    return this.#read(phrases, word);
  }

  /** A number at a word that is an amount if it is nothing else. */
  loneAt(word: number): Amount | null {
    return this.#read(lonePhrases, word);
  }

  #read(from: readonly Phrase[], word: number): Amount | null {
    if (this.#begins[word] !== true) return null;
    for (const { pattern, meaning } of from) {
      pattern.lastIndex = this.#starts[word] ?? this.#text.length;
      const match = pattern.exec(this.#text);
      const end = match === null ? undefined : this.#ends.get(pattern.lastIndex);
      const filters = end === undefined ? null : meaning(match?.groups ?? {}, this.#thisYear);
      if (end !== undefined && filters !== null) return { length: end - word, filters };
    }
    return null;
  }
}

/** A comma parts the digits of one number if two or three follow: 8,00,000 is one, "2018,2019" are two. */
function separator({ gap, text }: Word, before: Word | undefined): string {
  if (gap === ',') return /\d$/.test(before?.text ?? '') && /^\d{2,3}(?!\d)/.test(text) ? ',' : ' ';
  if (gap === '.') return '.';
  return /[-‐-―−]/.test(gap) ? '-' : ' ';
}
