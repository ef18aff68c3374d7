import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { EventLog, EventStanding } from '../catalog/event-log.js';
import type { Cars } from '../listing/cars.js';
import type { LeadDesk } from '../leads/desk.js';
import type { Loosenings } from '../listing/loosenings.js';
import type { Listings } from '../listing/listings.js';
import type { Readiness } from '../listing/readiness.js';
import type { SimilarCars } from '../listing/similar.js';
import type { Slugs } from '../listing/slugs.js';
import { carRoutes, slugRoutes } from './car-routes.js';
import { describeApi } from './api-docs.js';
import { usePositionSeal } from '../visit/position-cookie.js';
import type { PositionSeal } from '../visit/position-seal.js';
import type { RequestLimits } from '../visit/request-limits.js';
import { createEventMetrics } from './event-metrics.js';
import { eventsRoute } from './events-route.js';
import type { TellPerson } from './error-handler.js';
import { handleErrors, rawProblem, refusal, tellBy } from './error-handler.js';
import { healthRoutes } from './health-routes.js';
import { KnownPaths } from './known-paths.js';
import { leadScope } from './lead-scope.js';
import { leadSchemas } from './lead-schemas.js';
import { listingRoute } from './listing-route.js';
import { loosenRoute } from './loosen-route.js';
import type { HttpMetrics } from './metrics.js';
import { countRequests, metricsRoute } from './metrics.js';
import type { ModelInUse } from './model-metrics.js';
import { modelGauges } from './model-metrics.js';
import type { NearStanding } from './near-metrics.js';
import { nearMetrics } from './near-metrics.js';
import { photoRoute } from './photos/photo-route.js';
import { problemSchema } from './problem.js';
import { similarRoute } from './similar-route.js';
import {
  cardSchema,
  carSchema,
  healthSchema,
  listingSchema,
  looseningsSchema,
  readinessSchema,
  similarCarsSchema,
  slugSchema,
  facetsSchema,
  eventBatchSchema,
  eventsAcceptedSchema,
} from './schemas.js';

export interface AppParts {
  readonly listings: Listings;
  readonly loosenings: Loosenings;
  readonly cars: Cars;
  readonly similar: SimilarCars;
  readonly slugs: Slugs;
  readonly events: EventLog;
  readonly readEventStanding: () => Promise<EventStanding>;
  readonly eventLimits: RequestLimits;
  /** Null: there is no secret to keep numbers under. */
  readonly leads: LeadDesk | null;
  readonly leadLimits: RequestLimits;
  readonly readReadiness: () => Promise<Readiness>;
  readonly metrics: HttpMetrics;
  /** Null: recommended listings are newest first. */
  readonly readModel: () => ModelInUse | null;
  readonly readNear: () => NearStanding;
  /** How browsers are told what nobody has a page for. */
  readonly tellPerson: TellPerson;
  readonly log: FastifyBaseLogger;
  /** Of the cookie that says what a visitor has seen. */
  readonly positionSeal: PositionSeal;
  /** Start of links; null: as the request says. */
  readonly publicUrl: string | null;
  /** Addresses and networks of proxies whose X-Forwarded headers are believed, separated by commas; null: of none. */
  readonly proxies: string | null;
}

/** Builds the HTTP API; does not listen. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const tell = tellBy(parts.tellPerson);
  const app = Fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    // Requests are not logged one by one; a logger for each would cost as much as its answer. Who logs says the request's id.
    childLoggerFactory: (log) => log,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 72_000,
    bodyLimit: 64 * 1024,
    trustProxy: parts.proxies ?? false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 400, querystringParser: () => ({}) },
    // A request that Node itself refuses (too large, malformed) never reaches a route.
    clientErrorHandler: (error, socket) => {
      if (!socket.writable) return;
      const tooLarge = 'code' in error && error.code === 'HPE_HEADER_OVERFLOW';
      const malformed = { status: 400, title: 'Bad Request', detail: 'This is not HTTP.' };
      socket.end(rawProblem(tooLarge ? refusal(431) : malformed));
    },
    frameworkErrors: (error, request, reply) => {
      void tell(request, reply, refusal(error.statusCode ?? 400));
    },
  });
  const paths = new KnownPaths(app);
  handleErrors(app, paths, tell);
  usePositionSeal(app, parts.positionSeal);
  countRequests(app, parts.metrics);
  // The catalogue's parser reads requests, and answers are ready-made text: schemas describe, tests enforce.
  app.setValidatorCompiler(() => () => true);
  for (const schema of [
    problemSchema,
    cardSchema,
    carSchema,
    facetsSchema,
    listingSchema,
    looseningsSchema,
    similarCarsSchema,
    slugSchema,
    eventBatchSchema,
    eventsAcceptedSchema,
    ...leadSchemas,
    healthSchema,
    readinessSchema,
  ])
    app.addSchema(schema);
  await describeApi(app);
  listingRoute(app, { listings: parts.listings, metrics: parts.metrics, publicUrl: parts.publicUrl });
  loosenRoute(app, parts);
  carRoutes(app, parts.cars, parts.publicUrl);
  similarRoute(app, parts);
  slugRoutes(app, parts.slugs);
  await eventsRoute(app, {
    events: parts.events,
    limits: parts.eventLimits,
    metrics: createEventMetrics(parts.metrics.registry, parts.readEventStanding),
    publicUrl: parts.publicUrl,
  });
  await leadScope(app, { desk: parts.leads, limits: parts.leadLimits, publicUrl: parts.publicUrl });
  photoRoute(app);
  healthRoutes(app, parts.readReadiness);
  modelGauges(parts.metrics.registry, parts.readModel);
  nearMetrics(parts.metrics.registry, parts.readNear);
  metricsRoute(app, parts.metrics, parts.readReadiness);
  return app;
}
