import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ListingPage } from '../catalog/listing-engine.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import { parseListingRequest } from '../catalog/parse-request.js';
import { positionToString } from '../catalog/position.js';
import { pageExists } from '../catalog/query.js';
import type { Listings } from '../listing/listings.js';
import { sendTagged } from './etag.js';
import type { HttpMetrics } from './metrics.js';
import { badParameters, sendProblem } from './problem.js';
import { listingParameters } from './schemas.js';
import { originOf, rawQuery, withPage } from './urls.js';

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
  app.get('/listing/', { schema }, (request, reply) => answer(parts, request, reply));
}

async function answer(
  parts: ListingRouteParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const started = performance.now();
  const query = rawQuery(request);
  const parsed = parseListingRequest(new URLSearchParams(query));
  if (!parsed.ok) return sendProblem(reply, badParameters(parsed.problem));
  const parseMs = performance.now() - started;

  const answered = await parts.listings.answer(parsed.value);
  if (!answered.ok) {
    const { message } = answered.problem;
    return sendProblem(reply, {
      status: 404,
      title: 'Not Found',
      detail: message,
      parameters: [{ parameter: 'slug', message }],
    });
  }
  const page = answered.value;
  if (!pageExists(parsed.value, page.count)) {
    const parameters = [{ parameter: 'page', message: `is past the last page of ${page.count} cars` }];
    return sendProblem(reply, { status: 404, title: 'Not Found', detail: 'Invalid page.', parameters });
  }
  const body = bodyOf(page, parsed.value, `${originOf(request, parts.publicUrl)}/listing/`, query);
  const stages = [{ name: 'parse', milliseconds: parseMs }, ...page.stages];
  parts.metrics.listingAnswered(page, performance.now() - started);
  void reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'public, max-age=0, must-revalidate')
    .header('x-cache', page.cache)
    .header('x-position', positionToString(page.position))
    .header(
      'server-timing',
      stages.map(({ name, milliseconds }) => `${name};dur=${milliseconds.toFixed(3)}`).join(', '),
    );
  return sendTagged(request, reply, body);
}

/** The cards are JSON already: the body is joined, never parsed and written again. */
function bodyOf(page: ListingPage, request: ListingRequest, url: string, query: string): string {
  const { page: number, pageSize } = request;
  const next = number * pageSize < page.count ? `${url}${withPage(query, number + 1)}` : null;
  const previous = number > 1 ? `${url}${withPage(query, number - 1)}` : null;
  const links = `"next":${JSON.stringify(next)},"previous":${JSON.stringify(previous)}`;
  const facets = page.facets === undefined ? '' : `,"facets":${JSON.stringify(page.facets)}`;
  return `{"count":${page.count},${links},"results":[${page.cards.join(',')}]${facets}}`;
}
