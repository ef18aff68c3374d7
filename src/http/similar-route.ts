import type { FastifyInstance } from 'fastify';
import { parsePageSize } from '../catalog/parse-request.js';
import type { SimilarCars } from '../listing/similar.js';
import { carIdFrom } from '../catalog/car.js';
import { carParameters } from './car-routes.js';
import { badParameters, noSuchCar, sendProblem } from './problem.js';
import { QueryString } from '../visit/query-string.js';
import { sendReady } from '../visit/ready-answer.js';
import { similarParameters } from './schemas.js';
import { timingOf } from '../visit/server-timing.js';
import { rawQuery } from '../visit/link-origin.js';
import { positionSeen, visitCaching, VisitHeaders } from '../visit/position-cookie.js';

export interface SimilarRouteParts {
  readonly similar: Pick<SimilarCars, 'find'>;
  /** Start of links; null: as the request says. */
  readonly publicUrl: string | null;
}

/** Of a car that is sold, too: who was led to one sees what is there instead. */
export function similarRoute(app: FastifyInstance, { similar, publicUrl }: SimilarRouteParts): void {
  const schema = {
    tags: ['cars'],
    summary: 'Cars like one, be it sold, that can be bought now',
    params: carParameters,
    querystring: similarParameters(),
    response: {
      200: { $ref: 'SimilarCars#' },
      400: { $ref: 'Problem#' },
      404: { $ref: 'Problem#' },
      503: { $ref: 'Problem#' },
    },
  };
  const headers = new VisitHeaders(publicUrl);
  app.get<{ Params: { id: string } }>('/cars/:id/similar', { schema }, async (request, reply) => {
    const started = performance.now();
    const id = carIdFrom(request.params.id);
    if (id === null) return sendProblem(reply, noSuchCar);
    const size = parsePageSize(new QueryString(rawQuery(request)));
    if (!size.ok) return sendProblem(reply, badParameters(size.problem));
    const seen = positionSeen(request);
    const parseMs = performance.now() - started;
    const answer = await similar.find(id, size.value, seen);
    if (answer.kind === 'unknown') {
      headers.write(reply, answer.position, seen);
      return sendProblem(reply, noSuchCar);
    }
    const { cards, position, cache, stages, tag } = answer;
    return sendReady(request, reply, {
      headers: [
        ...headers.of(request, position, seen),
        ...['content-type', 'application/json; charset=utf-8'],
        ...['cache-control', visitCaching],
        ...['x-cache', cache],
        ...['server-timing', timingOf(parseMs, stages)],
      ],
      body: `{"results":[${cards.join(',')}]}`,
      tag: tag ?? undefined,
    });
  });
}
