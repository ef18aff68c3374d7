/**
 * Addresses of listing pages, both ways. Every question has one address: what slugs have words for stands in the path, all else behind it,
 * in the order of the attribute table. So two addresses that are canonical never ask the same.
 */
import { attributes, featureParameters, featureRules } from '../catalog/attributes.js';
import type { Filters } from '../catalog/filters.js';
import { filterParameters, mergeFilters, normalizeFilters } from '../catalog/filters.js';
import type { Ordering } from '../catalog/ordering.js';
import { orderingToToken } from '../catalog/ordering.js';
import type { GivenParameters, ListingRequest, ParameterProblem } from '../catalog/parse-request.js';
import { parseListingRequest } from '../catalog/parse-request.js';
import { parseSlug, printSlug } from '../catalog/slug.js';
import type { SlugFilters, SlugType } from '../catalog/slug-filters.js';
import { filtersFromSlug, slugTypes } from '../catalog/slug-filters.js';
import type { SlugProblem } from '../catalog/slug-problem.js';
import type { SlugTokens } from '../catalog/slug-tokens.js';
import type { Result } from '../shared/result.js';
import { failed, ok } from '../shared/result.js';

/** What a page of a listing shows, as far as its address says it. */
export interface ListingAsked {
  readonly filters: Filters;
  readonly ordering: Ordering;
  /** From 1. */
  readonly page: number;
  /** As a listing's request has them. */
  readonly modelVersion: number | null;
  readonly seenCarIds: readonly number[];
}

/** The first page of some cars in the usual order. */
export function firstPageOf(filters: Filters): ListingAsked {
  return { filters, ordering: 'recommended', page: 1, modelVersion: null, seenCarIds: [] };
}

/** The cars' own address: `/`, `/used-nexon-cars-in-mumbai`, `/used-suv-cars?year_min=2018`. */
export function addressOfFilters(tokens: SlugTokens, filters: Filters): string {
  return joined(splitFilters(tokens, filters));
}

/** The cars' own address where a slug says all of it, as landing pages have them; null: something stands behind the path. */
export function pathAlone(tokens: SlugTokens, filters: Filters): string | null {
  const { path, parameters } = splitFilters(tokens, filters);
  return parameters.length === 0 ? path : null;
}

/** With order, page and pins, where they are not the usual ones; the page stands before the pins, so that crawlers can be told by its name. */
export function addressOf(tokens: SlugTokens, asked: ListingAsked): string {
  const { path, parameters } = splitFilters(tokens, asked.filters);
  const { ordering, page, modelVersion, seenCarIds } = asked;
  const others = [...parameters];
  if (ordering !== 'recommended') others.push(['ordering', orderingToToken(ordering)]);
  if (page !== 1) others.push(['page', String(page)]);
  if (ordering === 'recommended') {
    if (modelVersion !== null) others.push(['model_version', String(modelVersion)]);
    if (seenCarIds.length > 0) others.push(['seen_car_ids', seenCarIds.join()]);
  }
  return joined({ path, parameters: others });
}

/** Why an address asks nothing. */
export type AddressProblem =
  | { readonly kind: 'slug'; readonly problem: SlugProblem }
  | { readonly kind: 'parameters'; readonly problems: readonly ParameterProblem[] };

/**
 * What an address asks for, its slug's words looked up already.
 *
 * @param slug the path without its slash; empty: none
 */
export function readAddress(
  tokens: SlugTokens,
  slug: string,
  parameters: GivenParameters,
): Result<ListingRequest, AddressProblem> {
  const parsed = parseListingRequest(parameters);
  if (!parsed.ok) return failed({ kind: 'parameters', problems: parsed.problem });
  let { filters } = parsed.value;
  for (const text of [slug, parsed.value.slug ?? '']) {
    if (text === '') continue;
    const said = parseSlug(tokens, text);
    if (!said.ok) return failed({ kind: 'slug', problem: said.problem });
    filters = mergeFilters(filters, filtersFromSlug(said.value));
  }
  return ok({ ...parsed.value, filters, slug: null });
}

/** Parameters that are part of what is asked; all others are somebody else's, and stay where they are. */
const ours: ReadonlySet<string> = new Set([
  ...attributes.flatMap(({ options, range }) => [
    ...(options === null ? [] : [options.parameter, ...options.aliases]),
    ...(range === null ? [] : [range.min, range.max]),
  ]),
  ...featureRules.map((rule) => featureParameters[rule]),
  ...['slug', 'ordering', 'page', 'page_size', 'facets', 'model_version', 'seen_car_ids'],
]);

/**
 * The address that somebody should have asked by; null: it is this very one. Parameters of others are kept.
 *
 * @param path as it was asked
 * @param query as it was asked, without the question mark
 */
export function betterAddress(
  tokens: SlugTokens,
  asked: ListingAsked,
  path: string,
  query: string,
): string | null {
  const parts = query.split('&').filter((part) => part !== '');
  const isOurs = (part: string): boolean => ours.has(nameOf(part));
  const foreign = parts.filter((part) => !isOurs(part));
  const canonical = addressOf(tokens, asked);
  const given = parts.filter(isOurs).join('&');
  if (canonical === (given === '' ? path : `${path}?${given}`)) return null;
  return foreign.length === 0
    ? canonical
    : `${canonical}${canonical.includes('?') ? '&' : '?'}${foreign.join('&')}`;
}

function nameOf(part: string): string {
  return [...new URLSearchParams(part).keys()][0] ?? '';
}

interface Address {
  readonly path: string;
  readonly parameters: readonly (readonly [parameter: string, value: string])[];
}

function joined({ path, parameters }: Address): string {
  if (parameters.length === 0) return path;
  return `${path}?${parameters.map(([parameter, value]) => `${parameter}=${value}`).join('&')}`;
}

/** What the path can say, and the rest. If no slug says it all at once, the path says nothing. */
function splitFilters(tokens: SlugTokens, filters: Filters): Address {
  const { slug, rest } = sluggable(tokens, filters);
  if (Object.keys(slug).length > 0) {
    const text = printSlug(tokens, slug);
    if (text !== null) return { path: `/${text}`, parameters: filterParameters(rest) };
  }
  return { path: '/', parameters: filterParameters(normalizeFilters(filters)) };
}

/** Single values of attributes that slugs have words for, and an upper price in whole lakh that stands alone. */
function sluggable(tokens: SlugTokens, filters: Filters): { slug: SlugFilters; rest: Filters } {
  const slug: Partial<Record<SlugType, number>> & { priceMax?: number } = {};
  const options = { ...filters.options };
  const ranges = { ...filters.ranges };
  for (const type of slugTypes) {
    const [id, second] = options[type] ?? [];
    if (id === undefined || second !== undefined || tokens.spellingsOf(type, id).length === 0) continue;
    slug[type] = id;
    options[type] = [];
  }
  const price = ranges.price;
  if (price?.min === null && price.max !== null && price.max > 0 && price.max % 100_000 === 0) {
    slug.priceMax = price.max;
    delete ranges.price;
  }
  return { slug, rest: normalizeFilters({ ...filters, options, ranges }) };
}
