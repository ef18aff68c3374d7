import type { AttributeName } from './attributes.js';
import { attributes, featureParameters, featureRules } from './attributes.js';
import type { FeatureRule } from './attributes.js';
import type { IndexedCar } from './car.js';

/** Inclusive bounds; null: open on that side. */
export interface Range {
  readonly min: number | null;
  readonly max: number | null;
}

/** Which cars: different attributes must all hold. Lists are ascending, without duplicates, and never empty where present. */
export interface Filters {
  /** The car's value is one of these. */
  readonly options: Partial<Readonly<Record<AttributeName, readonly number[]>>>;
  readonly ranges: Partial<Readonly<Record<AttributeName, Range>>>;
  /** The car has any / all / none of these features; an empty list asks nothing. */
  readonly features: Readonly<Record<FeatureRule, readonly number[]>>;
}

export const noFilters: Filters = { options: {}, ranges: {}, features: { any: [], all: [], none: [] } };

/**
 * One form for all spellings of one question: lists sorted and unique, open ranges left out, "any of one feature" as
 * "all of it", and an "any" list that an "all" list already satisfies left out.
 */
export function normalizeFilters(filters: Filters): Filters {
  const options: Partial<Record<AttributeName, readonly number[]>> = {};
  const ranges: Partial<Record<AttributeName, Range>> = {};
  for (const { name } of attributes) {
    const values = filters.options[name];
    if (values !== undefined && values.length > 0) options[name] = sortedUnique(values);
    const range = filters.ranges[name];
    if (range !== undefined && (range.min !== null || range.max !== null)) ranges[name] = range;
  }
  return { options, ranges, features: normalizeFeatures(filters.features) };
}

function normalizeFeatures(features: Filters['features']): Filters['features'] {
  if (features.any.length + features.all.length + features.none.length === 0) return features;
  const any = sortedUnique(features.any);
  const all = sortedUnique(any.length === 1 ? [...features.all, ...any] : features.all);
  const satisfied = any.length === 1 || any.some((id) => all.includes(id));
  return { any: satisfied ? [] : any, all, none: sortedUnique(features.none) };
}

/** Both questions asked at once, as if their parameters stood in one URL: lists grow, the stricter bound holds. */
export function mergeFilters(one: Filters, other: Filters): Filters {
  const options: Partial<Record<AttributeName, readonly number[]>> = {};
  const ranges: Partial<Record<AttributeName, Range>> = {};
  for (const { name } of attributes) {
    const values = [...(one.options[name] ?? []), ...(other.options[name] ?? [])];
    if (values.length > 0) options[name] = values;
    const range = stricterRange(one.ranges[name], other.ranges[name]);
    if (range !== undefined) ranges[name] = range;
  }
  const features = {
    any: [...one.features.any, ...other.features.any],
    all: [...one.features.all, ...other.features.all],
    none: [...one.features.none, ...other.features.none],
  };
  return normalizeFilters({ options, ranges, features });
}

function stricterRange(one: Range | undefined, other: Range | undefined): Range | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { min: stricter(Math.max, one.min, other.min), max: stricter(Math.min, one.max, other.max) };
}

function stricter(
  choose: (a: number, b: number) => number,
  one: number | null,
  other: number | null,
): number | null {
  if (one === null || other === null) return one ?? other;
  return choose(one, other);
}

/** The filters as the parameters of a URL, sorted by name: readable, and the same for every spelling. */
export function canonicalForm(filters: Filters): string {
  return filterParameters(filters)
    .map(([parameter, value]) => `${parameter}=${value}`)
    .sort()
    .join('&');
}

/** The filters as parameters, in the order of the attribute table. */
export function filterParameters(filters: Filters): (readonly [parameter: string, value: string])[] {
  const parameters: (readonly [string, string])[] = [];
  for (const attribute of attributes) {
    const values = filters.options[attribute.name];
    if (values !== undefined && attribute.options !== null) {
      parameters.push([attribute.options.parameter, values.join(',')]);
    }
    const range = filters.ranges[attribute.name];
    if (range !== undefined && attribute.range !== null) {
      if (range.min !== null) parameters.push([attribute.range.min, String(range.min)]);
      if (range.max !== null) parameters.push([attribute.range.max, String(range.max)]);
    }
  }
  for (const rule of featureRules) {
    if (filters.features[rule].length > 0)
      parameters.push([featureParameters[rule], filters.features[rule].join(',')]);
  }
  return parameters;
}

/** Whether a car is among the cars asked for. A filter on a value that the car lacks leaves it out. */
export function matches(filters: Filters, car: IndexedCar): boolean {
  for (const name in filters.options) {
    const value = car.values[name as AttributeName];
    if (value === null || filters.options[name as AttributeName]?.includes(value) !== true) return false;
  }
  for (const name in filters.ranges) {
    const range = filters.ranges[name as AttributeName];
    const value = car.values[name as AttributeName];
    if (range !== undefined && (value === null || !inRange(value, range))) return false;
  }
  const { any, all, none } = filters.features;
  return (
    (any.length === 0 || any.some((id) => car.featureIds.includes(id))) &&
    all.every((id) => car.featureIds.includes(id)) &&
    !none.some((id) => car.featureIds.includes(id))
  );
}

/** Whether a value lies within bounds; undefined: there are none. */
export function inRange(value: number, range: Range | undefined): boolean {
  if (range === undefined) return true;
  return (range.min === null || value >= range.min) && (range.max === null || value <= range.max);
}

/** Ascending, without duplicates. */
export function sortedUnique(values: readonly number[]): readonly number[] {
  return values.length < 2 ? values : [...new Set(values)].sort((a, b) => a - b);
}
