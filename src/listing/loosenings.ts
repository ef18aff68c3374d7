import type { Filters } from '../catalog/filters.js';
import type { CountingEngine } from '../catalog/listing-engine.js';
import type { Gain } from '../catalog/loosening.js';
import { gainsOf, looseningsOf } from '../catalog/loosening.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import type { Position } from '../catalog/position.js';
import type { SlugProblem } from '../catalog/slug-problem.js';
import { IndexError } from '../index/errors.js';
import type { Result } from '../shared/result.js';
import { ok } from '../shared/result.js';
import { askedFilters } from './asked-filters.js';
import type { Horizon } from './horizon.js';
import type { IndexGate } from './index-gate.js';
import type { NearListing } from './near-listing.js';
import type { SlugBook } from './slug-book.js';

export interface LooseningsParts {
  /** Counts first; null: this server has none. */
  readonly near: NearListing | null;
  /** Counts when the near index can't. */
  readonly sql: CountingEngine;
  readonly slugs: SlugBook;
  readonly gate: IndexGate;
  readonly horizon: Horizon;
}

/** What a question would find if one of its filters were weaker. */
export interface LoosenedPage {
  /** Cars that pass as it is. */
  readonly count: number;
  readonly gains: readonly Gain[];
  readonly position: Position;
}

/** Says which single filter, loosened, gives how many more cars. */
export class Loosenings {
  readonly #parts: LooseningsParts;

  constructor(parts: LooseningsParts) {
    this.#parts = parts;
  }

  /**
   * Throws the SQL engine's error if nobody can count.
   *
   * @param seen what the visitor has been shown, by whatever server
   */
  async answer(request: ListingRequest, seen: Position): Promise<Result<LoosenedPage, SlugProblem>> {
    const { horizon } = this.#parts;
    const answer = (await this.#fromNear(request, horizon.atLeast(seen))) ?? (await this.#fromSql(request));
    if (answer.ok) horizon.show(answer.value.position);
    return answer;
  }

  async #fromSql(request: ListingRequest): Promise<Result<LoosenedPage, SlugProblem>> {
    const { sql, slugs } = this.#parts;
    const filters = askedFilters(request, request.slug === null ? null : await slugs.fromSource());
    return filters.ok ? ok((await loosen(sql, filters.value)).page) : filters;
  }

  /** Null: Postgres has to be asked. */
  async #fromNear(
    request: ListingRequest,
    floor: Position,
  ): Promise<Result<LoosenedPage, SlugProblem> | null> {
    const { near, slugs, gate } = this.#parts;
    if (!gate.isBelieved || near?.holds(floor) !== true) return null;
    const words = request.slug === null ? null : await slugs.known();
    const filters = askedFilters(request, words);
    if (!filters.ok) return null;
    try {
      const { page, words: meant } = await loosen(near, filters.value);
      return words === null || meant === words.version ? ok(page) : null;
    } catch (error) {
      if (error instanceof IndexError) return null;
      throw error;
    }
  }
}

async function loosen(
  engine: CountingEngine,
  filters: Filters,
): Promise<{ readonly page: LoosenedPage; readonly words: string | null }> {
  const loosenings = looseningsOf(filters);
  const around = await engine.countAround(
    filters,
    loosenings.map((each) => each.filters),
  );
  const gains = gainsOf(filters, loosenings, around);
  return { page: { count: around.count, gains, position: around.position }, words: around.words };
}
