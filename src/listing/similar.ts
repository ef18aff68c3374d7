import type { CarFacts } from '../catalog/car-facts.js';
import { factsOf } from '../catalog/car-facts.js';
import type { Car, CarId } from '../catalog/car.js';
import { indexedCar } from '../catalog/car.js';
import type { Filters } from '../catalog/filters.js';
import { noFilters } from '../catalog/filters.js';
import type { ListingEngine, ListingPage } from '../catalog/listing-engine.js';
import type { Position } from '../catalog/position.js';
import { IndexError } from '../index/errors.js';
import { mostAlike } from '../near/likeness.js';
import type { NearIndex } from '../near/near-index.js';
import type { Horizon } from './horizon.js';
import type { IndexGate } from './index-gate.js';
import type { NearListing } from './near-listing.js';
import type { CarSource } from './ports.js';
import type { Ranker } from './ranker.js';
import { resolveOrdering } from './recommended.js';

export interface SimilarCarsParts {
  /** Compares cars. Null: this server has none. */
  readonly near: Pick<NearListing, 'chosen'> | null;
  /** Null: cars are compared without a model. */
  readonly ranker: Pick<Ranker, 'inUse'> | null;
  /** Answers when the near index can't. */
  readonly sql: ListingEngine;
  readonly source: CarSource;
  readonly gate: IndexGate;
  readonly horizon: Horizon;
}

/** Cars that can be bought now, those most like the one first. */
export type SimilarAnswer =
  | ({ readonly kind: 'found' } & Omit<ListingPage, 'count'>)
  | { readonly kind: 'unknown'; readonly position: Position };

/** How far from the car's price Postgres looks, by ratio: whoever looks at a car for four can mostly pay five. */
const priceRatio = 1.25;

/** Says which cars are like one. The near index compares; without it Postgres lists the newest of the same body type and a near price. */
export class SimilarCars {
  readonly #parts: SimilarCarsParts;

  constructor(parts: SimilarCarsParts) {
    this.#parts = parts;
  }

  /**
   * `size` cars at most, itself not among them. The car may be sold or withdrawn itself: adverts lead to such for long. Throws the SQL
   * engine's error if nobody can answer.
   *
   * @param seen what the visitor has been shown, by whatever server: no answer is of a position before it
   */
  async find(id: CarId, size: number, seen: Position): Promise<SimilarAnswer> {
    const { source, gate, horizon } = this.#parts;
    const listed = await this.#compare(id, null, size, seen);
    if (listed !== null) return { kind: 'found', ...listed };
    const started = performance.now();
    const position = await source.position();
    const car = await source.read(id);
    if (car === null) {
      horizon.show(position);
      return { kind: 'unknown', position };
    }
    const read = { name: 'car', milliseconds: performance.now() - started };
    let page = await this.#compare(id, factsOf(indexedCar(car)), size, seen);
    if (page === null) {
      gate.passOver('LISTING_NOT_COMPARED');
      page = await this.#listNear(car, size);
      horizon.show(page.position);
    }
    return { kind: 'found', ...page, stages: [read, ...page.stages] };
  }

  /**
   * By the near index. Null: it can't, or does not list the car.
   *
   * @param facts of the car; null: as the near index has them
   */
  async #compare(
    id: CarId,
    facts: CarFacts | null,
    size: number,
    seen: Position,
  ): Promise<ListingPage | null> {
    const { near, ranker, gate, horizon } = this.#parts;
    if (near === null || !gate.isBelieved) return null;
    try {
      const page = await near.chosen(horizon.atLeast(seen), ({ index }) => {
        const known = facts ?? factsIn(index, id);
        return known === null ? null : alike(index, ranker, { id, facts: known }, size);
      });
      if (page === null) return null;
      gate.answered();
      horizon.show(page.position);
      return page;
    } catch (error) {
      // A card that is not held here has changed meanwhile, or can't be fetched.
      if (error instanceof IndexError) return null;
      throw error;
    }
  }

  async #listNear(car: Car, size: number): Promise<ListingPage> {
    const filters: Filters = {
      ...noFilters,
      options: { body_type: [car.body_type_id] },
      ranges: {
        price: { min: Math.floor(car.price / priceRatio), max: Math.ceil(car.price * priceRatio) },
      },
    };
    // The car itself may be one of them.
    const query = { filters, ordering: resolveOrdering('recommended'), page: 1, pageSize: size + 1 };
    const page = await this.#parts.sql.list(query);
    const others = page.cards.filter((card) => (JSON.parse(card) as { readonly id: number }).id !== car.id);
    return { ...page, cards: others.slice(0, size) };
  }
}

function factsIn(index: NearIndex, id: CarId): CarFacts | null {
  const slot = index.slotOf(id);
  return slot === -1 ? null : index.factsAt(slot);
}

function alike(
  index: NearIndex,
  ranker: SimilarCarsParts['ranker'],
  car: { readonly id: CarId; readonly facts: CarFacts },
  size: number,
): readonly number[] {
  const used = ranker?.inUse(index) ?? null;
  if (used === null) return mostAlike(index, car, null, size);
  const row = new Float32Array(used.model.stride);
  used.model.write(car.id, car.facts, row, 0);
  return mostAlike(index, car, { rows: used.rows, row }, size);
}
