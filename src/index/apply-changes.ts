import type { NameTable } from '../catalog/attributes.js';
import type { NameEntry } from '../catalog/change.js';
import type { Position } from '../catalog/position.js';
import { positionNever, positionToString } from '../catalog/position.js';
import type { SlugToken } from '../catalog/slug-token.js';
import { must } from '../shared/assert.js';
import type { Valkey } from './client.js';
import { asIndexError, readScript } from './client.js';
import { IndexError } from './errors.js';
import type { FeedHead, FeedId } from './feed-entry.js';
import { feedFields, nextFeedId, oldestToKeep } from './feed-entry.js';
import type { CarWrite } from './car-update.js';
import { IndexWriter } from './index-writer.js';
import type { Keys } from './keys.js';
import { prepareMoves, ViewsByConcern } from './views-touched.js';

/** The net effect of a batch of changes on the index. Each car, name and token stands in it once. */
export interface IndexChanges {
  readonly cars: readonly CarWrite[];
  readonly names: readonly {
    readonly table: NameTable;
    readonly id: number;
    readonly entry: NameEntry | null;
  }[];
  readonly tokens: readonly {
    readonly type: string;
    readonly value: string;
    readonly token: SlugToken | null;
  }[];
}

/** From which position to which. */
export interface Step {
  readonly from: Position;
  readonly to: Position;
  /** Not null: with this step the index holds parts of a transaction, and is whole again from this position on. */
  readonly tornUntil: Position | null;
}

export interface ApplierOptions {
  /** The index's registry as it is. */
  readonly knownKeys: ReadonlySet<string>;
  /** Cars that the feed holds, about. */
  readonly feedCars: number;
  /** Where the feed stood when the index was read: whatever is written after that by others ends this applier's term. */
  readonly feed: FeedId;
}

/** Cars in one entry of the feed at most: a reader is never kept long by one. */
const carsPerEntry = 250;

/** Attempts before views that were built in the meantime are dropped unseen. */
const strictAttempts = 3;

/**
 * When the list of views is read from the start, so that those that expired or made room do not pile up here: after this
 * time, or when there are this many (the registry never holds half of that: see `maxViews`).
 */
const forgetViewsMs = 60_000;
const forgetViewsAbove = 25_000;

/**
 * Writes to the index. Used by one follower at a time over a connection of its own: a transaction of Valkey
 * (WATCH ... EXEC) applies the changes, drops the views that they touch, and stores the position, all or nothing.
 */
export class ChangeApplier {
  readonly #client: Valkey;
  readonly #keys: Keys;
  readonly #dropViews = readScript('drop-views');
  /** Views that exist, as far as seen. */
  readonly #views = new ViewsByConcern();
  #newestSeen = '-inf';
  #viewsReadAt = 0;
  #knownKeys: ReadonlySet<string>;
  readonly #feedCars: number;
  #feed: FeedId;

  constructor(client: Valkey, keys: Keys, options: ApplierOptions) {
    this.#client = client;
    this.#keys = keys;
    this.#knownKeys = options.knownKeys;
    this.#feedCars = options.feedCars;
    this.#feed = options.feed;
  }

  /**
   * Applies the changes and moves the index on, in one atomic step. Throws `INDEX_MOVED` if the index isn't at `step.from`, or if
   * another follower has written since, which the position alone does not tell: parts of a large transaction leave it as it is.
   * Answers how many views were dropped. Throws `INDEX_INCONSISTENT` if the index was not as the changes suppose: then they have been
   * applied all the same, and the index must not be trusted any more.
   */
  async apply(changes: IndexChanges, step: Step): Promise<number> {
    const writer = writerOf(this.#keys, changes);
    const moves = prepareMoves(changes.cars);
    const touched = new Set<string>();
    try {
      for (let attempt = 1; ; attempt += 1) {
        // A batch that no view can see need not care which views there are.
        const strict = attempt <= strictAttempts && moves.length > 0;
        const found = await this.#lookAgain(step.from, strict);
        // A view is what its name says: judged once, it is judged for all attempts.
        const unjudged = attempt === 1 ? this.#views : found;
        for (const member of unjudged.touchedBy(moves).members) touched.add(member);
        const dropped = await this.#execute(writer, touched, step, {
          viewsAreKnown: strict || moves.length === 0,
          newWords: changes.tokens.length > 0,
          entries: feedEntries(changes, step, this.#feed),
        });
        if (dropped !== null) return dropped;
      }
    } catch (error) {
      await this.#client.unwatch().catch(() => undefined);
      throw asIndexError(error);
    }
  }

  /** Watches what must not move until EXEC, checks the position, and learns of new views: answers those. */
  async #lookAgain(from: Position, watchViews: boolean): Promise<ViewsByConcern> {
    const { state, views } = this.#keys;
    if (performance.now() - this.#viewsReadAt > forgetViewsMs || this.#views.size > forgetViewsAbove) {
      this.#views.clear();
      this.#newestSeen = '-inf';
      this.#viewsReadAt = performance.now();
    }
    const replies = await this.#client
      .pipeline()
      .watch(state, ...(watchViews ? [views] : []))
      .hmget(state, 'position', 'feed', 'torn')
      .zrangebyscore(
        views,
        this.#newestSeen === '-inf' ? '-inf' : `(${this.#newestSeen}`,
        '+inf',
        'WITHSCORES',
      )
      .exec();
    for (const [error] of replies ?? []) if (error !== null) throw error;
    const [position, feed, torn] = replies?.[1]?.[1] as [string | null, string | null, string | null];
    if (position !== positionToString(from) || feed !== this.#feed) {
      const expected = `${positionToString(from)} (feed ${this.#feed})`;
      throw new IndexError(
        'INDEX_MOVED',
        `at ${position ?? 'nothing'} (feed ${feed ?? 'none'}), expected ${expected}`,
      );
    }
    // A step would make it trusted again.
    if (torn === positionToString(positionNever)) throw new IndexError('INDEX_MOVED', 'it is not trusted');
    const registered = replies?.[2]?.[1] as string[];
    const found = new ViewsByConcern();
    for (let at = 0; at < registered.length; at += 2) {
      const member = registered[at] ?? '';
      this.#views.add(member);
      found.add(member);
      this.#newestSeen = registered[at + 1] ?? this.#newestSeen;
    }
    return found;
  }

  /** Null: something watched has moved, nothing was written. */
  async #execute(
    writer: IndexWriter,
    touched: ReadonlySet<string>,
    step: Step,
    { viewsAreKnown, newWords, entries }: ExecuteOptions,
  ): Promise<number | null> {
    const keys = this.#keys;
    const multi = this.#client.multi();
    const commands = writer.commands();
    for (const [name, ...words] of commands) multi.call(String(name), ...words);
    const newKeys = [...writer.touchedKeys].filter((key) => !this.#knownKeys.has(key));
    if (newKeys.length > 0) multi.sadd(keys.registry, ...newKeys);
    if (newWords) multi.hset(keys.state, 'words', positionToString(step.to));
    const drop = touched.size > 0 || !viewsAreKnown;
    for (const { id, fields } of entries)
      multi.xadd(keys.feed, 'MINID', '~', oldestToKeep(id, this.#feedCars), id, ...fields);
    if (drop) {
      const since = viewsAreKnown ? '+inf' : this.#newestSeen;
      multi.eval(this.#dropViews, 2, keys.views, keys.viewSizes, keys.prefix, since, ...touched);
    }
    const last = must(entries.at(-1), 'an entry of the feed').id;
    multi.hset(keys.state, 'position', positionToString(step.to), 'feed', last);
    if (step.tornUntil === null) multi.hdel(keys.state, 'torn');
    else multi.hset(keys.state, 'torn', positionToString(step.tornUntil));
    const replies = await multi.exec();
    if (replies === null) return null;
    for (const [error] of replies) if (error !== null) throw error;
    writer.check(replies.slice(0, commands.length).map(([, reply]) => reply));
    this.#feed = last;
    if (newKeys.length > 0) this.#knownKeys = new Set([...this.#knownKeys, ...newKeys]);
    for (const member of touched) this.#views.delete(member);
    return drop ? (replies.at(-3)?.[1] as number) : 0;
  }
}

interface ExecuteOptions {
  readonly viewsAreKnown: boolean;
  readonly newWords: boolean;
  readonly entries: readonly { readonly id: FeedId; readonly fields: readonly string[] }[];
}

/** What a step tells the feed: one entry, or more where it changes many cars; names and words in the last. */
function feedEntries(changes: IndexChanges, step: Step, feed: FeedId): ExecuteOptions['entries'] {
  const entries: { id: FeedId; fields: string[] }[] = [];
  let after = feed;
  for (let at = 0; at === 0 || at < changes.cars.length; at += carsPerEntry) {
    const cars = changes.cars.slice(at, at + carsPerEntry);
    const last = at + carsPerEntry >= changes.cars.length;
    const head: FeedHead = {
      after,
      position: step.to,
      whole: last && step.tornUntil === null,
      words: last && changes.tokens.length > 0 ? positionToString(step.to) : null,
      names: last ? changes.names : [],
    };
    after = nextFeedId(after, cars.length);
    entries.push({ id: after, fields: feedFields(head, cars) });
  }
  return entries;
}

function writerOf(keys: Keys, changes: IndexChanges): IndexWriter {
  const writer = new IndexWriter(keys);
  for (const write of changes.cars) writer.update(write);
  for (const { table, id, entry } of changes.names) writer.setName(table, id, entry);
  for (const { type, value, token } of changes.tokens) writer.setSlugToken(type, value, token);
  return writer;
}
