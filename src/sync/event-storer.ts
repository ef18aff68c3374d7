import type { EventEntry, EventEntryId } from '../index/event-entry.js';
import type { EventReader } from '../index/event-reader.js';
import type { Database } from '../source/database.js';
import { asSourceError } from '../source/database.js';
import type { EventRow } from '../source/events.js';
import { insertEvents, refusalOf } from '../source/events.js';
import type { ForecourtError } from '../shared/errors.js';
import { SyncError } from './errors.js';

/** Entries that are stored by one statement at most: of up to 50 events each, so that no statement takes long. */
const entriesAtOnce = 200;

/**
 * An entry that was given to a follower so long ago, and is not finished, is taken over. Longer than a statement may take, so that
 * followers that are well seldom do the same work; if they do, it has no effect.
 */
const abandonedAfterMs = 20_000;

export interface EventStorerParts {
  readonly reader: EventReader;
  readonly database: Database;
  readonly report: EventReport;
  /** {@link abandonedAfterMs} unless given. */
  readonly abandonedAfterMs?: number;
  /** Called between storing and finishing; tests end there. */
  readonly onStored?: () => Promise<void>;
}

/** What became of events, for logs. */
export interface EventReport {
  stored(counts: { readonly entries: number; readonly events: number; readonly fresh: number }): void;
  /** An entry was put aside, in nobody's way. */
  setAside(problem: ForecourtError): void;
}

/**
 * Brings events from Valkey into Postgres, each exactly once: an entry is finished only after it was stored, and an event that is stored
 * again stays as it is. Any number of these share the work.
 */
export class EventStorer {
  readonly #parts: EventStorerParts;
  /** Taken, and not finished yet: the next attempt goes on with them. */
  #inHand: readonly EventEntry[] = [];

  constructor(parts: EventStorerParts) {
    this.#parts = parts;
  }

  /** One attempt: takes some entries, stores them, finishes them. Answers whether there may be more at once. */
  async round(): Promise<boolean> {
    const { reader, abandonedAfterMs: idleMs = abandonedAfterMs } = this.#parts;
    if (this.#inHand.length === 0) this.#inHand = await reader.next(entriesAtOnce);
    if (this.#inHand.length === 0) this.#inHand = await reader.abandoned(entriesAtOnce, idleMs);
    const entries = this.#inHand;
    if (entries.length === 0) return false;
    await this.#store(entries);
    this.#inHand = [];
    return entries.length === entriesAtOnce;
  }

  async #store(entries: readonly EventEntry[]): Promise<void> {
    const odd = entries.filter(({ batch }) => batch === null);
    for (const { id } of odd) await this.#setAside(id, 'it is no batch of events');
    const whole = entries.filter(({ batch }) => batch !== null);
    if (whole.length === 0) return;
    try {
      await this.#storeTogether(whole);
    } catch (error) {
      if (refusalOf(error) === null) throw asSourceError(error);
      await this.#storeOneByOne(whole);
    }
  }

  async #storeTogether(entries: readonly EventEntry[]): Promise<void> {
    const { reader, database, report, onStored } = this.#parts;
    const events = entries.flatMap(rowsOf);
    const fresh = await insertEvents(database, events);
    await onStored?.();
    await reader.finish(
      entries.map(({ id }) => id),
      { stored: fresh, repeated: events.length - fresh },
    );
    report.stored({ entries: entries.length, events: events.length, fresh });
  }

  /** Some of them Postgres refuses for what they hold: that must not hold up the others. */
  async #storeOneByOne(entries: readonly EventEntry[]): Promise<void> {
    for (const entry of entries) {
      try {
        await this.#storeTogether([entry]);
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === null) throw asSourceError(error);
        await this.#setAside(entry.id, `Postgres refuses it: ${refusal}`);
      }
    }
  }

  async #setAside(id: EventEntryId, why: string): Promise<void> {
    await this.#parts.reader.setAside(id);
    this.#parts.report.setAside(
      new SyncError('SYNC_EVENTS_SET_ASIDE', `entry ${id}: ${why}`, { facts: { entry: id } }),
    );
  }
}

function rowsOf({ batch }: EventEntry): readonly EventRow[] {
  if (batch === null) return [];
  const { buyer, receivedAtMs, isBot } = batch;
  return batch.events.map((event) => ({ ...event, buyer, receivedAtMs, isBot }));
}
