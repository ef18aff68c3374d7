import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Stage } from '../catalog/listing-engine.js';
import { parseListingRequest } from '../catalog/parse-request.js';
import { pageExists } from '../catalog/query.js';
import type { Listings } from '../listing/listings.js';
import { sendTagged } from './etag.js';
import { bodyOf, tagOf } from './listing-body.js';
import type { HttpMetrics } from './metrics.js';
import type { Problem } from './problem.js';
import { badParameters, noSuchSlug, sendProblem } from './problem.js';
import { QueryString } from './query-string.js';
import { listingParameters } from './schemas.js';
import { LinkOrigin, rawQuery } from './urls.js';
import { positionSeen, VisitHeaders } from './visit.js';

export interface ListingRouteParts {
  readonly listings: Listings;
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
  readonly #listings: Listings;
  readonly #metrics: HttpMetrics;
  readonly #origin: LinkOrigin;
  readonly #headers = new VisitHeaders();

  constructor({ listings, metrics, publicUrl }: ListingRouteParts) {
    this.#listings = listings;
    this.#metrics = metrics;
    this.#origin = new LinkOrigin(publicUrl);
  }

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const started = performance.now();
    const query = new QueryString(rawQuery(request));
    const parsed = parseListingRequest(query);
    if (!parsed.ok) return sendProblem(reply, badParameters(parsed.problem));
    const parsedAt = performance.now();
    const seen = positionSeen(request);
    const answered = await this.#listings.answer(parsed.value, seen);
    if (!answered.ok) return sendProblem(reply, noSuchSlug(answered.problem));
    const page = answered.value;
    if (!pageExists(parsed.value, page.count)) return sendProblem(reply, noSuchPage(page.count));
    this.#metrics.listingAnswered(page.cache, performance.now() - started);
    const url = `${this.#origin.of(request)}/listing/`;
    this.#headers.write(reply, page.position, seen);
    void reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('cache-control', 'public, max-age=0, must-revalidate')
      .header('x-cache', page.cache)
      .header('server-timing', timingOf(parsedAt - started, page.stages));
    return sendTagged(request, reply, bodyOf(page, parsed.value, url, query), tagOf(page, url, query));
  }
}

function timingOf(parseMs: number, stages: readonly Stage[]): string {
  let text = `parse;dur=${parseMs.toFixed(3)}`;
  for (const { name, milliseconds } of stages) text += `, ${name};dur=${milliseconds.toFixed(3)}`;
  return text;
}

function noSuchPage(count: number): Problem {
  const parameters = [{ parameter: 'page', message: `is past the last page of ${count} cars` }];
  return { status: 404, title: 'Not Found', detail: 'Invalid page.', parameters };
}
