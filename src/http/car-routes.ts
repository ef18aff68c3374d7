import type { FastifyInstance } from 'fastify';
import { carIdFrom } from '../catalog/car.js';
import type { Cars } from '../listing/cars.js';
import type { Slugs } from '../listing/slugs.js';
import { goneCar, noSuchCar, noSuchSlug, sendProblem } from './problem.js';
import { sendReady } from '../visit/ready-answer.js';
import { positionSeen, visitCaching, VisitHeaders } from '../visit/position-cookie.js';

/** The id in an address. */
export const carParameters = {
  type: 'object',
  properties: { id: { type: 'integer', minimum: 1 } },
} as const;

export function carRoutes(app: FastifyInstance, cars: Cars, publicUrl: string | null): void {
  const schema = {
    tags: ['cars'],
    summary: 'Everything about one car',
    params: carParameters,
    response: {
      200: { $ref: 'Car#' },
      404: { $ref: 'Problem#' },
      410: { $ref: 'Problem#' },
      503: { $ref: 'Problem#' },
    },
  };
  const headers = new VisitHeaders(publicUrl);
  app.get<{ Params: { id: string } }>('/cars/:id', { schema }, async (request, reply) => {
    const id = carIdFrom(request.params.id);
    const seen = positionSeen(request);
    if (id === null) return sendProblem(reply, noSuchCar);
    const answer = await cars.find(id, seen);
    switch (answer.kind) {
      case 'unknown':
        headers.write(reply, answer.position, seen);
        return sendProblem(reply, noSuchCar);
      case 'gone':
        headers.write(reply, answer.position, seen);
        return sendProblem(reply, goneCar);
      case 'live':
        return sendReady(request, reply, {
          headers: [
            ...headers.of(request, answer.position, seen),
            ...['content-type', 'application/json; charset=utf-8'],
            ...['cache-control', visitCaching],
            ...['x-cache', answer.from === 'index' ? 'hit' : 'database'],
          ],
          body: answer.text,
        });
    }
  });
}

export function slugRoutes(app: FastifyInstance, slugs: Slugs): void {
  const schema = {
    tags: ['listing'],
    summary: 'What a slug means',
    params: { type: 'object', properties: { slug: { type: 'string' } } },
    response: { 200: { $ref: 'Slug#' }, 404: { $ref: 'Problem#' }, 503: { $ref: 'Problem#' } },
  };
  app.get<{ Params: { slug: string } }>('/slugs/:slug', { schema }, async (request, reply) => {
    const { slug } = request.params;
    const found = await slugs.explain(slug);
    if (!found.ok) return sendProblem(reply, noSuchSlug(found.problem));
    const { canonical, parameters } = found.value;
    return reply
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify({ slug, canonical, filters: Object.fromEntries(parameters) }));
  });
}
