import type { FastifyInstance } from 'fastify';
import { positionToString } from '../catalog/position.js';
import type { Readiness } from '../listing/readiness.js';

/** `/healthz`: the process lives. `/readyz`: it can answer listings, and how fresh they are. */
export function healthRoutes(app: FastifyInstance, readReadiness: () => Promise<Readiness>): void {
  const alive = { tags: ['operation'], summary: 'Alive?', response: { 200: { $ref: 'Health#' } } };
  app.get('/healthz', { schema: alive }, (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'alive' }),
  );
  const schema = {
    tags: ['operation'],
    summary: 'Able to answer, and how far behind Postgres?',
    response: { 200: { $ref: 'Readiness#' }, 503: { $ref: 'Readiness#' } },
  };
  app.get('/readyz', { schema }, async (_request, reply) => {
    const { engine, doubt, indexPosition, databasePosition, lagBytes } = await readReadiness();
    return reply
      .code(engine === 'nothing' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({
        status: engine === 'nothing' ? 'unavailable' : 'ready',
        engine,
        doubt,
        index_position: indexPosition === null ? null : positionToString(indexPosition),
        database_position: databasePosition === null ? null : positionToString(databasePosition),
        lag_bytes: lagBytes,
      });
  });
}
