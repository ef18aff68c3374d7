import type { EventBatch } from '../catalog/buyer-event.js';
import type { EventLog } from '../catalog/event-log.js';
import type { Database } from './database.js';
import { withSourceErrors } from './database.js';
import { insertEvents } from './events.js';

/** Stores events at once, without a detour through Valkey: for what is seldom told, and goes with something else that Postgres has taken. */
export class SqlEventLog implements EventLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async append({ events, ...batch }: EventBatch): Promise<void> {
    await withSourceErrors(() =>
      insertEvents(
        this.#database,
        events.map((event) => ({ ...event, ...batch })),
      ),
    );
  }
}
