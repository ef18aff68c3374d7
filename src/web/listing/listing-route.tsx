import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Filters } from '../../catalog/filters.js';
import { filterParameters } from '../../catalog/filters.js';
import type { Gain } from '../../catalog/loosening.js';
import type { ListingRequest } from '../../catalog/parse-request.js';
import { pageExists } from '../../catalog/query.js';
import type { SlugTokens } from '../../catalog/slug-tokens.js';
import type { Listings } from '../../listing/listings.js';
import type { Loosenings } from '../../listing/loosenings.js';
import type { Words } from '../../listing/slug-book.js';
import type { Slugs } from '../../listing/slugs.js';
import { LinkOrigin, rawQuery } from '../../visit/link-origin.js';
import { positionSeen, VisitHeaders } from '../../visit/position-cookie.js';
import { QueryString } from '../../visit/query-string.js';
import { withOpenedCars } from '../../visit/with-opened-cars.js';
import type { Document } from '../document.js';
import type { AddressProblem } from '../listing-address.js';
import { addressOf, betterAddress, readAddress } from '../listing-address.js';
import type { PageSender } from '../page-sender.js';
import { badAddressPage, noSuchListingPage, noSuchResultsPage, problemPage } from '../problem-pages.js';
import { searchLeft } from '../search-line.js';
import { ListingBody } from './listing-page.js';
import type { ListingFound } from './listing-view.js';
import { listingView } from './listing-view.js';
import { breadcrumbs, itemList } from './structured-data.js';

export interface ListingPageParts {
  readonly listings: Pick<Listings, 'answer'>;
  readonly loosenings: Pick<Loosenings, 'answer'>;
  readonly slugs: Pick<Slugs, 'known' | 'fresh'>;
  readonly sender: PageSender;
  readonly publicUrl: string | null;
}

/** Cars on a page: two, three or four columns come out even. */
const pageSize = 24;
const mostOffers = 4;

/** `/` and `/used-...-cars...`. */
export function listingPageRoute(app: FastifyInstance, parts: ListingPageParts): void {
  const route = new ListingPageRoute(parts);
  const options = { schema: { hide: true } };
  app.get('/', options, (request, reply) => route.answer(request, reply, '', '/'));
  app.get<{ Params: { slug: string } }>('/:slug(^[uU][sS][eE][dD]-.*)', options, (request, reply) =>
    route.answer(request, reply, request.params.slug, pathOf(request)),
  );
}

class ListingPageRoute {
  readonly #parts: ListingPageParts;
  readonly #origin: LinkOrigin;
  readonly #headers: VisitHeaders;

  constructor(parts: ListingPageParts) {
    this.#parts = parts;
    this.#origin = new LinkOrigin(parts.publicUrl);
    this.#headers = new VisitHeaders(parts.publicUrl);
  }

  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    slug: string,
    path: string,
  ): Promise<FastifyReply> {
    const { slugs, sender } = this.#parts;
    const query = new QueryString(rawQuery(request));
    let words = await slugs.known();
    for (;;) {
      const read = readAddress(words.tokens, slug, query);
      if (read.ok) {
        if (valuesIn(read.value.filters) > mostValues) return sender.send(request, reply, tooMuchPage);
        const better = betterAddress(words.tokens, read.value, path, query.text);
        // Names of cities and models change: no browser is to remember where an old one led.
        if (better !== null) return reply.header('cache-control', 'no-cache').redirect(better, 301);
      }
      const found = read.ok ? await this.#find(request, reply, read.value) : null;
      // An answer under newer words than these: what the slug says may be something else by now.
      const outdated =
        found === null ? !read.ok && read.problem.kind === 'slug' : isOther(found, words.version);
      if (outdated) {
        const fresh = await slugs.fresh();
        if (fresh.version !== words.version) {
          words = fresh;
          continue;
        }
      }
      if (!read.ok) return sender.send(request, reply, addressProblemPage(read.problem));
      if (found === null || !pageExists(found.request, found.page.count)) {
        const first = addressOf(words.tokens, { ...read.value, page: 1 });
        return sender.send(request, reply, noSuchResultsPage(first));
      }
      return this.#send(request, reply, words, { ...found, search: searchLeft(words.tokens, query) });
    }
  }

  async #find(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: ListingRequest,
  ): Promise<Omit<ListingFound, 'search'> | null> {
    const seen = positionSeen(request);
    const listing = withOpenedCars({ ...asked, pageSize, facets: true }, request);
    const answered = await this.#parts.listings.answer(listing, seen);
    if (!answered.ok) return null;
    this.#headers.write(reply, answered.value.position, seen);
    return {
      request: listing,
      page: answered.value,
      gains: await this.#gains(listing, answered.value.count, seen),
    };
  }

  /** Where nothing was found, what one filter less would give. (Offered more often, crawlers would go from one wider question to the next.) */
  async #gains(
    listing: ListingRequest,
    count: number,
    seen: ReturnType<typeof positionSeen>,
  ): Promise<readonly Gain[]> {
    if (count > 0) return [];
    const loosened = await this.#parts.loosenings.answer(listing, seen);
    return loosened.ok ? loosened.value.gains.slice(0, mostOffers) : [];
  }

  #send(
    request: FastifyRequest,
    reply: FastifyReply,
    words: Words,
    found: ListingFound,
  ): Promise<FastifyReply> {
    const origin = this.#origin.of(request);
    return this.#parts.sender.sendKept(
      request,
      reply,
      () => contentOf(origin, words, found),
      () => pageOf(origin, words.tokens, found),
    );
  }
}

function pageOf(origin: string, tokens: SlugTokens, found: ListingFound): Document {
  const view = listingView(tokens, found);
  const absolute = (href: string | null): string | null => (href === null ? null : origin + href);
  return {
    title: view.title,
    description: view.description,
    canonical: origin + view.canonical,
    indexed: view.indexed,
    previous: absolute(view.pager.previous),
    next: absolute(view.pager.next),
    searched: found.search.line,
    facts: [breadcrumbs(origin, view.crumbs), itemList(origin, view.cards)],
    body: <ListingBody view={view} />,
  };
}

/**
 * All that the page is made of, where many may ask for it. Null: it was made for one visitor, or of an answer with no digest or no words at hand. What others hang
 * on the address (an advert's click) is no part of it, and neither is the position, which moves with every commit of anybody.
 */
function contentOf(
  origin: string,
  { tokens, version }: Words,
  { request, page, gains, search }: ListingFound,
): string | null {
  const { tag, facets, words, pin } = page;
  // Links are made of the words at hand: of other ones than the answer's, another page would be made.
  if (words === null || words !== version) return null;
  const isAnybodys = search.line === '' && gains.length === 0 && request.seenCarIds.length === 0;
  if (tag === null || !isAnybodys) return null;
  return [origin, addressOf(tokens, request), words, pin?.modelVersion, tag, JSON.stringify(facets)].join(
    ' ',
  );
}

function isOther({ page }: Pick<ListingFound, 'page'>, version: string | null): boolean {
  return page.words !== null && page.words !== version;
}

/** Every value is a chip, whose link says all the others: far more than people tick, and far below what hurts. */
const mostValues = 60;

const tooMuchPage = problemPage(400, 'These are too many filters', [
  `A page takes up to ${mostValues} values at once.`,
]);

function valuesIn(filters: Filters): number {
  return filterParameters(filters).reduce((sum, [, value]) => sum + value.split(',').length, 0);
}

function addressProblemPage(problem: AddressProblem): ReturnType<typeof badAddressPage> {
  return problem.kind === 'slug' ? noSuchListingPage(problem.problem) : badAddressPage(problem.problems);
}

/** Of the address as it came: letters may be escaped. */
function pathOf(request: FastifyRequest): string {
  return request.originalUrl.replace(/\?.*$/s, '');
}
