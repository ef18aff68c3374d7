import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../shared/result.js';
import { ok } from '../shared/result.js';
import type { Filters } from '../catalog/filters.js';
import type { CountingEngine, ListingEngine, ListingPage } from '../catalog/listing-engine.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import type { Position } from '../catalog/position.js';
import { positionZero } from '../catalog/position.js';
import type { Query } from '../catalog/query.js';
import { newestPin } from '../catalog/query.js';
import type { SlugProblem } from '../catalog/slug-problem.js';
import type { NearParts } from './ask-near.js';
import type { NearQuery } from './near-listing.js';
import { askNear } from './ask-near.js';
import { askedFilters } from './asked-filters.js';
import { checkSource, floorOf } from './asked-position.js';
import { notReached } from './errors.js';
import type { Horizon } from './horizon.js';
import type { PinnedOrder, Ranker, RankingAsked } from './ranker.js';
import { resolveOrdering } from './recommended.js';
import type { Words } from './slug-book.js';
import { Turns } from './turns.js';

/** The near index answers first, if it holds what the request asks for. */
export interface ListingsParts extends NearParts {
  /** Answers next. */
  readonly index: ListingEngine;
  /** Answers when the index can't. */
  readonly sql: CountingEngine;
  /** Null: nothing is ranked. */
  readonly ranker: Ranker | null;
  /** What has been shown; one for a server. */
  readonly horizon: Horizon;
  /** Where the index stands; null while it is not whole. */
  readonly indexPosition: () => Promise<Position | null>;
}

/** How long a request waits for its `min_position`, and how often it looks: at first after the shorter pause. */
const positionWaitMs = 1_000;
const positionPollMs = { first: 2, most: 20 };
/** How long a copy that is behind is waited for, before Postgres does what only the copy does cheaply. */
const nearWaitMs = 250;
/** Counts that Postgres makes: they leave connections to who leaves a number or books. */
const counts = { atOnce: 4, waitMs: 5_000 } as const;
/** Orders that Postgres and a model make, reading every car that passes: each takes a connection and most of this process' time. */
const foreignOrders = { atOnce: 2, waitMs: 5_000 } as const;

/** Answers what buyers ask of the listing, by whichever engine is fit. */
export class Listings {
  readonly #parts: ListingsParts;
  readonly #foreignOrders = new Turns(foreignOrders);
  readonly #counts = new Turns(counts);

  constructor(parts: ListingsParts) {
    this.#parts = parts;
  }

  /**
   * One page, or why its slug says nothing; never of a position before one that has been shown. Throws
   * `LISTING_POSITION_NOT_REACHED` if the answer would be older than the request allows, even after waiting, and `LISTING_BUSY` if too many
   * ask for what is costly; throws the SQL engine's error if nobody can answer.
   *
   * @param seen what the visitor has been shown, by whatever server
   */
  async answer(request: ListingRequest, seen = positionZero): Promise<Result<ListingPage, SlugProblem>> {
    const asked = request.minPosition ?? positionZero;
    const floor = floorOf(this.#parts.horizon, request, seen);
    const deadline = performance.now() + positionWaitMs;
    for (;;) {
      const answer = await this.#answerNow(request, floor);
      const { position } = answer;
      if (position === null || position >= floor) return this.#shown(request, answer);
      const fromDatabase = answer.result.ok && answer.result.value.cache === 'database';
      if (position >= asked) {
        if (!fromDatabase) this.#parts.gate.passOver('LISTING_INDEX_BEHIND');
        return this.#shown(request, fromDatabase ? answer : await this.#fromSql(request));
      }
      // If Postgres itself has not got there, there is nothing to wait for.
      if (fromDatabase || !(await this.#reaches(asked, deadline))) throw notReached(position, asked);
    }
  }

  /**
   * The page without waiting for anything, from this server's own copy: as nearly all are. Null: it takes an {@link answer}.
   *
   * @param seen as there
   */
  atOnce(request: ListingRequest, seen: Position): ListingPage | null {
    const { near, gate, horizon } = this.#parts;
    if (near === null || request.slug !== null || request.facets || !gate.isBelieved) return null;
    const page = near.atOnce(
      nearQuery(request, request.filters),
      floorOf(this.#parts.horizon, request, seen),
    );
    if (page === null) return null;
    horizon.show(page.position);
    gate.answered();
    return page;
  }

  /**
   * The page from this server's own copy or not at all, for what nobody has asked for: it costs Postgres nothing, and leaves no view in Valkey. Null:
   * the copy can't give it now.
   *
   * @param seen as there
   */
  async fromCopy(request: ListingRequest, seen: Position): Promise<ListingPage | null> {
    const atOnce = this.atOnce(request, seen);
    if (atOnce !== null) return atOnce;
    const page = await this.#askNear(request, floorOf(this.#parts.horizon, request, seen));
    if (page !== null) this.#parts.horizon.show(page.position);
    return page;
  }

  #shown({ ordering }: ListingRequest, { result, position }: Answer): Answer['result'] {
    if (position !== null) this.#parts.horizon.show(position);
    // Who can't rank has answered by the order for everybody, and goes on with it.
    const isRanked = !result.ok || ordering !== 'recommended' || result.value.pin !== undefined;
    return isRanked ? result : ok({ ...result.value, pin: newestPin });
  }

  /** Waits until the index is there, or has to be passed over; false: not in time. */
  #reaches(asked: Position, deadline: number): Promise<boolean> {
    return becomesTrue(deadline, async () => {
      const position = await this.#parts.indexPosition().catch(() => null);
      return position === null || position >= asked;
    });
  }

  async #answerNow(request: ListingRequest, floor: Position): Promise<Answer> {
    const near =
      (await this.#askNear(request, floor)) ??
      (isPinned(request) && (await this.#nearReaches(floor)) ? await this.#askNear(request, floor) : null);
    if (near !== null) return answerOf(near);
    // The index neither counts nor ranks.
    const beyondIndex = request.facets
      ? 'LISTING_NOT_COUNTED'
      : isPinned(request)
        ? 'LISTING_NOT_RANKED'
        : null;
    if (beyondIndex !== null) {
      await checkSource(this.#parts.sql, request);
      this.#parts.gate.passOver(beyondIndex);
      return this.#fromSql(request);
    }
    return (await this.#parts.gate.ask(() => this.#fromIndex(request))) ?? this.#fromSql(request);
  }

  #askNear(request: ListingRequest, floor: Position): Promise<ListingPage | null> {
    return askNear(this.#parts, request, floor, (engine, filters) =>
      listBy(engine, nearQuery(request, filters), request.facets),
    );
  }

  /** A copy that is a moment behind is worth waiting for: Postgres would have to read all cars that pass. False: not in time. */
  async #nearReaches(floor: Position): Promise<boolean> {
    const { near, gate } = this.#parts;
    if (near?.holds(positionZero) !== true || !gate.isBelieved) return false;
    const deadline = performance.now() + nearWaitMs;
    return becomesTrue(deadline, () => Promise.resolve(near.holds(floor)));
  }

  async #fromSql(request: ListingRequest): Promise<Answer> {
    const query = this.#queryOf(request, request.slug === null ? null : await this.#parts.slugs.fromSource());
    if (!query.ok) return { result: query, position: null };
    const order = await this.#orderGoneOnWith(request);
    if (order === null) {
      const list = (): Promise<ListingPage> => listBy(this.#parts.sql, query.value, request.facets);
      return answerOf(await (request.facets ? this.#counts.run(list) : list()));
    }
    const page = await this.#foreignOrders.run(() =>
      this.#parts.sql.listOrdered(query.value, order, request.facets),
    );
    return answerOf({ ...page, pin: order.pin });
  }

  /** A visitor who is in the middle of a recommended order goes on with it, whoever answers. */
  async #orderGoneOnWith(request: ListingRequest): Promise<PinnedOrder | null> {
    const asked = rankingAsked(request);
    return asked === null || this.#parts.ranker === null ? null : this.#parts.ranker.orderFor(asked);
  }

  /** A slug is looked up in the words in memory; if the answer was made under newer ones, again under those. */
  async #fromIndex(request: ListingRequest): Promise<Answer> {
    const { index, slugs } = this.#parts;
    let words = request.slug === null ? null : await slugs.known();
    for (;;) {
      const query = this.#queryOf(request, words);
      if (query.ok) {
        const page = await index.list(query.value);
        if (words === null || page.words === words.version) return answerOf(page);
      }
      const fresh = await slugs.refresh();
      if (!query.ok && fresh.version === words?.version) return { result: query, position: fresh.position };
      words = fresh;
    }
  }

  #queryOf(request: ListingRequest, words: Words | null): Result<Query, SlugProblem> {
    const filters = askedFilters(request, words);
    return filters.ok ? ok(queryFor(request, filters.value)) : filters;
  }
}

function queryFor({ ordering, page, pageSize }: ListingRequest, filters: Filters): Query {
  return { filters, ordering: resolveOrdering(ordering), page, pageSize };
}

function nearQuery(request: ListingRequest, filters: Filters): NearQuery {
  return { ...queryFor(request, filters), ranked: rankingAsked(request) };
}

/** Whether it goes on with the order of a model. */
function isPinned({ ordering, modelVersion }: ListingRequest): boolean {
  return ordering === 'recommended' && modelVersion !== null && modelVersion > 0;
}

function rankingAsked({ ordering, modelVersion, seenCarIds }: ListingRequest): RankingAsked | null {
  return ordering === 'recommended' ? { modelVersion, seenCarIds } : null;
}

/** Looks after a short pause first, and then after longer ones; false: not in time. */
async function becomesTrue(deadline: number, isTrue: () => Promise<boolean>): Promise<boolean> {
  for (let pauseMs = positionPollMs.first; performance.now() < deadline;) {
    await sleep(pauseMs);
    pauseMs = Math.min(2 * pauseMs, positionPollMs.most);
    if (await isTrue()) return true;
  }
  return false;
}

/** A page or a problem, and the position that it reflects; null: Postgres as it is now. */
interface Answer {
  readonly result: Result<ListingPage, SlugProblem>;
  readonly position: Position | null;
}

function answerOf(page: ListingPage): Answer {
  return { result: ok(page), position: page.position };
}

/** Either kind of engine. */
interface Lists<Q> {
  list(query: Q): Promise<ListingPage>;
  listWithFacets(query: Q): Promise<ListingPage>;
}

function listBy<Q>(engine: Lists<Q>, query: Q, facets: boolean): Promise<ListingPage> {
  return facets ? engine.listWithFacets(query) : engine.list(query);
}
