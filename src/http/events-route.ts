import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BuyerEvent } from '../catalog/buyer-event.js';
import type { CarId } from '../catalog/car.js';
import type { EventLog } from '../catalog/event-log.js';
import { withOpened } from '../catalog/opened-cars.js';
import { parseEvents } from '../catalog/parse-events.js';
import { BuyerCookies, openedCarsOf } from '../visit/buyer-cookies.js';
import { Visitors } from '../visit/visitors.js';
import type { RequestLimits } from '../visit/request-limits.js';
import { limitRequests } from '../visit/request-limits.js';
import type { EventMetrics } from './event-metrics.js';
import { isRefusal } from './error-handler.js';
import { badParameters, sendProblem, tooManyRequests } from './problem.js';

export interface EventsRouteParts {
  readonly events: EventLog;
  readonly limits: RequestLimits;
  readonly metrics: EventMetrics;
  /** As visitors reach this server; null: as the request says. */
  readonly publicUrl: string | null;
}

/** The largest valid batch, 50 events of 35 cars with the longest ids and times, is 25 kB, and up to 58 kB where each member stands on a line of its own. */
const bodyLimit = 64 * 1024;

/** `POST /events`, in a scope of its own: what is counted and how bodies are read there holds for no other route. */
export async function eventsRoute(app: FastifyInstance, parts: EventsRouteParts): Promise<void> {
  await app.register(async (scope) => {
    // JSON alone: a form on another site's page can send text, and can't send that.
    scope.removeContentTypeParser('text/plain');
    await limitRequests(scope, parts.limits, (_request, reply) => {
      parts.metrics.refused('too-many');
      return sendProblem(reply, tooManyRequests);
    });
    // What the parser refuses (no JSON, too large, another type) never reaches the route; trouble of ours has another status.
    scope.addHook('onError', (_request, _reply, error, done) => {
      if (isRefusal(error)) parts.metrics.refused('malformed');
      done();
    });
    const route = new EventsRoute(parts);
    scope.post('/events', { schema, bodyLimit }, (request, reply) => route.answer(request, reply));
  });
}

const schema = {
  tags: ['events'],
  summary: 'What a buyer did: again with the same ids, it is the same events',
  body: { $ref: 'EventBatch#' },
  response: {
    202: { $ref: 'EventsAccepted#' },
    400: { $ref: 'Problem#' },
    413: { $ref: 'Problem#' },
    415: { $ref: 'Problem#' },
    429: { $ref: 'Problem#' },
    503: { $ref: 'Problem#' },
  },
};

class EventsRoute {
  readonly #events: EventLog;
  readonly #metrics: EventMetrics;
  readonly #visitors: Visitors;
  readonly #cookies: BuyerCookies;

  constructor({ events, metrics, publicUrl }: EventsRouteParts) {
    this.#events = events;
    this.#metrics = metrics;
    this.#visitors = new Visitors(publicUrl);
    this.#cookies = new BuyerCookies(publicUrl);
  }

  /** Answers 202 once Valkey has taken all of the events. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const receivedAtMs = Date.now();
    const parsed = parseEvents(request.body, receivedAtMs);
    if (!parsed.ok) {
      this.#metrics.refused('malformed');
      return sendProblem(reply, badParameters(parsed.problem));
    }
    const events = parsed.value;
    const visitor = this.#visitors.of(request);
    try {
      await this.#events.append({ ...visitor, receivedAtMs, events });
    } catch (error) {
      this.#metrics.refused('unavailable');
      throw error;
    }
    this.#metrics.accepted(events.length);
    this.#visitors.remember(request, reply, visitor);
    const opened = openedIn(events);
    if (opened.length > 0)
      this.#cookies.writeOpenedCars(request, reply, withOpened(openedCarsOf(request), opened));
    return reply.code(202).header('cache-control', 'no-store').send({ accepted: events.length });
  }
}

/** The cars that were opened, in the order in which they were. */
function openedIn(events: readonly BuyerEvent[]): readonly CarId[] {
  return events
    .filter(({ kind }) => kind === 'opened')
    .toSorted((one, other) => one.happenedAtMs - other.happenedAtMs)
    .flatMap(({ carIds }) => carIds);
}
