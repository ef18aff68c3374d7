import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { EventStanding } from '../catalog/event-log.js';

/** Why a request with events was refused. */
export type EventRefusal = 'malformed' | 'too-many' | 'unavailable';

/** What a server counts of the events that it is told. */
export interface EventMetrics {
  accepted(events: number): void;
  refused(why: EventRefusal): void;
}

/**
 * What this server took, and how the events of all servers are doing on their way into Postgres, as of the moment that somebody looks.
 *
 * @param readStanding may reject: then the figures of all servers are NaN, or as they were
 */
export function createEventMetrics(
  registry: Registry,
  readStanding: () => Promise<EventStanding>,
): EventMetrics {
  const registers = [registry];
  const accepted = new Counter({
    name: 'forecourt_events_accepted_total',
    help: 'Events that Valkey has taken from this server',
    registers,
  });
  const refused = new Counter({
    name: 'forecourt_event_requests_refused_total',
    help: 'Requests with events that were refused, by reason',
    labelNames: ['reason'],
    registers,
  });
  standingFigures(registry, readStanding);
  return {
    accepted: (events) => {
      accepted.inc(events);
    },
    refused: (why) => {
      refused.inc({ reason: why });
    },
  };
}

/** The same for every server that is asked: of several workers one is told, not their sum. */
function standingFigures(registry: Registry, readStanding: () => Promise<EventStanding>): void {
  let looking: Promise<EventStanding | null> | null = null;
  // All are collected at once: they share one look.
  const look = (): Promise<EventStanding | null> =>
    (looking ??= readStanding()
      .catch(() => null) // Valkey is gone, which the other figures tell
      .finally(() => {
        looking = null;
      }));
  const shared = { registers: [registry], aggregator: 'max' as const };
  new Gauge({
    ...shared,
    name: 'forecourt_event_batches_waiting',
    help: 'Batches of events in Valkey that are not stored in Postgres yet; NaN while Valkey is gone',
    async collect() {
      this.set((await look())?.waiting ?? NaN);
    },
  });
  new Gauge({
    ...shared,
    name: 'forecourt_event_oldest_seconds',
    help: 'How long the oldest of them has waited; NaN while Valkey is gone',
    async collect() {
      const standing = await look();
      this.set(standing === null ? NaN : standing.oldestMs / 1000);
    },
  });
  const totals = [
    ['forecourt_events_stored_total', 'Events that followers have stored in Postgres', 'stored'],
    ['forecourt_events_repeated_total', 'Events that were stored already when they came again', 'repeated'],
    ['forecourt_event_batches_set_aside_total', 'Batches of events that could not be stored', 'setAside'],
  ] as const;
  for (const [name, help, figure] of totals) {
    new Counter({
      ...shared,
      name,
      help: `${help}, as counted in Valkey`,
      async collect() {
        const standing = await look();
        if (standing === null) return;
        this.reset();
        this.inc(standing[figure]);
      },
    });
  }
}
