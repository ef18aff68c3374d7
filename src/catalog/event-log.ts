import type { EventBatch } from './buyer-event.js';

/** Where the events of buyers go. */
export interface EventLog {
  /**
   * Takes a batch whole, and durably as far as the log is; or throws an error with a code, and then may have taken it all the same: told
   * again, its events are the same events.
   */
  append(batch: EventBatch): Promise<void>;
}

/** How the events of all servers are doing, on their way into Postgres. */
export interface EventStanding {
  /** Batches that are not stored yet. */
  readonly waiting: number;
  /** How long the oldest of them has waited; zero if there is none. */
  readonly oldestMs: number;
  /** Events stored so far, and those that were stored before and came again. */
  readonly stored: number;
  readonly repeated: number;
  /** Batches that could not be read or stored, and were put aside. */
  readonly setAside: number;
}
