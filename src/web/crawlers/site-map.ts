import type { ListingPage } from '../../catalog/listing-engine.js';
import type { ListingRequest } from '../../catalog/parse-request.js';
import { plainRequest } from '../../catalog/parse-request.js';
import type { Filters } from '../../catalog/filters.js';
import { noFilters } from '../../catalog/filters.js';
import { linkOf } from '../../catalog/car.js';
import type { CarId } from '../../catalog/car.js';
import { maxPageSize } from '../../catalog/query.js';
import type { SlugTokens } from '../../catalog/slug-tokens.js';
import { must } from '../../shared/assert.js';
import type { Listings } from '../../listing/listings.js';
import { pathAlone } from '../listing-address.js';
import { FacetNames } from '../listing/facet-names.js';
import { landingsWithin, withCars } from '../listing/landings.js';

/** What one file may hold: https://www.sitemaps.org/protocol.html */
const mostAddresses = 50_000;

export interface SiteMapParts {
  readonly listings: Pick<Listings, 'answer'>;
}

/**
 * Paths of all landing pages that have cars, and of the cars themselves, the latest first, as far as they fit in. Read off the counts of the
 * listing: one question for all cars and one for each city, then the cars page by page.
 */
export async function siteMapPaths(
  { listings }: SiteMapParts,
  tokens: SlugTokens,
): Promise<readonly string[]> {
  const paths = new Set<string>();
  const add = (filters: Filters): void => {
    const path = pathAlone(tokens, filters);
    // What slugs have no words for has no landing page.
    if (path !== null) paths.add(path);
  };
  const places: Filters[] = [noFilters];
  for (const place of places) {
    const { facets } = await ask(listings, { filters: place, facets: true });
    const names = new FacetNames(must(facets, 'facets of a page'));
    add(place);
    for (const landing of landingsWithin(place, names)) add(landing);
    // A loop over an array goes on with what is put at its end meanwhile.
    if (place === noFilters)
      for (const id of withCars(names, 'city')) places.push({ ...noFilters, options: { city: [id] } });
  }
  for await (const path of carPaths(listings)) {
    if (paths.size >= mostAddresses) break;
    paths.add(path);
  }
  return [...paths];
}

async function* carPaths(listings: SiteMapParts['listings']): AsyncGenerator<string> {
  for (let page = 1; ; page++) {
    const { cards, count } = await ask(listings, { page });
    for (const card of cards) yield linkOf((JSON.parse(card) as { readonly id: CarId }).id);
    if (page * maxPageSize >= count) return;
  }
}

async function ask(listings: SiteMapParts['listings'], asked: Partial<ListingRequest>): Promise<ListingPage> {
  const ordering = { attribute: 'date_added', descending: true } as const;
  const answered = await listings.answer(plainRequest({ ordering, pageSize: maxPageSize, ...asked }));
  if (!answered.ok) throw new Error(answered.problem.message);
  return answered.value;
}

/** The document's text. */
export function siteMapText(origin: string, paths: readonly string[]): string {
  const urls = paths.map((path) => `<url><loc>${escaped(origin + path)}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('\n')}\n</urlset>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
