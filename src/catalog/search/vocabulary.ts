import type { SlugType } from '../slug-filters.js';
import type { SlugTokens, Spelling, TokenMatch } from '../slug-tokens.js';
import type { Candidate } from './typing-errors.js';
import { TypingErrors } from './typing-errors.js';
import { amountWords, negations, noiseWords, placeWords, plainWords, synonyms } from './word-lists.js';
import type { Word } from './words.js';

type Ids = Partial<Record<SlugType, number>>;

/** What a word of several types is first. */
export const typesByPreference = [
  'make',
  'model',
  'body_type',
  'fuel_type',
  'transmission',
  'color',
  'city',
] as const satisfies readonly SlugType[];

/** A comma or a bracket parts two names. */
const joins = /^[\s\-‐-―.'’_/]*$/;

/** "mercedes" is enough of Mercedes-Benz, "r" is not of Wagon R. */
const shortestPart = 3;

/** "sets" is no seat, and "lens" is not less. */
const shortestAmountWord = 5;

const known = new WeakMap<SlugTokens, Vocabulary>();

/** The vocabulary of some tokens, made when first asked for: 60 ms for 3,200, twice what the tokens took. */
export function vocabularyOf(tokens: SlugTokens): Vocabulary {
  const made = known.get(tokens) ?? new Vocabulary(tokens);
  known.set(tokens, made);
  return made;
}

/** The words for things, however people cut them: "wagon r", "wagonr", "Wagon-R"; "maruti" of "maruti-suzuki". */
export class Vocabulary {
  readonly #tokens: SlugTokens;
  /** Tokens, synonyms and parts by their letters without hyphens. */
  readonly #joined = new Map<string, Ids>();
  /** Every word of every token. */
  readonly #parts = new Set<string>();
  readonly #mostWords: number;
  readonly #errors: TypingErrors;

  constructor(tokens: SlugTokens) {
    this.#tokens = tokens;
    let mostWords = 1;
    for (const { value, type, id } of tokens.all) {
      const parts = value.split('-');
      mostWords = Math.max(mostWords, parts.length);
      for (const part of parts) this.#parts.add(part);
      this.#add(joined(value), type, id);
    }
    // One more, since "eco sport" is EcoSport.
    this.#mostWords = mostWords + 1;
    this.#addSynonyms();
    this.#addParts();
    this.#errors = new TypingErrors(this.#candidates());
  }

  /** The longest name that begins at a word; null if none does. */
  nameAt(words: readonly Word[], texts: readonly string[], from: number): TokenMatch | null {
    const exact = this.#tokens.matchesAt(texts, from)[0];
    let longest: TokenMatch | null = exact ?? null;
    let letters = '';
    for (let length = 1; length <= this.#mostWords; length++) {
      const text = texts[from + length - 1];
      if (text === undefined || (length > 1 && !joins.test(words[from + length - 1]?.gap ?? ''))) break;
      letters += text;
      const ids = this.#joined.get(letters);
      if (ids !== undefined && length > (longest?.length ?? 0)) longest = { length, ids };
    }
    return longest;
  }

  /** What a word was meant to be, if it means nothing as it is. */
  corrected(text: string): Candidate | null {
    const means =
      this.#joined.has(text) ||
      this.#parts.has(text) ||
      [noiseWords, plainWords, amountWords, negations].some((list) => list.has(text));
    return means ? null : this.#errors.nearest(text);
  }

  /** What was there first stays. */
  #add(letters: string, type: SlugType, id: number): void {
    const ids = this.#joined.get(letters) ?? {};
    this.#joined.set(letters, ids);
    ids[type] ??= id;
  }

  #addSynonyms(): void {
    const added: [string, Ids][] = [];
    for (const [said, value] of synonyms) {
      const ids = this.#joined.get(joined(value));
      if (ids !== undefined && !this.#joined.has(joined(said))) added.push([joined(said), ids]);
    }
    for (const [letters, ids] of added) this.#joined.set(letters, ids);
  }

  /** A word of a longer name stands for it, if of the first type that has such names there is one only. */
  #addParts(): void {
    const named = new Map<string, Map<SlugType, Set<number>>>();
    for (const { value, type, id } of this.#tokens.all) {
      const parts = value.split('-');
      for (const part of parts.length > 1 ? parts : []) {
        if (!isTelling(part) || this.#joined.has(part)) continue;
        const types = named.get(part) ?? new Map<SlugType, Set<number>>();
        named.set(part, types.set(type, (types.get(type) ?? new Set<number>()).add(id)));
      }
    }
    for (const [part, types] of named) {
      const type = typesByPreference.find((preferred) => types.has(preferred));
      const [id, ...others] = (type === undefined ? undefined : types.get(type)) ?? [];
      if (type !== undefined && id !== undefined && others.length === 0)
        this.#joined.set(part, { [type]: id });
    }
  }

  *#candidates(): Generator<Candidate> {
    for (const spelling of this.#tokens.all) yield* candidatesOf(spelling);
    for (const [said] of synonyms)
      if (this.#joined.has(joined(said))) yield { word: joined(said), shown: shown(said), rank: 1 };
    for (const word of amountWords)
      if (word.length >= shortestAmountWord || word === 'lakh') yield { word, shown: word, rank: 2 };
  }
}

function* candidatesOf({ type, value }: Spelling): Generator<Candidate> {
  const rank = type === 'make' || type === 'model' ? 0 : 1;
  yield { word: joined(value), shown: shown(value), rank };
  for (const part of value.split('-')) yield { word: part, shown: part, rank };
}

function isTelling(part: string): boolean {
  if (part.length < shortestPart || !/^[a-z]+$/.test(part)) return false;
  return ![noiseWords, plainWords, placeWords, amountWords, negations].some((list) => list.has(part));
}

function joined(value: string): string {
  return value.replaceAll('-', '');
}

function shown(value: string): string {
  return value.replaceAll('-', ' ');
}
