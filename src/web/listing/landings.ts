import type { AttributeName } from '../../catalog/attributes.js';
import type { Filters } from '../../catalog/filters.js';
import { noFilters, normalizeFilters } from '../../catalog/filters.js';
import { slugFromFilters } from '../../catalog/slug-filters.js';
import { histogramBounds } from '../../catalog/facets.js';
import type { FacetNames } from './facet-names.js';
import { headingOf } from './filter-words.js';

/** A way to somewhere. */
export interface Link {
  readonly label: string;
  readonly href: string;
}

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

/** Links of one kind that a page shows at most. */
const mostLinks = 12;

/** Landing pages one step from these filters, those with most cars first; every landing page that has cars is so reached from `/`. */
export function landingsNear(
  filters: Filters,
  names: FacetNames,
  address: (of: Filters) => string,
): readonly Link[] {
  if (!isLanding(filters)) return [];
  const link = (of: Filters): Link => ({
    label: capitalised(headingOf(of, names).replace(/^Used /, '')),
    href: address(of),
  });
  const steps: Filters[] = [];
  const add = (name: AttributeName, most = mostLinks): void => {
    for (const { id, count } of names.options(name).slice(0, most))
      if (count > 0)
        steps.push(normalizeFilters({ ...filters, options: { ...filters.options, [name]: [id] } }));
  };
  const { city, ...others } = filters.options;
  if (city === undefined) add('city', Infinity);
  if (Object.keys(others).length === 0 && filters.ranges.price === undefined) {
    add('make', Infinity);
    add('body_type');
    add('fuel_type');
    for (const max of landingPrices) steps.push({ ...filters, ranges: { price: { min: null, max } } });
  }
  // A make leads to its models.
  const [make] = filters.options.make ?? [];
  const models = names.makes.find(({ id }) => id === make)?.models ?? [];
  for (const { id, count } of models)
    if (count > 0)
      steps.push(
        normalizeFilters({ ...noFilters, options: { ...(city === undefined ? {} : { city }), model: [id] } }),
      );
  // What slugs have no words for has no landing page.
  return steps.map(link).filter(({ href }) => !href.includes('?'));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
