import type { FastifyInstance } from 'fastify';
import { filterParameters } from '../catalog/filters.js';
import type { Gain } from '../catalog/loosening.js';
import { orderingToToken } from '../catalog/ordering.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import { parseListingRequest } from '../catalog/parse-request.js';
import { defaultPageSize } from '../catalog/query.js';
import type { LoosenedPage, Loosenings } from '../listing/loosenings.js';
import { badParameters, noSuchSlug, sendProblem } from './problem.js';
import { QueryString } from '../visit/query-string.js';
import { sendReady } from '../visit/ready-answer.js';
import { loosenParameters } from './schemas.js';
import { LinkOrigin, rawQuery } from '../visit/link-origin.js';
import { positionSeen, visitCaching, VisitHeaders } from '../visit/position-cookie.js';

export interface LoosenRouteParts {
  readonly loosenings: Loosenings;
  /** Start of links; null: as the request says. */
  readonly publicUrl: string | null;
}

export function loosenRoute(app: FastifyInstance, { loosenings, publicUrl }: LoosenRouteParts): void {
  const schema = {
    tags: ['listing'],
    summary: 'Which single filter, loosened, gives how many more cars',
    querystring: loosenParameters(),
    response: {
      200: { $ref: 'Loosenings#' },
      400: { $ref: 'Problem#' },
      404: { $ref: 'Problem#' },
      503: { $ref: 'Problem#' },
    },
  };
  const origin = new LinkOrigin(publicUrl);
  const headers = new VisitHeaders(publicUrl);
  app.get('/listing/loosen', { schema }, async (request, reply) => {
    const seen = positionSeen(request);
    const parsed = parseListingRequest(new QueryString(rawQuery(request)));
    if (!parsed.ok) return sendProblem(reply, badParameters(parsed.problem));
    const answered = await loosenings.answer(parsed.value, seen);
    if (!answered.ok) return sendProblem(reply, noSuchSlug(answered.problem));
    return sendReady(request, reply, {
      headers: [
        ...headers.of(request, answered.value.position, seen),
        ...['content-type', 'application/json; charset=utf-8'],
        ...['cache-control', visitCaching],
      ],
      body: bodyOf(answered.value, (gain) => linkTo(origin.of(request), gain, parsed.value)),
    });
  });
}

function bodyOf({ count, gains }: LoosenedPage, linkOf: (gain: Gain) => string): string {
  const loosenings = gains.map((gain) => {
    const { kind, parameter, from, to, id, name, count: then, more } = gain;
    return { kind, parameter, from, to, id, name, count: then, more, link: linkOf(gain) };
  });
  return JSON.stringify({ count, loosenings });
}

/** The listing that a loosening leads to: its first page, in the order that was asked for. */
function linkTo(origin: string, { filters }: Gain, { ordering, pageSize }: ListingRequest): string {
  const parameters = filterParameters(filters).map(([name, value]) => `${name}=${value}`);
  if (ordering !== 'recommended') parameters.push(`ordering=${orderingToToken(ordering)}`);
  if (pageSize !== defaultPageSize) parameters.push(`page_size=${pageSize}`);
  return `${origin}/listing/${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
}
