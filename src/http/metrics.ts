import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FastifyInstance } from 'fastify';
import { codeOf } from '../shared/errors.js';
import type { CacheState } from '../catalog/listing-engine.js';
import type { Readiness } from '../listing/readiness.js';

/** What a server counts, for Prometheus. */
export interface HttpMetrics {
  readonly registry: Registry;
  /** The figures as Prometheus reads them. */
  text(): Promise<string>;
  listingAnswered(cache: CacheState, milliseconds: number): void;
  fellBack(error: unknown): void;
}

/** @param gather says how the text is made from the figures here; by itself, of these alone */
export function createMetrics(
  gather = (registry: Registry) => (): Promise<string> => registry.metrics(),
): HttpMetrics {
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
  const byCache = {
    hit: listings.labels('hit'),
    miss: listings.labels('miss'),
    database: listings.labels('database'),
  } satisfies Record<CacheState, unknown>;
  return {
    registry,
    text: gather(registry),
    listingAnswered: (cache, milliseconds) => {
      byCache[cache].observe(milliseconds / 1000);
    },
    fellBack: (error) => {
      fallbacks.inc({
        code: codeOf(error) ?? 'unexpected',
      });
    },
  };
}

const engines = ['index', 'database', 'nothing'] as const;
const doubts = ['foreign', 'stale'] as const;

/** How far the index is, and who answers, as of the moment that somebody looks. */
function readinessGauges(registry: Registry, readReadiness: () => Promise<Readiness>): void {
  let looking: Promise<Readiness> | null = null;
  // All gauges are collected at once: they share one look.
  const look = (): Promise<Readiness> =>
    (looking ??= readReadiness().finally(() => {
      looking = null;
    }));
  const registers = [registry];
  new Gauge({
    aggregator: 'max',
    name: 'forecourt_index_lag_bytes',
    help: "Bytes of Postgres' log that the index does not hold yet; NaN where either side is unknown",
    registers,
    async collect() {
      this.set((await look()).lagBytes ?? NaN);
    },
  });
  new Gauge({
    aggregator: 'max',
    name: 'forecourt_engine',
    help: '1 for what answers listings now: the index, the database, or nothing',
    labelNames: ['engine'],
    registers,
    async collect() {
      const { engine } = await look();
      for (const each of engines) this.set({ engine: each }, each === engine ? 1 : 0);
    },
  });
  new Gauge({
    aggregator: 'max',
    name: 'forecourt_index_doubted',
    help: '1 for the reason why the index is not believed, so that listings come from Postgres',
    labelNames: ['why'],
    registers,
    async collect() {
      const { doubt } = await look();
      for (const each of doubts) this.set({ why: each }, each === doubt ? 1 : 0);
    },
  });
}

/**
 * Requests by route and status. Counted in plain numbers, and handed over when somebody looks: a counter of prom-client
 * puts its labels together anew for every request.
 */
export function countRequests(app: FastifyInstance, { registry }: HttpMetrics): void {
  const fresh = new Map<string, Map<number, number>>();
  new Counter({
    name: 'forecourt_requests_total',
    help: 'Requests answered, by route and status',
    labelNames: ['route', 'status'],
    registers: [registry],
    collect() {
      for (const [route, statuses] of fresh)
        for (const [status, count] of statuses) this.inc({ route, status }, count);
      fresh.clear();
    },
  });
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const route = request.routeOptions.url ?? 'none';
    let statuses = fresh.get(route);
    if (statuses === undefined) fresh.set(route, (statuses = new Map<number, number>()));
    statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
    done();
  });
}

/** `/metrics`, and in it the state of the index. */
export function metricsRoute(
  app: FastifyInstance,
  metrics: HttpMetrics,
  readReadiness: () => Promise<Readiness>,
): void {
  readinessGauges(metrics.registry, readReadiness);
  app.get(
    '/metrics',
    { schema: { tags: ['operation'], summary: 'Figures for Prometheus' } },
    async (_request, reply) =>
      reply.header('content-type', metrics.registry.contentType).send(await metrics.text()),
  );
}
