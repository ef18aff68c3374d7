import type { AttributeName, NameTable } from '../catalog/attributes.js';
import { attributeNamed } from '../catalog/attributes.js';
import type { QueryHash } from '../catalog/query.js';

/**
 * The names of all keys, the only place that makes them. Everything stands behind one prefix; with a `{tag}` in it, all
 * keys share a slot of a Valkey Cluster. "Follower" writes and "server" reads, unless said otherwise.
 */
export class Keys {
  readonly prefix: string;
  readonly #temporaries: string;

  constructor(prefix: string, temporaries = 'tmp:') {
    this.prefix = prefix;
    this.#temporaries = temporaries;
  }

  /**
   * Hash: `position` (as `pg_lsn`), `origin` (which database it is of), `publication` (which tells its
   * changes), `format` (of the keys), `words` (position at which slug
   * tokens last changed), `feed` (id of the feed's last entry); for a while `torn` (the position up to which nothing is answered from the index: a transaction is
   * being applied in parts, or the index is not trusted) and `rebuild` (a new fill is asked for, by anybody).
   */
  get state(): string {
    return `${this.prefix}index`;
  }

  /** Hash: car id -> card JSON. Every live car. */
  get cards(): string {
    return `${this.prefix}car:`;
  }

  /** Hash: car id -> the whole car as JSON; also what the follower folds changes into. */
  get details(): string {
    return `${this.prefix}car:detail`;
  }

  /** Hash: car id -> what filters and orders see of it, as text (see `car-facts.ts`). What a near index is filled from. */
  get facts(): string {
    return `${this.prefix}car:facts`;
  }

  /**
   * Stream: what the follower applied, entry by entry (see `feed-entry.ts`), as far back as {@link FeedId} counts. Read by servers
   * that hold a near index.
   */
  get feed(): string {
    return `${this.prefix}feed`;
  }

  /**
   * Stream: batches of buyers' events that wait to be stored in Postgres (see `event-entry.ts`), each an entry with the field `batch`.
   * Servers add, the followers' group takes, stores and deletes. No part of the index: a new fill leaves it alone, and nothing trims it.
   */
  get events(): string {
    return `${this.prefix}events`;
  }

  /** Hash: `stored` and `repeated`, events that followers have finished with so far, and `set_aside`, batches of {@link oddEvents}. Read by servers, for their metrics. */
  get eventCounts(): string {
    return `${this.prefix}events:counts`;
  }

  /** Stream: entries of {@link events} that could not be read or stored, as they were, about 10,000; for somebody to look at. */
  get oddEvents(): string {
    return `${this.prefix}events:odd`;
  }

  /**
   * String: the version of the model that was published last (see `model-news.ts`), written by trainers and looked at by servers each
   * second. The models themselves are in Postgres. No part of the index: a new fill leaves it alone, and it may be missing.
   */
  get model(): string {
    return `${this.prefix}model`;
  }

  /** Sorted set: car id, scored by the attribute's value. Cars without the value are not in it. */
  column(attribute: AttributeName): string {
    return `${this.prefix}${attributeNamed(attribute).indexKey}`;
  }

  /** Set: the cars with this option. The same facts as the column, in the form that intersections start from. */
  option(attribute: AttributeName, value: number): string {
    return `${this.column(attribute)}:${value}`;
  }

  /** Sorted set: the cars with this feature, score 1. */
  feature(id: number): string {
    return `${this.prefix}car:feature:${id}`;
  }

  /** Sorted set: every live car, scored so that score and member give the contract's order (see `order-score.ts`). */
  order(attribute: AttributeName): string {
    return `${this.prefix}order:${attribute}`;
  }

  /** Hash: id -> name and parent, of one name table. */
  names(table: NameTable): string {
    return `${this.prefix}names:${table}`;
  }

  /** Hash: `type/value` -> slug token. */
  get slugTokens(): string {
    return `${this.prefix}slug_tokens`;
  }

  /** Set: every key above that exists, without the prefix: what a new fill replaces. */
  get registry(): string {
    return `${this.prefix}keys`;
  }

  /** Sorted set with a time to live: a view, scored as its order. Written by servers, dropped by the follower. */
  view(attribute: AttributeName, hash: QueryHash): string {
    return `${this.prefix}page:${attribute}:${hash}`;
  }

  /** String with a time to live: no car matches these filters, in any order. */
  emptyView(hash: QueryHash): string {
    return `${this.prefix}page:none:${hash}`;
  }

  /** Sorted set: `{order}:{hash}:{canonical filters}` of every view, scored by the microsecond it was built. */
  get views(): string {
    return `${this.prefix}views`;
  }

  /** Hash: the same members -> cars in the view; their sum under `total`, which bounds the memory of views; the highest score ever
   * given under `newest`. */
  get viewSizes(): string {
    return `${this.prefix}views:sizes`;
  }

  /** A set that a plan needs on the way. Made and deleted inside `build-page.lua`, which knows the name. */
  temporary(place: number): string {
    return `${this.prefix}${this.#temporaries}${place}`;
  }

  /** The same keys, with temporaries of their own: for a plan that is not run inside one script. */
  explaining(run: string): Keys {
    return new Keys(this.prefix, `explain:${run}:`);
  }

  /** A key without the prefix. */
  bare(key: string): string {
    return key.slice(this.prefix.length);
  }

  /**
   * Hash: `latest` -> the token of the fill that began last, the only one that may be swapped in; and one field for each fill
   * that may have left keys. Written by fills, read by {@link IndexStore.isFilling}.
   */
  get fills(): string {
    return `${this.prefix}fills`;
  }

  /** The keys of an index that is being filled beside the live one, by the fill with this token. */
  staging(token: string): Keys {
    return new Keys(`${this.prefix}fill:${token}:`);
  }
}
