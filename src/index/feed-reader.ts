import { carId } from '../catalog/car.js';
import type { Valkey } from './client.js';
import { asIndexError } from './client.js';
import type { FeedCar, FeedEntry, FeedId } from './feed-entry.js';
import { feedEntryFrom } from './feed-entry.js';
import { factsFromText } from '../catalog/car-facts.js';
import type { Keys } from './keys.js';

/** Entries read at once, and cars scanned at once: some milliseconds of work for whoever takes them in. */
const entriesAtOnce = 8;
const scanCount = 500;

/** Reads the feed, and the index that it changes. Over a connection of its own, for a read waits there. */
export class FeedReader {
  readonly #client: Valkey;
  readonly #keys: Keys;

  constructor(client: Valkey, keys: Keys) {
    this.#client = client;
    this.#keys = keys;
  }

  /** The entries after one, in order; waits up to `waitMs` for the first, and answers none if none came. */
  async read(after: FeedId, waitMs: number): Promise<readonly FeedEntry[]> {
    try {
      const reply = await this.#client.xread(
        'COUNT',
        entriesAtOnce,
        'BLOCK',
        waitMs,
        'STREAMS',
        this.#keys.feed,
        after,
      );
      const [, entries] = reply?.[0] ?? [null, []];
      return entries.map(([id, fields]) => feedEntryFrom(id, fields));
    } catch (error) {
      throw asIndexError(error);
    }
  }

  /** How many cars are listed, now. */
  async count(): Promise<number> {
    try {
      return await this.#client.hlen(this.#keys.facts);
    } catch (error) {
      throw asIndexError(error);
    }
  }

  /**
   * Every listed car, some at a time: while one batch is taken in, the next is on its way. While the index changes underneath, a car
   * may come as it was or as it is, or twice; the feed from before the scan makes all of them true.
   */
  async *scan(): AsyncGenerator<readonly FeedCar[]> {
    try {
      let step: ScanStep | null = await this.#step('0');
      let cars: readonly FeedCar[] = [];
      while (step !== null) {
        const { next, ids, facts }: ScanStep = step;
        const reading: Promise<[readonly FeedCar[], ScanStep | null]> = Promise.all([
          this.#carsOf(ids, facts),
          next === '0' ? null : this.#step(next),
        ]);
        // Awaited once the last batch is taken in; until then, it must not count as a failure that nobody handles.
        reading.catch(() => undefined);
        if (cars.length > 0) yield cars;
        [cars, step] = await reading;
      }
      if (cars.length > 0) yield cars;
    } catch (error) {
      throw asIndexError(error);
    }
  }

  async #step(cursor: string): Promise<ScanStep> {
    const [next, pairs] = await this.#client.hscan(this.#keys.facts, cursor, 'COUNT', scanCount);
    // Ids and facts in turn.
    const ids = pairs.filter((_, place) => place % 2 === 0);
    const facts = pairs.filter((_, place) => place % 2 === 1);
    return { next, ids, facts };
  }

  async #carsOf(ids: readonly string[], facts: readonly string[]): Promise<readonly FeedCar[]> {
    if (ids.length === 0) return [];
    const cards = await this.#client.hmget(this.#keys.cards, ...ids);
    // A card that is gone belongs to a car that left since: the feed tells.
    return ids.map((id, place) => ({
      id: carId(Number(id)),
      facts: factsFromText(facts[place] ?? ''),
      card: cards[place] ?? '',
    }));
  }
}

/** What one step of a scan found, and the cursor of the next; `0`: there is none. */
interface ScanStep {
  readonly next: string;
  readonly ids: readonly string[];
  readonly facts: readonly string[];
}
