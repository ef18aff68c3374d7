import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FastifyInstance } from 'fastify';
import { codeOf } from '../shared/errors.js';
import type { ListingPage } from '../catalog/listing-engine.js';
import type { Readiness } from '../listing/readiness.js';

/** What a server counts, for Prometheus. */
export interface HttpMetrics {
  readonly registry: Registry;
  listingAnswered(page: ListingPage, milliseconds: number): void;
  fellBack(error: unknown): void;
}

export function createMetrics(): HttpMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const listings = new Histogram({
    name: 'forecourt_listing_seconds',
    help: 'Time to answer a listing, by where the answer came from',
    labelNames: ['cache'],
    buckets: [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.06, 0.1, 0.25, 1],
    registers: [registry],
  });
  const fallbacks = new Counter({
    name: 'forecourt_fallbacks_total',
    help: 'Requests answered from Postgres because the index could not, by reason',
    labelNames: ['code'],
    registers: [registry],
  });
  return {
    registry,
    listingAnswered: (page, milliseconds) => {
      listings.observe({ cache: page.cache }, milliseconds / 1000);
    },
    fellBack: (error) => {
      fallbacks.inc({
        code: codeOf(error) ?? 'unexpected',
      });
    },
  };
}

/** How far the index is, and who answers, as of the moment that somebody looks. */
function readinessGauges(registry: Registry, readReadiness: () => Promise<Readiness>): void {
  const engines = ['index', 'database', 'nothing'] as const;
  const lag = new Gauge({
    name: 'forecourt_index_lag_bytes',
    help: "Bytes of Postgres' log that the index does not hold yet; NaN where either side is unknown",
    registers: [registry],
  });
  new Gauge({
    name: 'forecourt_engine',
    help: '1 for what answers listings now: the index, the database, or nothing',
    labelNames: ['engine'],
    registers: [registry],
    async collect() {
      const { engine, lagBytes } = await readReadiness();
      for (const each of engines) this.set({ engine: each }, each === engine ? 1 : 0);
      lag.set(lagBytes ?? NaN);
    },
  });
}

/** Requests by route and status, the state of the index, and `/metrics` itself. */
export function metricsRoute(
  app: FastifyInstance,
  { registry }: HttpMetrics,
  readReadiness: () => Promise<Readiness>,
): void {
  readinessGauges(registry, readReadiness);
  const requests = new Counter({
    name: 'forecourt_requests_total',
    help: 'Requests answered, by route and status',
    labelNames: ['route', 'status'],
    registers: [registry],
  });
  app.addHook('onResponse', (request, reply, done) => {
    requests.inc({ route: request.routeOptions.url ?? 'none', status: reply.statusCode });
    done();
  });
  app.get(
    '/metrics',
    { schema: { tags: ['operation'], summary: 'Figures for Prometheus' } },
    async (_request, reply) =>
      reply.header('content-type', registry.contentType).send(await registry.metrics()),
  );
}
