import { assert, must } from '../shared/assert.js';
import type { ListingEngine, ListingPage, Stage } from '../catalog/listing-engine.js';
import { positionFromString } from '../catalog/position.js';
import type { Query } from '../catalog/query.js';
import { placesOf } from '../catalog/query.js';
import type { Valkey } from './client.js';
import { asIndexError, defineScript } from './client.js';
import { IndexError } from './errors.js';
import type { Keys } from './keys.js';
import { lackingFrom } from './order-score.js';
import type { Measure, Plan } from './planner.js';
import { boundsOf, measuresFor, planView } from './planner.js';
import type { View } from './view.js';
import { viewOf } from './view.js';

const readPage = defineScript('read-page');
const buildPage = defineScript('build-page');

export interface ViewLimits {
  /** How long a view is kept. */
  readonly ttlSeconds: number;
  /** Cars that all views together may hold; the oldest views make room. */
  readonly maxCars: number;
  /** Views there may be; the oldest make room. {@link maxViews} unless given. */
  readonly maxViews?: number;
}

/**
 * An empty view holds no car, but its name stands in two keys and in the follower's memory, and each change is held against
 * it: so views are bounded in number too. With names of up to 2,000 characters, 10,000 take at most about 50 MB.
 */
export const maxViews = 10_000;

/** Answers listings from the index in Valkey: one round trip where the view exists, two where it has to be built. */
export class ValkeyListing implements ListingEngine {
  readonly #client: Valkey;
  readonly #keys: Keys;
  readonly #limits: ViewLimits;
  /** Views being built by this process: others who want the same one wait for it. */
  readonly #building = new Map<string, Promise<unknown>>();

  constructor(client: Valkey, keys: Keys, limits: ViewLimits) {
    this.#client = client;
    this.#keys = keys;
    this.#limits = limits;
  }

  async list(query: Query): Promise<ListingPage> {
    try {
      return await this.#list(query);
    } catch (error) {
      throw asIndexError(error);
    }
  }

  async #list(query: Query): Promise<ListingPage> {
    const started = performance.now();
    const view = viewOf(this.#keys, query);
    let read: Reply;
    do {
      await this.#building.get(view.key)?.catch(() => undefined);
      read = await this.#read(query, view);
      // While this one looked, another request may have begun to build the view: only the first who saw it missing does.
    } while (read.state === 'missing' && this.#building.has(view.key));
    const readMs = performance.now() - started;
    if (read.state !== 'missing') return pageOf(read, [{ name: 'read', milliseconds: readMs }]);

    const plan = planView(this.#keys, query.filters, query.ordering.attribute, view.key, read.sizes);
    const built = this.#build(query, view, plan);
    if (view.stored) this.#building.set(view.key, built);
    try {
      const answer = await built;
      const buildMs = performance.now() - started - readMs;
      return pageOf(answer, [
        { name: 'read', milliseconds: readMs },
        { name: 'build', milliseconds: buildMs },
      ]);
    } finally {
      if (this.#building.get(view.key) === built) this.#building.delete(view.key);
    }
  }

  async #read(query: Query, view: View): Promise<Reply> {
    const keys = [this.#keys.state, view.key, view.emptyKey, this.#keys.cards];
    const measures = measuresFor(this.#keys, query.filters).flatMap(measureWords);
    return readReply(await readPage(this.#client, keys, [...placeWords(query), ...measures]));
  }

  async #build(query: Query, view: View, plan: Plan | null): Promise<PageReply> {
    const keys = this.#keys;
    const { ttlSeconds, maxCars, maxViews: views = maxViews } = this.#limits;
    const reply = readReply(
      await buildPage(
        this.#client,
        [keys.state, view.key, view.emptyKey, keys.cards, keys.views, keys.viewSizes],
        [
          ...placeWords(query),
          keys.prefix,
          view.member,
          view.emptyMember,
          view.stored ? ttlSeconds : 0,
          maxCars,
          views,
          plan?.temporaries ?? 0,
          ...(plan?.steps ?? []).flatMap(({ command }) => [command.length, ...command]),
        ],
      ),
    );
    assert(reply.state !== 'missing', 'a view that was just built is missing');
    return reply;
  }
}

function placeWords(query: Query): readonly (string | number)[] {
  const { first, last } = placesOf(query);
  return [query.ordering.descending ? 1 : 0, first, last, lackingFrom];
}

/** How `read-page.lua` is asked to measure a set. */
export function measureWords(measure: Measure): readonly string[] {
  if (measure.kind === 'range') return ['R', measure.key, ...boundsOf(measure.range)];
  return [measure.kind === 'set' ? 'S' : 'Z', measure.key];
}

/** What both page scripts answer. */
type Reply = PageReply | { readonly state: 'missing'; readonly sizes: readonly number[] };

interface PageReply {
  readonly state: 'hit' | 'built';
  readonly position: string;
  readonly words: string | null;
  readonly count: number;
  readonly cards: readonly string[];
}

function readReply(reply: unknown): Reply {
  const [state, ...rest] = reply as [
    'hit' | 'built' | 'missing' | 'not whole' | 'other layout',
    ...unknown[],
  ];
  switch (state) {
    case 'not whole':
      throw new IndexError('INDEX_NOT_WHOLE');
    case 'other layout':
      throw new IndexError('INDEX_OTHER_LAYOUT');
    case 'missing':
      return { state, sizes: rest as number[] };
    case 'hit':
    case 'built': {
      const [position, words, count, ...cards] = rest as [
        string,
        string | null,
        number,
        ...(string | null)[],
      ];
      if (cards.includes(null)) throw new IndexError('INDEX_INCONSISTENT');
      return { state, position, words, count, cards: cards as string[] };
    }
  }
}

function pageOf(reply: PageReply, stages: readonly Stage[]): ListingPage {
  return {
    count: reply.count,
    cards: reply.cards,
    position: must(positionFromString(reply.position), 'the position of the index'),
    cache: reply.state === 'hit' ? 'hit' : 'miss',
    stages,
    tag: null,
    words: reply.words,
  };
}
