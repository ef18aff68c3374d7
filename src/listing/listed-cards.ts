import type { CarId } from '../catalog/car.js';
import { cardOf, isActive } from '../catalog/car.js';
import type { Position } from '../catalog/position.js';
import { IndexError } from '../index/errors.js';
import type { IndexStore } from '../index/index-store.js';
import type { Horizon } from './horizon.js';
import type { IndexGate } from './index-gate.js';
import type { NearListing } from './near-listing.js';
import type { CarSource } from './ports.js';

export interface ListedCardsParts {
  /** Null: this server has none. */
  readonly near: Pick<NearListing, 'chosen'> | null;
  readonly store: Pick<IndexStore, 'cardsNow'>;
  readonly source: Pick<CarSource, 'readAll' | 'position'>;
  readonly gate: IndexGate;
  readonly horizon: Horizon;
}

/** Cards of one moment. */
export interface CardsAnswer {
  /** As JSON text, in the order in which their cars were named; without those that can't be bought now. */
  readonly cards: readonly string[];
  readonly position: Position;
}

/** The cards of cars that are known by their ids: those on a list of a visitor's own. */
export class ListedCards {
  readonly #parts: ListedCardsParts;

  constructor(parts: ListedCardsParts) {
    this.#parts = parts;
  }

  /** @param seen what the visitor has been shown, by whatever server: no answer is of a position before it */
  async find(ids: readonly CarId[], seen: Position): Promise<CardsAnswer> {
    const { horizon } = this.#parts;
    if (ids.length === 0) return { cards: [], position: horizon.atLeast(seen) };
    const answer =
      (await this.#fromNear(ids, seen)) ??
      (await this.#fromIndex(ids, seen)) ??
      (await this.#fromSource(ids));
    horizon.show(answer.position);
    return answer;
  }

  async #fromNear(ids: readonly CarId[], seen: Position): Promise<CardsAnswer | null> {
    const { near, gate, horizon } = this.#parts;
    if (near === null || !gate.isBelieved) return null;
    try {
      return await near.chosen(horizon.atLeast(seen), ({ index }) =>
        ids.map((id) => index.slotOf(id)).filter((slot) => slot !== -1),
      );
    } catch (error) {
      // A card that is not held here has changed meanwhile, or can't be fetched.
      if (error instanceof IndexError) return null;
      throw error;
    }
  }

  async #fromIndex(ids: readonly CarId[], seen: Position): Promise<CardsAnswer | null> {
    const { store, gate, horizon } = this.#parts;
    const found = await gate.ask(async () => {
      const { state, cards } = await store.cardsNow(ids);
      if (state?.tornUntil !== null) throw new IndexError('INDEX_NOT_WHOLE');
      return { cards: cards.filter((card) => card !== null), position: state.position };
    });
    if (found === null || found.position >= horizon.atLeast(seen)) return found;
    gate.passOver('LISTING_INDEX_BEHIND');
    return null;
  }

  async #fromSource(ids: readonly CarId[]): Promise<CardsAnswer> {
    const { source } = this.#parts;
    const position = await source.position();
    const cars = new Map((await source.readAll(ids)).map((car) => [car.id, car]));
    const listed = ids.map((id) => cars.get(id)).filter((car) => car !== undefined);
    const cards = listed.filter(({ status }) => isActive(status)).map((car) => JSON.stringify(cardOf(car)));
    return { cards, position };
  }
}
