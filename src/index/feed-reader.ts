import type { CarId } from '../catalog/car.js';
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

  /**
   * Every listed car, some at a time. While the index changes underneath, a car may come as it was or as it is, or twice; the feed
   * from before the scan makes all of them true.
   */
  async *scan(): AsyncGenerator<readonly FeedCar[]> {
    try {
      let cursor = '0';
      do {
        const [next, pairs] = await this.#client.hscan(this.#keys.facts, cursor, 'COUNT', scanCount);
        if (pairs.length > 0) yield await this.#carsOf(pairs);
        cursor = next;
      } while (cursor !== '0');
    } catch (error) {
      throw asIndexError(error);
    }
  }

  async #carsOf(pairs: readonly string[]): Promise<readonly FeedCar[]> {
    const facts = new Map<CarId, string>();
    for (let at = 0; at < pairs.length; at += 2) facts.set(carId(Number(pairs[at])), pairs[at + 1] ?? '');
    const ids = [...facts.keys()];
    const cards = await this.#client.hmget(this.#keys.cards, ...ids.map(String));
    // A card that is gone belongs to a car that left since: the feed tells.
    return ids.map((id, place) => ({
      id,
      facts: factsFromText(facts.get(id) ?? ''),
      card: cards[place] ?? '',
    }));
  }
}
