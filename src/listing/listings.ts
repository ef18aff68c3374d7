import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../shared/result.js';
import { ok } from '../shared/result.js';
import { mergeFilters } from '../catalog/filters.js';
import type { CountingEngine, ListingEngine, ListingPage } from '../catalog/listing-engine.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import type { Position } from '../catalog/position.js';
import { positionToString, positionZero } from '../catalog/position.js';
import type { Query } from '../catalog/query.js';
import { parseSlug } from '../catalog/slug.js';
import { filtersFromSlug } from '../catalog/slug-filters.js';
import type { SlugProblem } from '../catalog/slug-problem.js';
import { IndexError } from '../index/errors.js';
import type { Breaker } from './breaker.js';
import { ListingError } from './errors.js';
import type { NearListing } from './near-listing.js';
import type { Recommender } from './recommended.js';
import { resolveOrdering } from './recommended.js';
import type { SlugBook, Words } from './slug-book.js';

export interface ListingsParts {
  /** Answers first, if it holds what the request asks for; null: this server has none. */
  readonly near: NearListing | null;
  /** Answers next. */
  readonly index: ListingEngine;
  /** Answers when the index can't. */
  readonly sql: CountingEngine;
  readonly slugs: SlugBook;
  readonly recommender: Recommender;
  readonly breaker: Breaker;
  /** Where the index stands; null while it is not whole. */
  readonly indexPosition: () => Promise<Position | null>;
  /** Told why the index was passed over. */
  readonly onFallback: (error: unknown) => void;
}

/** How long a request waits for its `min_position`, and how often it looks: at first after the shorter pause. */
const positionWaitMs = 1_000;
const positionPollMs = { first: 2, most: 20 };

/** Answers what buyers ask of the listing, by whichever engine is fit. */
export class Listings {
  readonly #parts: ListingsParts;
  /** The latest position that this server has shown: no visitor is to see it go back. */
  #shown = positionZero;

  constructor(parts: ListingsParts) {
    this.#parts = parts;
  }

  /**
   * One page, or why its slug says nothing. Throws `LISTING_POSITION_NOT_REACHED` if the answer would be older than the
   * request allows, even after waiting; throws the SQL engine's error if nobody can answer.
   */
  async answer(request: ListingRequest): Promise<Result<ListingPage, SlugProblem>> {
    const { minPosition } = request;
    const deadline = performance.now() + positionWaitMs;
    for (;;) {
      const { result, position } = await this.#answerNow(request);
      if (position !== null && position > this.#shown) this.#shown = position;
      if (minPosition === null || position === null || position >= minPosition) return result;
      // Postgres itself has not got there: nothing to wait for.
      const fromDatabase = result.ok && result.value.cache === 'database';
      if (fromDatabase || !(await this.#reaches(minPosition, deadline))) {
        const facts = { at: positionToString(position), asked: positionToString(minPosition) };
        throw new ListingError('LISTING_POSITION_NOT_REACHED', `at ${facts.at}`, { facts });
      }
    }
  }

  /** Waits until the index is there, or has to be passed over; false: not in time. */
  async #reaches(asked: Position, deadline: number): Promise<boolean> {
    for (let pauseMs = positionPollMs.first; performance.now() < deadline;) {
      await sleep(pauseMs);
      pauseMs = Math.min(2 * pauseMs, positionPollMs.most);
      const position = await this.#parts.indexPosition().catch(() => null);
      if (position === null || position >= asked) return true;
    }
    return false;
  }

  async #answerNow(request: ListingRequest): Promise<Answer> {
    try {
      const near = await this.#fromNear(request);
      if (near !== null) return near;
      // The index does not count.
      const answer = request.facets ? null : await this.#parts.breaker.run(() => this.#fromIndex(request));
      if (answer !== null) return answer;
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      this.#parts.onFallback(error);
    }
    const query = this.#queryOf(request, request.slug === null ? null : await this.#parts.slugs.fromSource());
    if (!query.ok) return { result: query, position: null };
    return answerOf(await listBy(this.#parts.sql, query.value, request.facets));
  }

  /** Null: the index has to be asked. */
  async #fromNear(request: ListingRequest): Promise<Answer | null> {
    const { near, slugs } = this.#parts;
    const { minPosition } = request;
    const atLeast = minPosition !== null && minPosition > this.#shown ? minPosition : this.#shown;
    if (near?.holds(atLeast) !== true) return null;
    const words = request.slug === null ? null : await slugs.known();
    const query = this.#queryOf(request, words);
    if (!query.ok) return null;
    try {
      const page = await listBy(near, query.value, request.facets);
      return words === null || page.words === words.version ? answerOf(page) : null;
    } catch (error) {
      // A card that is not held here has changed meanwhile: the index has all of one moment.
      if (error instanceof IndexError && error.code === 'INDEX_MOVED') return null;
      throw error;
    }
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
    let { filters } = request;
    if (request.slug !== null && words !== null) {
      const said = parseSlug(words.tokens, request.slug);
      if (!said.ok) return said;
      filters = mergeFilters(filters, filtersFromSlug(said.value));
    }
    const ordering = resolveOrdering(request.ordering, this.#parts.recommender);
    return ok({ filters, ordering, page: request.page, pageSize: request.pageSize });
  }
}

/** A page or a problem, and the position that it reflects; null: Postgres as it is now. */
interface Answer {
  readonly result: Result<ListingPage, SlugProblem>;
  readonly position: Position | null;
}

function answerOf(page: ListingPage): Answer {
  return { result: ok(page), position: page.position };
}

function listBy(engine: CountingEngine, query: Query, facets: boolean): Promise<ListingPage> {
  return facets ? engine.listWithFacets(query) : engine.list(query);
}
