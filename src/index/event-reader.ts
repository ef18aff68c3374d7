import type { Valkey } from './client.js';
import { asIndexError } from './client.js';
import type { EventEntry, EventEntryId } from './event-entry.js';
import { eventEntryFrom } from './event-entry.js';
import type { Keys } from './keys.js';

/** The group that all followers share: an entry goes to one of them. */
const group = 'followers';

/**
 * All followers go by one name. A name for each would stay in the group for ever after a kill, and deleting it deletes what it had not
 * acknowledged; whose an entry was does not matter to who takes it over, only for how long nobody has finished it.
 */
const consumer = 'follower';

/** Entries that can't be read are kept for somebody to look at, so many at most. */
const mostSetAside = 10_000;

/** As Valkey answers them; no fields: it was deleted. */
type RawEntry = readonly [id: string, fields: readonly string[] | null];

type StreamEntries = readonly [stream: string, entries: readonly RawEntry[]];

/** What came of some entries. */
export interface EventCounts {
  /** Events that are in Postgres since. */
  readonly stored: number;
  /** Events that were there before. */
  readonly repeated: number;
}

/** The followers' end of the event stream. */
export class EventReader {
  readonly #client: Valkey;
  readonly #keys: Keys;

  constructor(client: Valkey, keys: Keys) {
    this.#client = client;
    this.#keys = keys;
  }

  /** Entries that nobody has been given yet, the oldest first; does not wait for any. */
  async next(most: number): Promise<readonly EventEntry[]> {
    return this.#inGroup(async () => {
      const { events } = this.#keys;
      const reply = (await this.#client.xreadgroup(
        'GROUP',
        group,
        consumer,
        'COUNT',
        most,
        'STREAMS',
        events,
        '>',
      )) as readonly StreamEntries[] | null;
      return (reply ?? []).flatMap(([, entries]) => entriesFrom(entries));
    });
  }

  /** Takes over entries that somebody was given so long ago and has not finished: it was killed, or hangs. */
  async abandoned(most: number, idleMs: number): Promise<readonly EventEntry[]> {
    return this.#inGroup(async () => {
      const { events } = this.#keys;
      const reply = await this.#client.xautoclaim(events, group, consumer, idleMs, '0', 'COUNT', most);
      return entriesFrom(reply[1] as readonly RawEntry[]);
    });
  }

  /** Forgets entries that are stored, in one step with what is counted of them. Again for the same ones, it only counts. */
  async finish(ids: readonly EventEntryId[], { stored, repeated }: EventCounts): Promise<void> {
    const { events, eventCounts } = this.#keys;
    await this.#atomically([
      ['xack', events, group, ...ids],
      ['xdel', events, ...ids],
      ['hincrby', eventCounts, 'stored', stored],
      ['hincrby', eventCounts, 'repeated', repeated],
    ]);
  }

  /** Moves an entry, as it is, to where it is in nobody's way; nothing, if somebody has done so. */
  async setAside(id: EventEntryId): Promise<void> {
    const { events, eventCounts, oddEvents } = this.#keys;
    const [entry] = await this.#guarded(() => this.#client.xrange(events, id, id));
    if (entry === undefined) return;
    await this.#atomically([
      ['xadd', oddEvents, 'MAXLEN', '~', mostSetAside, '*', ...entry[1]],
      ['hincrby', eventCounts, 'set_aside', 1],
      ['xack', events, group, id],
      ['xdel', events, id],
    ]);
  }

  /** Makes the group where there is none: at the first start, and when Valkey was emptied. It begins with what waits already. */
  async #inGroup<T>(read: () => Promise<T>): Promise<T> {
    return this.#guarded(async () => {
      try {
        return await read();
      } catch (error) {
        if (!isReply(error, 'NOGROUP')) throw error;
      }
      try {
        await this.#client.xgroup('CREATE', this.#keys.events, group, '0', 'MKSTREAM');
      } catch (error) {
        // Another follower made it in this moment.
        if (!isReply(error, 'BUSYGROUP')) throw error;
      }
      return read();
    });
  }

  async #atomically(commands: readonly (readonly (string | number)[])[]): Promise<void> {
    await this.#guarded(async () => {
      const replies = await this.#client.multi(commands.map((words) => words.map(String))).exec();
      for (const [error] of replies ?? []) if (error !== null) throw error;
    });
  }

  async #guarded<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw asIndexError(error);
    }
  }
}

/** An entry without fields was deleted after it had been given to somebody. */
function entriesFrom(entries: readonly RawEntry[]): readonly EventEntry[] {
  return entries.flatMap(([id, fields]) => (fields === null ? [] : [eventEntryFrom(id, fields)]));
}

function isReply(error: unknown, code: string): boolean {
  return error instanceof Error && error.name === 'ReplyError' && error.message.startsWith(code);
}
