import type { AttributeName } from '../../catalog/attributes.js';
import type { Filters } from '../../catalog/filters.js';
import { noFilters, normalizeFilters } from '../../catalog/filters.js';
import { slugFromFilters } from '../../catalog/slug-filters.js';
import { histogramBounds } from '../../catalog/facets.js';
import type { SlugTokens } from '../../catalog/slug-tokens.js';
import type { Link } from '../link.js';
import { pathAlone } from '../listing-address.js';
import type { FacetNames } from './facet-names.js';
import { capitalised, headingOf } from './filter-words.js';

/** What a listing is about, beside its city. */
const subjects: readonly (AttributeName | 'price')[] = ['make', 'model', 'body_type', 'fuel_type', 'price'];

/**
 * Whether search engines are to keep a listing: all cars, those of one city, of one subject, or of one subject in one city. Every further
 * combination would be one more page that hardly anybody looks for, and there are millions.
 */
export function isLanding(filters: Filters): boolean {
  const slug = slugFromFilters(filters);
  if (slug === null) return false;
  const { city: _city, priceMax, ...others } = slug;
  const said = [...Object.keys(others), ...(priceMax === undefined ? [] : ['price'])];
  if (priceMax !== undefined && !landingPrices.includes(priceMax)) return false;
  return said.length === 0 || (said.length === 1 && subjects.some((subject) => subject === said[0]));
}

/** Upper prices that have a page of their own. */
const landingPrices: readonly number[] = histogramBounds.price.filter((bound) => bound <= 2_500_000);

/** Whether it is a landing page that the counts beside it show cars for. */
export function isOpenLanding(filters: Filters, names: FacetNames): boolean {
  const max = filters.ranges.price?.max ?? null;
  return isLanding(filters) && (max === null || hasBelow(max, names));
}

/**
 * Filters of every landing page that has cars within a place.
 *
 * @param place no filters, or those of one city
 * @param names the counts there
 */
export function landingsWithin(place: Filters, names: FacetNames): readonly Filters[] {
  return [
    ...(['make', 'model', 'body_type', 'fuel_type'] as const).flatMap((name) =>
      withCars(names, name).map((id) => oneOf(place, name, id)),
    ),
    ...landingPrices
      .filter((max) => hasBelow(max, names))
      .map((max) => ({ ...place, ranges: { price: { min: null, max } } })),
  ];
}

/** Landing pages one step from these filters, so that every one is reached from `/`: subjects of a place, a make's models, the cities. */
export function landingsNear(tokens: SlugTokens, filters: Filters, names: FacetNames): readonly Link[] {
  if (!isLanding(filters)) return [];
  const { city, ...subject } = filters.options;
  const steps: Filters[] = [];
  if (city === undefined) steps.push(...withCars(names, 'city').map((id) => oneOf(filters, 'city', id)));
  if (Object.keys(subject).length === 0 && filters.ranges.price === undefined)
    steps.push(...landingsWithin(filters, names).filter(({ options }) => options.model === undefined));
  const make = names.makes.find(({ id }) => id === subject.make?.[0]);
  const place = { ...noFilters, options: city === undefined ? {} : { city } };
  for (const { id, count } of make?.models ?? []) if (count > 0) steps.push(oneOf(place, 'model', id));
  return steps.flatMap((of) => {
    const href = pathAlone(tokens, of);
    // What slugs have no words for has no landing page.
    if (href === null) return [];
    return [{ label: capitalised(headingOf(of, names).replace(/^Used /, '')), href }];
  });
}

/** Whether counts show a car below a price. (Those of exactly that price fall into the next bucket.) */
function hasBelow(max: number, names: FacetNames): boolean {
  const first = names.buckets('price')[0];
  return first !== undefined && (first.from ?? 0) < max;
}

/** Options that cars have here. */
export function withCars(names: FacetNames, name: AttributeName): readonly number[] {
  return names
    .options(name)
    .filter(({ count }) => count > 0)
    .map(({ id }) => id);
}

function oneOf(filters: Filters, name: AttributeName, id: number): Filters {
  return normalizeFilters({ ...filters, options: { ...filters.options, [name]: [id] } });
}
