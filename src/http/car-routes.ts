import type { FastifyInstance } from 'fastify';
import { carId, isCarIdNumber } from '../catalog/car.js';
import type { Cars } from '../listing/cars.js';
import type { Slugs } from '../listing/slugs.js';
import type { Problem } from './problem.js';
import { noSuchSlug, sendProblem } from './problem.js';
import { sendReady } from './ready-answer.js';
import { positionSeen, visitCaching, VisitHeaders } from './visit.js';

export function carRoutes(app: FastifyInstance, cars: Cars, publicUrl: string | null): void {
  const schema = {
    tags: ['cars'],
    summary: 'Everything about one car',
    params: { type: 'object', properties: { id: { type: 'integer', minimum: 1 } } },
    response: {
      200: { $ref: 'Car#' },
      404: { $ref: 'Problem#' },
      410: { $ref: 'Problem#' },
      503: { $ref: 'Problem#' },
    },
  };
  const headers = new VisitHeaders(publicUrl);
  app.get<{ Params: { id: string } }>('/cars/:id', { schema }, async (request, reply) => {
    const { id } = request.params;
    const seen = positionSeen(request);
    if (!isCarId(id)) return sendProblem(reply, noSuchCar);
    const answer = await cars.find(carId(Number(id)), seen);
    switch (answer.kind) {
      case 'unknown':
        headers.write(reply, answer.position, seen);
        return sendProblem(reply, noSuchCar);
      case 'gone':
        headers.write(reply, answer.position, seen);
        return sendProblem(reply, { status: 410, title: 'Gone', detail: 'This car is no longer for sale.' });
      case 'live':
        return sendReady(request, reply, {
          headers: [
            ...headers.of(answer.position, seen),
            ...['content-type', 'application/json; charset=utf-8'],
            ...['cache-control', visitCaching],
            ...['x-cache', answer.from === 'index' ? 'hit' : 'database'],
          ],
          body: answer.text,
        });
    }
  });
}

const noSuchCar: Problem = { status: 404, title: 'Not Found', detail: 'There is no car with this id.' };

function isCarId(text: string): boolean {
  return /^[1-9]\d{0,9}$/.test(text) && isCarIdNumber(Number(text));
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
