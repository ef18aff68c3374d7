import type { Result } from '../shared/result.js';
import { failed, ok } from '../shared/result.js';
import type { Attribute, AttributeName } from './attributes.js';
import { attributes, featureParameters } from './attributes.js';
import { isCarIdNumber } from './car.js';
import type { Filters, Range } from './filters.js';
import { noFilters, normalizeFilters, sortedUnique } from './filters.js';
import type { Ordering } from './ordering.js';
import { orderingFromToken, orderingTokens } from './ordering.js';
import type { Position } from './position.js';
import { positionFromString } from './position.js';
import type { Slice } from './query.js';
import { defaultPageSize, maxPageSize } from './query.js';

/** What a visitor asks of the listing, before its slug is looked up. */
export interface ListingRequest extends Slice {
  readonly filters: Filters;
  readonly ordering: Ordering;
  /** Whether all counts are wanted beside the page. */
  readonly facets: boolean;
  /** Its filters are to be merged in. */
  readonly slug: string | null;
  /** Cars this visitor has looked at; for `recommended` only, never part of the hash. Ascending, unique. */
  readonly seenCarIds: readonly number[];
  /** The model that a recommended order began with, and goes on with; 0: none. Null: the one in use, and what is known of the visitor. */
  readonly modelVersion: number | null;
  /** Wait until the index has got there. */
  readonly minPosition: Position | null;
}

/** What somebody asks who says no more than this: of the rest, what holds where an address says nothing. */
export function plainRequest(asked: Partial<ListingRequest>): ListingRequest {
  return {
    filters: noFilters,
    ordering: 'recommended',
    page: 1,
    pageSize: defaultPageSize,
    facets: false,
    slug: null,
    seenCarIds: noNumbers,
    modelVersion: null,
    minPosition: null,
    ...asked,
  };
}

/** A parameter that does not parse, and what it takes. */
export interface ParameterProblem {
  readonly parameter: string;
  readonly message: string;
}

/** Different values that one list may hold: far above any panel of filters, far below what hurts. */
export const maxListValues = 200;

const none: readonly string[] = [];
const noNumbers: readonly number[] = [];
const anOrdering = `one of ${orderingTokens.join(', ')}`;

/** What is asked of a query string: every value of a parameter, decoded, in the order in which they stand. */
export interface GivenParameters {
  getAll(parameter: string): readonly string[];
}

/**
 * Reads the parameters of a listing. Unknown parameters are ignored, empty ones count as not given. Every problem is
 * reported, not only the first.
 */
export function parseListingRequest(
  parameters: GivenParameters,
): Result<ListingRequest, readonly ParameterProblem[]> {
  const reader = new ParameterReader(parameters);
  const request: ListingRequest = {
    filters: normalizeFilters(readFilters(reader)),
    ordering: reader.single('ordering', anOrdering, orderingFromToken) ?? 'recommended',
    page: reader.single('page', 'a whole number from 1', positiveNumber) ?? 1,
    pageSize: readPageSize(reader),
    facets: reader.single('facets', '1 or 0', oneOrZero) ?? false,
    slug: reader.single('slug', 'one slug, such as used-nexon-cars-in-mumbai', (text) => text),
    // Other numbers are of no car.
    seenCarIds: reader.list('seen_car_ids', none, Infinity).filter(isCarIdNumber),
    modelVersion: reader.single('model_version', 'a whole number', wholeNumber),
    minPosition: reader.single('min_position', 'a position such as 16/B374D848', positionFromString),
  };
  return reader.problems.length === 0 ? ok(request) : failed(reader.problems);
}

/** Cars wanted, of a request that takes no other parameter. */
export function parsePageSize(parameters: GivenParameters): Result<number, readonly ParameterProblem[]> {
  const reader = new ParameterReader(parameters);
  const size = readPageSize(reader);
  return reader.problems.length === 0 ? ok(size) : failed(reader.problems);
}

function readPageSize(reader: ParameterReader): number {
  const asked = reader.single('page_size', 'a whole number from 1', positiveNumber);
  return Math.min(asked ?? defaultPageSize, maxPageSize);
}

function readFilters(reader: ParameterReader): Filters {
  const options: Partial<Record<AttributeName, readonly number[]>> = {};
  const ranges: Partial<Record<AttributeName, Range>> = {};
  for (const attribute of attributes) {
    const values =
      attribute.options === null
        ? noNumbers
        : reader.list(attribute.options.parameter, attribute.options.aliases);
    if (values.length > 0) options[attribute.name] = values;
    const range = attribute.range === null ? null : readRange(reader, attribute, attribute.range);
    if (range !== null) ranges[attribute.name] = range;
  }
  const { any, all, none: without } = featureParameters;
  const features = { any: reader.list(any), all: reader.list(all), none: reader.list(without) };
  return { options, ranges, features };
}

/** A bound given twice holds twice: the stricter one decides, in whatever order they stand. Null: none is given. */
function readRange(
  reader: ParameterReader,
  attribute: Attribute,
  bounds: { min: string; max: string },
): Range | null {
  if (!reader.has(bounds.min) && !reader.has(bounds.max)) return null;
  const takes = `a whole number${attribute.unit === null ? '' : ` of ${attribute.unit}`}`;
  const lower = reader.all(bounds.min, takes, wholeNumber);
  const upper = reader.all(bounds.max, takes, wholeNumber);
  return {
    min: lower.length === 0 ? null : Math.max(...lower),
    max: upper.length === 0 ? null : Math.min(...upper),
  };
}

/** 0 to 2^53 - 1 in plain digits, spaces around them allowed; null for anything else. */
function wholeNumber(text: string): number | null {
  if (!/^\s*\d{1,40}\s*$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

function oneOrZero(text: string): boolean | null {
  const digit = text.trim();
  return digit === '1' || digit === '0' ? digit === '1' : null;
}

function positiveNumber(text: string): number | null {
  const value = wholeNumber(text);
  return value === 0 ? null : value;
}

class ParameterReader {
  readonly problems: ParameterProblem[] = [];
  readonly #parameters: GivenParameters;

  constructor(parameters: GivenParameters) {
    this.#parameters = parameters;
  }

  has(parameter: string): boolean {
    return this.#parameters.getAll(parameter).length > 0;
  }

  /** Every given value of one parameter, read; values that do not read are reported. */
  all<T>(parameter: string, takes: string, read: (text: string) => T | null): readonly T[] {
    const values: T[] = [];
    for (const text of this.#parameters.getAll(parameter)) {
      if (text.trim() === '') continue;
      const value = read(text);
      if (value === null) this.#report(parameter, `takes ${takes}, not ${quoted(text)}`);
      else values.push(value);
    }
    return values;
  }

  /** The one value of a parameter; null if not given. Given twice with different values, it is refused. */
  single<T>(parameter: string, takes: string, read: (text: string) => T | null): T | null {
    if (!this.has(parameter)) return null;
    const texts = new Set(this.#parameters.getAll(parameter).map((text) => text.trim()));
    texts.delete('');
    if (texts.size > 1) {
      this.#report(parameter, `is given ${texts.size} times with different values; it takes ${takes}`);
      return null;
    }
    return this.all(parameter, takes, read)[0] ?? null;
  }

  /** A comma list of whole numbers, under any of its names. Ascending, unique. */
  list(name: string, aliases: readonly string[] = none, most = maxListValues): readonly number[] {
    let found = this.#listUnder(name);
    for (const alias of aliases) if (this.has(alias)) found = [...found, ...this.#listUnder(alias)];
    const values = sortedUnique(found);
    if (values.length > most) {
      this.#report(name, `takes up to ${most} different numbers, not ${values.length}`);
    }
    return values;
  }

  #listUnder(parameter: string): readonly number[] {
    const texts = this.#parameters.getAll(parameter);
    return texts.length === 0 ? noNumbers : texts.flatMap((text) => this.#listItems(parameter, text));
  }

  #listItems(parameter: string, text: string): number[] {
    const values: number[] = [];
    for (const item of text.split(',')) {
      if (item.trim() === '') continue;
      const value = wholeNumber(item);
      if (value === null) {
        this.#report(parameter, `takes whole numbers separated by commas, not ${quoted(item)}`);
        return values;
      }
      values.push(value);
    }
    return values;
  }

  #report(parameter: string, message: string): void {
    if (!this.problems.some((problem) => problem.parameter === parameter))
      this.problems.push({ parameter, message });
  }
}

/** What was given, short enough for a message. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
