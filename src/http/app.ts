import { STATUS_CODES } from 'node:http';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Cars } from '../listing/cars.js';
import type { Listings } from '../listing/listings.js';
import type { Readiness } from '../listing/readiness.js';
import type { Slugs } from '../listing/slugs.js';
import { carRoutes, slugRoutes } from './car-routes.js';
import { handleErrors, rawProblem } from './error-handler.js';
import { healthRoutes } from './health-routes.js';
import { listingRoute } from './listing-route.js';
import type { HttpMetrics } from './metrics.js';
import { metricsRoute } from './metrics.js';
import { photoRoute } from './photos/photo-route.js';
import { problemSchema, sendProblem } from './problem.js';
import {
  cardSchema,
  carSchema,
  healthSchema,
  listingSchema,
  readinessSchema,
  slugSchema,
  facetsSchema,
} from './schemas.js';

export interface AppParts {
  readonly listings: Listings;
  readonly cars: Cars;
  readonly slugs: Slugs;
  readonly readReadiness: () => Promise<Readiness>;
  readonly metrics: HttpMetrics;
  readonly log: FastifyBaseLogger;
  /** Start of links; null: as the request says. */
  readonly publicUrl: string | null;
}

/** Builds the HTTP API; does not listen. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 72_000,
    bodyLimit: 64 * 1024,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 400, querystringParser: () => ({}) },
    // A request that Node itself refuses (too large, malformed) never reaches a route.
    clientErrorHandler: (error, socket) => {
      if (!socket.writable) return;
      const tooLarge = 'code' in error && error.code === 'HPE_HEADER_OVERFLOW';
      socket.end(
        rawProblem(
          tooLarge ? 431 : 400,
          tooLarge ? 'The address or a header is too long.' : 'This is not HTTP.',
        ),
      );
    },
    frameworkErrors: (error, _request, reply) => {
      const status = error.statusCode ?? 400;
      void sendProblem(reply, {
        status,
        title: STATUS_CODES[status] ?? 'Error',
        detail: error.message,
      });
    },
  });
  handleErrors(app);
  // The catalogue's parser reads requests, and answers are ready-made text: schemas describe, tests enforce.
  app.setValidatorCompiler(() => () => true);
  for (const schema of [
    problemSchema,
    cardSchema,
    carSchema,
    facetsSchema,
    listingSchema,
    slugSchema,
    healthSchema,
    readinessSchema,
  ])
    app.addSchema(schema);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Forecourt',
        version: '1',
        description: 'Pre-owned cars: filtered, ordered, counted, exact.',
      },
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, at) =>
        typeof json.$id === 'string' ? json.$id : `def-${at}`,
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs' });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  metricsRoute(app, parts.metrics, parts.readReadiness);
  listingRoute(app, { listings: parts.listings, metrics: parts.metrics, publicUrl: parts.publicUrl });
  carRoutes(app, parts.cars);
  slugRoutes(app, parts.slugs);
  photoRoute(app);
  healthRoutes(app, parts.readReadiness);
  return app;
}
