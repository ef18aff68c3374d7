import type { AttributeName } from './attributes.js';
import { attributeNamed } from './attributes.js';
import type { Filters, Range } from './filters.js';
import { normalizeFilters, noFilters } from './filters.js';

/** The attributes that slugs have words for, in the order in which a slug says them (the city comes after "cars"). */
export const slugTypes = [
  'color',
  'fuel_type',
  'transmission',
  'make',
  'model',
  'body_type',
  'city',
] as const satisfies readonly AttributeName[];

export type SlugType = (typeof slugTypes)[number];

/** What a slug can say: one value at most of each attribute, and an upper price. */
export interface SlugFilters extends Partial<Readonly<Record<SlugType, number>>> {
  /** Rupees, inclusive. */
  readonly priceMax?: number;
}

/** The listing parameters that ask the same as a slug, in the slug's order: `['model_id', '121']`. */
export function slugParameters(
  filters: SlugFilters,
): readonly (readonly [parameter: string, value: string])[] {
  const parameters: (readonly [string, string])[] = [];
  for (const type of slugTypes) {
    const id = filters[type];
    if (id !== undefined) parameters.push([slugParameter(type), String(id)]);
  }
  const price = attributeNamed('price').range;
  if (filters.priceMax !== undefined && price !== null)
    parameters.push([price.max, String(filters.priceMax)]);
  return parameters;
}

/** The listing parameter that takes the ids of a type: `model_id`. */
export function slugParameter(type: SlugType): string {
  return attributeNamed(type).options?.parameter ?? type;
}

/** A slug's filters as those of a listing. */
export function filtersFromSlug(slug: SlugFilters): Filters {
  const options: Partial<Record<AttributeName, readonly number[]>> = {};
  for (const type of slugTypes) {
    const id = slug[type];
    if (id !== undefined) options[type] = [id];
  }
  const ranges = slug.priceMax === undefined ? {} : { price: { min: null, max: slug.priceMax } };
  return normalizeFilters({ ...noFilters, options, ranges });
}

/**
 * A listing's filters as those of a slug; null when they hold what no slug says: two values of one attribute, features,
 * years, a lower price ... What it returns may still lack a word: `printSlug` decides that.
 */
export function slugFromFilters(filters: Filters): SlugFilters | null {
  const { options, ranges, features } = normalizeFilters(filters);
  if (features.any.length + features.all.length + features.none.length > 0) return null;
  const slug: { -readonly [Key in keyof SlugFilters]: SlugFilters[Key] } = {};
  for (const [name, values] of Object.entries(options)) {
    const type = slugTypes.find((known) => known === name);
    const [id, second] = values;
    if (type === undefined || id === undefined || second !== undefined) return null;
    slug[type] = id;
  }
  for (const [name, range] of Object.entries(ranges) as [AttributeName, Range][]) {
    if (name !== 'price' || range.min !== null || range.max === null) return null;
    slug.priceMax = range.max;
  }
  return slug;
}
