import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ListingPage } from '../catalog/listing-engine.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import { parseListingRequest } from '../catalog/parse-request.js';
import type { Position } from '../catalog/position.js';
import { pageExists } from '../catalog/query.js';
import type { Listings } from '../listing/listings.js';
import { withOpenedCars } from '../visit/with-opened-cars.js';
import { bodyOf, tagOf } from './listing-body.js';
import type { HttpMetrics } from './metrics.js';
import type { Problem } from './problem.js';
import { badParameters, noSuchSlug, sendProblem } from './problem.js';
import { QueryString } from '../visit/query-string.js';
import { sendReady } from '../visit/ready-answer.js';
import { listingParameters } from './schemas.js';
import { timingOf } from '../visit/server-timing.js';
import { LinkOrigin, rawQuery } from '../visit/link-origin.js';
import { personalCaching, positionSeen, visitCaching, VisitHeaders } from '../visit/position-cookie.js';

export interface ListingRouteParts {
  readonly listings: Pick<Listings, 'answer' | 'atOnce'>;
  readonly metrics: HttpMetrics;
  /** Start of links; null: as the request says. */
  readonly publicUrl: string | null;
}

export function listingRoute(app: FastifyInstance, parts: ListingRouteParts): void {
  const schema = {
    tags: ['listing'],
    summary: 'Cars, filtered, ordered, counted, paged',
    querystring: listingParameters(),
    response: {
      200: { $ref: 'Listing#' },
      400: { $ref: 'Problem#' },
      404: { $ref: 'Problem#' },
      503: { $ref: 'Problem#' },
    },
  };
  const route = new ListingRoute(parts);
  app.get('/listing/', { schema }, (request, reply) => route.answer(request, reply));
}

class ListingRoute {
  readonly #listings: ListingRouteParts['listings'];
  readonly #metrics: HttpMetrics;
  readonly #origin: LinkOrigin;
  readonly #headers: VisitHeaders;

  constructor({ listings, metrics, publicUrl }: ListingRouteParts) {
    this.#listings = listings;
    this.#metrics = metrics;
    this.#origin = new LinkOrigin(publicUrl);
    this.#headers = new VisitHeaders(publicUrl);
  }

  /** Undefined: sent already. */
  answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> | undefined {
    const started = performance.now();
    const query = new QueryString(rawQuery(request));
    const parsed = parseListingRequest(query);
    if (!parsed.ok) {
      sendProblem(reply, badParameters(parsed.problem));
      return undefined;
    }
    const asked = {
      query,
      listing: withOpenedCars(parsed.value, request),
      seen: positionSeen(request),
      started,
      parsed: performance.now(),
    };
    const page = this.#listings.atOnce(asked.listing, asked.seen);
    if (page === null) return this.#answerLater(request, reply, asked);
    this.#send(request, reply, asked, page);
    return undefined;
  }

  async #answerLater(request: FastifyRequest, reply: FastifyReply, asked: Asked): Promise<FastifyReply> {
    const answered = await this.#listings.answer(asked.listing, asked.seen);
    if (!answered.ok) return sendProblem(reply, noSuchSlug(answered.problem));
    return this.#send(request, reply, asked, answered.value);
  }

  #send(request: FastifyRequest, reply: FastifyReply, asked: Asked, page: ListingPage): FastifyReply {
    const { query, listing, seen, started, parsed } = asked;
    if (!pageExists(listing, page.count)) {
      this.#headers.write(reply, page.position, seen);
      return sendProblem(reply, noSuchPage(page.count));
    }
    this.#metrics.listingAnswered(page.cache, performance.now() - started);
    const url = `${this.#origin.of(request)}/listing/`;
    const headers = this.#headers.of(request, page.position, seen);
    headers.push(
      'content-type',
      'application/json; charset=utf-8',
      'cache-control',
      isPersonal(listing, query) ? personalCaching : visitCaching,
      'x-cache',
      page.cache,
      'server-timing',
      timingOf(parsed - started, page.stages),
    );
    // Whose links say no order is of whoever asks.
    if (listing.ordering === 'recommended' && listing.modelVersion === null) headers.push('vary', 'cookie');
    const body = bodyOf(page, listing, url, query);
    return sendReady(request, reply, { headers, body, tag: tagOf(page, url, query) });
  }
}

/** A request that has been read; times as `performance.now()` has them. */
interface Asked {
  readonly query: QueryString;
  readonly listing: ListingRequest;
  readonly seen: Position;
  readonly started: number;
  readonly parsed: number;
}

/** Whether the answer depends on who asks, beside what they ask. */
function isPersonal({ ordering, modelVersion, seenCarIds }: ListingRequest, query: QueryString): boolean {
  return (
    ordering === 'recommended' &&
    modelVersion === null &&
    seenCarIds.length > 0 &&
    query.getAll('seen_car_ids').every((text) => text.trim() === '')
  );
}

function noSuchPage(count: number): Problem {
  const parameters = [{ parameter: 'page', message: `is past the last page of ${count} cars` }];
  return { status: 404, title: 'Not Found', detail: 'Invalid page.', parameters };
}
