import type { Filters } from '../catalog/filters.js';
import type { CountingEngine } from '../catalog/listing-engine.js';
import type { Gain } from '../catalog/loosening.js';
import { gainsOf, looseningsOf } from '../catalog/loosening.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import type { Position } from '../catalog/position.js';
import type { SlugProblem } from '../catalog/slug-problem.js';
import type { Result } from '../shared/result.js';
import { ok } from '../shared/result.js';
import type { NearParts } from './ask-near.js';
import { askNear } from './ask-near.js';
import { askedFilters } from './asked-filters.js';
import { checkSource, floorOf } from './asked-position.js';
import type { Horizon } from './horizon.js';

/** The near index counts first. */
export interface LooseningsParts extends NearParts {
  /** Counts when the near index can't. */
  readonly sql: CountingEngine;
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
   * Throws the SQL engine's error if nobody can count, and `LISTING_POSITION_NOT_REACHED` if Postgres is not where the request asks for.
   *
   * @param seen what the visitor has been shown, by whatever server
   */
  async answer(request: ListingRequest, seen: Position): Promise<Result<LoosenedPage, SlugProblem>> {
    const { horizon, gate } = this.#parts;
    const near = await askNear(this.#parts, request, floorOf(horizon, request, seen), loosen);
    if (near === null) gate.passOver('LISTING_NOT_COUNTED');
    const answer = near === null ? await this.#fromSql(request) : ok(near);
    if (answer.ok) horizon.show(answer.value.position);
    return answer;
  }

  async #fromSql(request: ListingRequest): Promise<Result<LoosenedPage, SlugProblem>> {
    const { sql, slugs } = this.#parts;
    await checkSource(sql, request);
    const filters = askedFilters(request, request.slug === null ? null : await slugs.fromSource());
    return filters.ok ? ok(await loosen(sql, filters.value)) : filters;
  }
}

async function loosen(
  engine: Pick<CountingEngine, 'countAround'>,
  filters: Filters,
): Promise<LoosenedPage & { readonly words: string | null }> {
  const loosenings = looseningsOf(filters);
  const around = await engine.countAround(
    filters,
    loosenings.map((each) => each.filters),
  );
  const { count, position, words } = around;
  return { count, gains: gainsOf(filters, loosenings, around), position, words };
}
