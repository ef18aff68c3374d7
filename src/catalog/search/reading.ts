import type { Filters } from '../filters.js';
import { mergeFilters, noFilters } from '../filters.js';
import type { SlugType } from '../slug-filters.js';
import type { TokenMatch } from '../slug-tokens.js';
import { AmountReader } from './amounts.js';
import type { Vocabulary } from './vocabulary.js';
import { typesByPreference } from './vocabulary.js';
import { negations, noiseWords, placeWords } from './word-lists.js';
import type { Word } from './words.js';

/** What may stand between "not" and a name, and between names. */
const connectives: ReadonlySet<string> = new Set(['a', 'an', 'any', 'the', 'or', 'and', 'nor']);

/** A line, once through from its beginning. */
export class Reading {
  readonly filters: Filters;
  /** Places of words that mean nothing here, ascending. */
  readonly left: number[] = [];
  readonly #vocabulary: Vocabulary;
  readonly #words: readonly Word[];
  readonly #texts: readonly string[];
  readonly #named: Partial<Record<SlugType, number[]>> = {};
  #amounts: Filters = noFilters;
  /** What came since "in", if that is nothing but names of cities: the next name is one, too, if it may be. */
  #place: 'begun' | 'city named' | null = null;

  /** `texts` stands for the words' own where typing errors were corrected. */
  constructor(
    vocabulary: Vocabulary,
    line: { readonly words: readonly Word[]; readonly texts: readonly string[] },
    thisYear: number | null,
  ) {
    this.#vocabulary = vocabulary;
    this.#words = line.words;
    this.#texts = line.texts;
    const amounts = new AmountReader(line.words, line.texts, thisYear);
    for (let at = 0; at < line.words.length;) at += this.#read(at, amounts);
    this.filters = mergeFilters(this.#amounts, { ...noFilters, options: this.#named });
  }

  /** Reads what begins at a word: how many words that were. */
  #read(at: number, amounts: AmountReader): number {
    const amount = amounts.at(at);
    if (amount !== null) return this.#amount(amount);
    const name = this.#nameAt(at);
    if (name !== null) return this.#isPartOfPlace(at, name) ? 1 : this.#name(name);
    const lone = amounts.loneAt(at);
    if (lone !== null) return this.#amount(lone);
    return this.#otherWord(at);
  }

  #amount({ length, filters }: { readonly length: number; readonly filters: Filters }): number {
    this.#amounts = mergeFilters(this.#amounts, filters);
    this.#place = null;
    return length;
  }

  #nameAt(at: number): TokenMatch | null {
    return this.#vocabulary.nameAt(this.#words, this.#texts, at);
  }

  /**
   * A name of several types is of the first one that nothing is said of yet: "jeep" is the make, "mahindra jeep" and
   * "jeep jeep" have the model of that name, too.
   */
  #name({ length, ids }: TokenMatch): number {
    const types = typesByPreference.filter((known) => ids[known] !== undefined);
    const isCity = this.#place !== null && ids.city !== undefined;
    const type = isCity ? 'city' : (types.find((unsaid) => this.#named[unsaid] === undefined) ?? types[0]);
    const id = type === undefined ? undefined : ids[type];
    if (type !== undefined && id !== undefined) (this.#named[type] ??= []).push(id);
    this.#place = type === 'city' && this.#place !== null ? 'city named' : null;
    return length;
  }

  /** "in pune city" is Pune, not a Honda City there. */
  #isPartOfPlace(at: number, { ids }: TokenMatch): boolean {
    return this.#place === 'city named' && this.#texts[at] === 'city' && ids.city === undefined;
  }

  #otherWord(at: number): number {
    const word = this.#texts[at] ?? '';
    if (negations.has(word)) return this.#negated(at);
    if (placeWords.has(word)) this.#place = 'begun';
    if (noiseWords.has(word)) return 1;
    this.#place = null;
    this.left.push(at);
    return 1;
  }

  /** "not a red or white nexon": no filter says it, and the names alone would be the opposite. */
  #negated(from: number): number {
    let end = from + 1;
    for (let at = end; at < this.#words.length;) {
      const name = this.#nameAt(at);
      if (name === null && !connectives.has(this.#texts[at] ?? '')) break;
      at += name?.length ?? 1;
      if (name !== null) end = at;
    }
    for (let at = from; at < end; at++) this.left.push(at);
    return end - from;
  }
}
