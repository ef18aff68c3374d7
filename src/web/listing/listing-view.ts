import type { CarCard } from '../../catalog/car.js';
import type { Facets } from '../../catalog/facets.js';
import type { Filters } from '../../catalog/filters.js';
import { noFilters } from '../../catalog/filters.js';
import type { ListingPage } from '../../catalog/listing-engine.js';
import type { Gain } from '../../catalog/loosening.js';
import type { Ordering } from '../../catalog/ordering.js';
import { orderingToToken } from '../../catalog/ordering.js';
import type { ListingRequest } from '../../catalog/parse-request.js';
import type { SlugTokens } from '../../catalog/slug-tokens.js';
import { must } from '../../shared/assert.js';
import type { ListingAsked } from '../listing-address.js';
import { addressOf, addressOfFilters, firstPageOf, pathAlone } from '../listing-address.js';
import { counted } from '../rupees.js';
import type { SearchLeft } from '../search-line.js';
import { chipsOf } from './chips.js';
import { FacetNames } from './facet-names.js';
import { capitalised, headingOf, optionWords } from './filter-words.js';
import { isLanding, isOpenLanding, landingsNear } from './landings.js';
import type { Link } from '../link.js';
import type { Panel } from './panel.js';
import { panelOf } from './panel.js';
import { offerOf } from './offers.js';

/** All that a listing page shows. */
export interface ListingView {
  readonly heading: string;
  readonly title: string;
  readonly description: string;
  /** Path and query of the page's one address, without order and pins. */
  readonly canonical: string;
  readonly indexed: boolean;
  /** Cars in the whole answer. */
  readonly count: number;
  readonly cards: readonly CarCard[];
  readonly chips: readonly Link[];
  /** Where all filters are left out; null: there is none. */
  readonly clear: string | null;
  readonly panel: Panel;
  readonly orders: readonly OrderChoice[];
  readonly pager: Pager;
  readonly crumbs: readonly Link[];
  /** Other listings that people go to from here. */
  readonly landings: readonly Link[];
  /** What there would be with one filter less; asked where nothing was found. */
  readonly offers: readonly Link[];
  /** Words of a search that nobody understood. */
  readonly notUnderstood: readonly string[];
}

export interface OrderChoice {
  readonly token: string;
  readonly label: string;
  readonly chosen: boolean;
}

export interface Pager {
  readonly page: number;
  readonly pages: number;
  readonly previous: string | null;
  readonly next: string | null;
}

const orderLabels: Readonly<Record<string, string>> = {
  recommended: 'Recommended',
  price: 'Price, low to high',
  '-price': 'Price, high to low',
  '-year': 'Newest model year',
  km_driven: 'Fewest kilometres',
  '-date_added': 'Latest arrivals',
};

/** A page whose facets were asked for. */
export interface ListingFound {
  readonly request: ListingRequest;
  readonly page: ListingPage;
  readonly gains: readonly Gain[];
  /** Of the words that led here. */
  readonly search: SearchLeft;
}

export function listingView(tokens: SlugTokens, found: ListingFound): ListingView {
  const { request, page, gains, search } = found;
  const { filters, ordering } = request;
  const names = new FacetNames(must<Facets>(page.facets, 'facets of a page'));
  const chips = chipsOf(filters, names).map(({ label, without }) => ({
    label,
    href: addressIn(tokens, without, ordering),
  }));
  const heading = headingOf(filters, names);
  return {
    heading,
    title: titleOf(heading, request, chips),
    description: descriptionOf(heading, page.count, names),
    canonical: addressOf(tokens, { ...firstPageOf(filters), page: request.page }),
    indexed:
      page.count > 0 &&
      isOpenLanding(filters, names) &&
      ordering === 'recommended' &&
      pathAlone(tokens, filters) !== null,
    count: page.count,
    cards: page.cards.map((card) => JSON.parse(card) as CarCard),
    chips,
    clear: chips.length > 1 ? addressIn(tokens, noFilters, ordering) : null,
    panel: panelOf(filters, names),
    orders: ordersOf(ordering),
    pager: pagerOf(tokens, request, page),
    crumbs: crumbsOf(tokens, filters, names),
    landings: landingsNear(tokens, filters, names),
    offers: gains.map((gain) => offerOf(gain, addressIn(tokens, gain.filters, ordering))),
    notUnderstood: sayable(search.notUnderstood),
  };
}

/** Some single words, so that nobody has our page say a sentence of theirs. */
function sayable(words: readonly string[]): readonly string[] {
  return words.filter((word) => /^\S{1,30}$/.test(word)).slice(0, 5);
}

/** Other cars, in the order that somebody has chosen. */
function addressIn(tokens: SlugTokens, filters: Filters, ordering: Ordering): string {
  return addressOf(tokens, { ...firstPageOf(filters), ordering });
}

/** Says all that is asked, so that no two pages share one. */
function titleOf(heading: string, { filters, page }: ListingRequest, chips: readonly Link[]): string {
  const rest = isLanding(filters)
    ? []
    : chips.map(({ label }) => label).filter((label) => !heading.toLowerCase().includes(label.toLowerCase()));
  const place = page === 1 ? [] : [`page ${page}`];
  return [[heading, ...rest, ...place].join(', '), 'Forecourt'].join(' | ');
}

function descriptionOf(heading: string, count: number, names: FacetNames): string {
  const cars = heading.replace(/^U/, 'u');
  const makes = names.makes.slice(0, 3).map(({ name }) => name);
  const from =
    makes.length > 1 && heading.startsWith('Used cars') ? ` by ${makes.join(', ')} and others` : '';
  return `${counted(count)} ${cars}${from}: photos, price history and a test drive near you. Every car can be bought now.`;
}

function ordersOf(ordering: Ordering): readonly OrderChoice[] {
  const chosen = orderingToToken(ordering);
  const labels = chosen in orderLabels ? orderLabels : { ...orderLabels, [chosen]: chosen };
  return Object.entries(labels).map(([token, label]) => ({ token, label, chosen: token === chosen }));
}

/** The links say what the order depended on: who goes on by them sees each car once. */
function pagerOf(tokens: SlugTokens, request: ListingRequest, { count, pin }: ListingPage): Pager {
  const { filters, ordering, page, pageSize } = request;
  const asked: ListingAsked = {
    ...{ filters, ordering, page },
    modelVersion: pin?.modelVersion ?? null,
    seenCarIds: pin?.seenCarIds ?? [],
  };
  return {
    page,
    pages: Math.max(1, Math.ceil(count / pageSize)),
    previous: page > 1 ? addressOf(tokens, { ...asked, page: page - 1 }) : null,
    next: page * pageSize < count ? addressOf(tokens, { ...asked, page: page + 1 }) : null,
  };
}

/** From all cars to these, by what slugs say: city, then make, then model. */
function crumbsOf(tokens: SlugTokens, filters: Filters, names: FacetNames): readonly Link[] {
  const crumbs: Link[] = [{ label: 'Used cars', href: '/' }];
  let kept = noFilters;
  for (const name of ['city', 'make', 'model'] as const) {
    const [id, second] = filters.options[name] ?? [];
    if (id === undefined || second !== undefined) continue;
    kept = { ...kept, options: { ...kept.options, [name]: [id] } };
    crumbs.push({ label: capitalised(optionWords(name, id, names)), href: addressOfFilters(tokens, kept) });
  }
  return crumbs;
}
