import type { Logger } from 'pino';
import type { Database } from '../source/database.js';
import { deleteEvents } from '../source/events.js';
import { keepForgetting } from './forgetting.js';

const dayMs = 86_400_000;

export interface EventForgettingParts {
  readonly database: Database;
  /** Events are deleted so many days after they happened. */
  readonly eventDays: number;
  readonly log: Logger;
}

/** Deletes events that are too old, at once and then every hour, until `signal`. */
export async function forgetEvents(
  { database, eventDays, log }: EventForgettingParts,
  signal: AbortSignal,
): Promise<void> {
  await keepForgetting(
    {
      what: 'old events',
      forget: (most) => deleteEvents(database, Date.now() - eventDays * dayMs, most),
      onForgotten: (events) => {
        log.info({ events }, `deleted events of more than ${eventDays} days ago`);
      },
      log,
    },
    signal,
  );
}
