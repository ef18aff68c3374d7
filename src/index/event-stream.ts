import type { EventBatch } from '../catalog/buyer-event.js';
import type { EventLog, EventStanding } from '../catalog/event-log.js';
import type { Valkey } from './client.js';
import { asIndexError, defineScript } from './client.js';
import { IndexError } from './errors.js';
import { batchField, eventBatchToText } from './event-entry.js';
import type { Keys } from './keys.js';

const addEvents = defineScript('add-events');

/** The servers' end of the event stream: batches go in, and wait until a follower has stored them in Postgres. */
export class EventStream implements EventLog {
  readonly #client: Valkey;
  readonly #keys: Keys;
  readonly #mostWaiting: number;

  /** @param mostWaiting batches that may wait; beyond it none is taken, for none that was is ever dropped */
  constructor(client: Valkey, keys: Keys, mostWaiting: number) {
    this.#client = client;
    this.#keys = keys;
    this.#mostWaiting = mostWaiting;
  }

  /** One round trip; the batch is one entry, so that it is taken whole or not at all. Throws `INDEX_EVENTS_FULL`. */
  async append(batch: EventBatch): Promise<void> {
    const args = [this.#mostWaiting, batchField, eventBatchToText(batch)];
    const id = await addEvents(this.#client, [this.#keys.events], args).catch((error: unknown) => {
      throw asIndexError(error);
    });
    if (id === null) throw new IndexError('INDEX_EVENTS_FULL', `${this.#mostWaiting} batches wait`);
  }

  /** One round trip. */
  async standing(): Promise<EventStanding> {
    try {
      const { events, eventCounts } = this.#keys;
      const [waiting, oldest, counts, [seconds = '0', microseconds = '0']] = await Promise.all([
        this.#client.xlen(events),
        this.#client.xrange(events, '-', '+', 'COUNT', 1),
        this.#client.hmget(eventCounts, 'stored', 'repeated', 'set_aside'),
        this.#client.call('TIME') as Promise<string[]>,
      ]);
      const nowMs = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
      const [stored, repeated, setAside] = counts.map(Number);
      return {
        waiting,
        oldestMs: oldest[0] === undefined ? 0 : Math.max(0, nowMs - Number.parseInt(oldest[0][0], 10)),
        stored: stored ?? 0,
        repeated: repeated ?? 0,
        setAside: setAside ?? 0,
      };
    } catch (error) {
      throw asIndexError(error);
    }
  }
}
