/**
 * Slugs, both ways: `used-[color]-[fuel]-[transmission]-[make]-[model]-[body]-cars[-under-4-lakh][-in-city]`.
 *
 * A token may be several words, hold "cars" or "in", and name things of several types. So reading is a search, in a fixed
 * order, and its first success is the meaning: "cars" with all that may follow it, then the longest token, then the
 * earlier type. Printing asks the reader: what it prints is read as what was meant, or it prints nothing.
 */
import type { Result } from '../shared/result.js';
import { failed, ok } from '../shared/result.js';
import type { SlugFilters } from './slug-filters.js';
import { slugTypes } from './slug-filters.js';
import type { SlugProblem } from './slug-problem.js';
import { explainSlug, maxSlugLength, tooLong } from './slug-problem.js';
import type { SlugTokens } from './slug-tokens.js';

/** The types that stand before "cars", in order. */
const leadingTypes = slugTypes.filter((type) => type !== 'city');

const rupees = { lakh: 100_000, crore: 10_000_000 } as const;

/**
 * Spellings of one question that are tried before giving up, at about 3 µs each. The first is right unless words of
 * different things run into each other; then an older word for one of them mostly does, and those come next.
 */
const maxSpellings = 1_000;

/** What a slug asks for, whatever the case of its letters. */
export function parseSlug(tokens: SlugTokens, text: string): Result<SlugFilters, SlugProblem> {
  if (text.length > maxSlugLength) return failed(tooLong(text));
  const words = text.trim().toLowerCase().split('-');
  const reader = new SlugReader(tokens, words);
  const filters = reader.read();
  return filters === null ? failed(explainSlug(tokens, words, reader.stuck)) : ok(filters);
}

/**
 * The one slug for a question: of all its spellings that are read as this question the one with the fewest older words.
 * So whatever parses has a canonical slug. Null if no slug says it: something has no word, or the price is not in whole
 * lakh, or every spelling means something else.
 */
export function printSlug(tokens: SlugTokens, filters: SlugFilters): string | null {
  const parts: (readonly string[])[] = [['used']];
  for (const type of leadingTypes) {
    const id = filters[type];
    if (id !== undefined) parts.push(tokens.spellingsOf(type, id));
  }
  parts.push(['cars']);
  if (filters.priceMax !== undefined) parts.push(priceSpellings(filters.priceMax));
  if (filters.city !== undefined)
    parts.push(tokens.spellingsOf('city', filters.city).map((value) => `in-${value}`));
  if (parts.some((spellings) => spellings.length === 0)) return null;

  let tried = 0;
  for (let age = 0; age <= oldest(parts); age++) {
    for (const slug of joined(parts, age)) {
      const meant = parseSlug(tokens, slug);
      if (meant.ok && sameSlugFilters(meant.value, filters)) return slug;
      if (++tried >= maxSpellings) return null;
    }
  }
  return null;
}

/** Whether two slugs ask for the same cars. */
export function sameSlugFilters(one: SlugFilters, other: SlugFilters): boolean {
  return one.priceMax === other.priceMax && slugTypes.every((type) => one[type] === other[type]);
}

/** Every way to take one spelling of each part, so that their ranks add up to `age`: 0 is the first of each. */
function* joined(parts: readonly (readonly string[])[], age: number): Generator<string> {
  const [first, ...others] = parts;
  if (first === undefined || age > oldest(parts)) return;
  for (const [rank, spelling] of first.slice(0, age + 1).entries()) {
    if (others.length > 0) for (const rest of joined(others, age - rank)) yield `${spelling}-${rest}`;
    else if (rank === age) yield spelling;
  }
}

function oldest(parts: readonly (readonly string[])[]): number {
  return parts.reduce((sum, spellings) => sum + spellings.length - 1, 0);
}

/** `under-1-crore`, `under-100-lakh`; empty for what is not whole. The reader refuses what is no price. */
function priceSpellings(priceMax: number): readonly string[] {
  return (['crore', 'lakh'] as const)
    .filter((unit) => priceMax % rupees[unit] === 0)
    .map((unit) => `under-${priceMax / rupees[unit]}-${unit}`);
}

class SlugReader {
  /** The furthest word that some reading came to and made nothing of. */
  stuck = 0;
  readonly #tokens: SlugTokens;
  readonly #words: readonly string[];
  /**
   * Places (word, first type that may stand there) from which nothing can be read. Without it, a slug of "a-a-a-..."
   * over tokens "a", "a-a" ... would be tried in every way to cut it.
   */
  readonly #dead = new Set<number>();

  constructor(tokens: SlugTokens, words: readonly string[]) {
    this.#tokens = tokens;
    this.#words = words;
  }

  read(): SlugFilters | null {
    return this.#words[0] === 'used' ? this.#fromWord(1, 0) : null;
  }

  #fromWord(at: number, firstType: number): SlugFilters | null {
    const place = at * (leadingTypes.length + 1) + firstType;
    if (this.#dead.has(place)) return null;
    const filters = this.#afterCars(at) ?? this.#fromToken(at, firstType);
    if (filters !== null) return filters;
    this.#dead.add(place);
    return this.#stuckAt(at);
  }

  #fromToken(at: number, firstType: number): SlugFilters | null {
    for (const { length, ids } of this.#tokens.matchesAt(this.#words, at)) {
      for (const [place, type] of leadingTypes.entries()) {
        const id = ids[type];
        if (id === undefined || place < firstType) continue;
        const rest = this.#fromWord(at + length, place + 1);
        if (rest !== null) return { [type]: id, ...rest };
      }
    }
    return null;
  }

  /** "cars" and all that follows it. */
  #afterCars(at: number): SlugFilters | null {
    if (this.#words[at] !== 'cars') return null;
    const priceMax = priceFrom(this.#words.slice(at + 1, at + 4));
    const price = priceMax === null ? {} : { priceMax };
    const next = at + 1 + (priceMax === null ? 0 : 3);
    if (next === this.#words.length) return price;
    if (this.#words[next] !== 'in') return this.#stuckAt(next);
    const city = this.#tokens.matchesAt(this.#words, next + 1).find(({ ids }) => ids.city !== undefined);
    const end = next + 1 + (city?.length ?? 0);
    if (city?.ids.city === undefined || end < this.#words.length) return this.#stuckAt(end);
    return { ...price, city: city.ids.city };
  }

  #stuckAt(at: number): null {
    this.stuck = Math.max(this.stuck, at);
    return null;
  }
}

/** 400000 for "under", "4", "lakh". */
function priceFrom([direction, digits, unit]: readonly string[]): number | null {
  if (direction !== 'under' || digits === undefined || !/^[1-9]\d{0,10}$/.test(digits)) return null;
  if (unit !== 'lakh' && unit !== 'crore') return null;
  const priceMax = Number(digits) * rupees[unit];
  return Number.isSafeInteger(priceMax) ? priceMax : null;
}
