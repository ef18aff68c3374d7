import type { Car, CarId } from '../catalog/car.js';
import type { Position } from '../catalog/position.js';
import { isActive } from '../catalog/car.js';
import { IndexError } from '../index/errors.js';
import type { IndexStore } from '../index/index-store.js';
import type { Horizon } from './horizon.js';
import type { IndexGate } from './index-gate.js';
import type { CarSource } from './ports.js';

/** What is known of one car. */
export type CarAnswer =
  | {
      readonly kind: 'live';
      readonly text: string;
      readonly position: Position;
      readonly from: 'index' | 'database';
    }
  /** It was sold or withdrawn. */
  | { readonly kind: 'gone'; readonly car: Car; readonly position: Position }
  | { readonly kind: 'unknown'; readonly position: Position };

export interface CarsParts {
  readonly store: IndexStore;
  readonly source: CarSource;
  readonly gate: IndexGate;
  readonly horizon: Horizon;
}

/** One car at a time: from the index if it is listed, otherwise Postgres knows whether it ever was. */
export class Cars {
  readonly #parts: CarsParts;

  constructor(parts: CarsParts) {
    this.#parts = parts;
  }

  /** @param seen what the visitor has been shown, by whatever server: no answer is of a position before it */
  async find(id: CarId, seen: Position): Promise<CarAnswer> {
    const { store, source, gate, horizon } = this.#parts;
    const found = await gate.ask(async () => {
      const { state, text } = await store.carText(id);
      if (state?.tornUntil !== null) throw new IndexError('INDEX_NOT_WHOLE');
      return { position: state.position, text };
    });
    if (found?.text != null && found.position >= horizon.atLeast(seen)) {
      horizon.show(found.position);
      return { kind: 'live', text: found.text, position: found.position, from: 'index' };
    }
    if (found?.text != null) gate.passOver('LISTING_INDEX_BEHIND');
    const position = await source.position();
    const car = await source.read(id);
    horizon.show(position);
    if (car === null) return { kind: 'unknown', position };
    if (!isActive(car.status)) return { kind: 'gone', car, position };
    return { kind: 'live', text: JSON.stringify(car), position, from: 'database' };
  }

  /** As Postgres has it, for what is said of a car in passing: of no position, so that nobody has to wait for that. Null: there is none. */
  known(id: CarId): Promise<Car | null> {
    return this.#parts.source.read(id);
  }
}
