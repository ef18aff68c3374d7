import type { CarId } from '../catalog/car.js';
import type { Position } from '../catalog/position.js';
import { isActive } from '../catalog/car.js';
import { IndexError } from '../index/errors.js';
import type { IndexStore } from '../index/index-store.js';
import type { Breaker } from './breaker.js';
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
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown' };

export interface CarsParts {
  readonly store: IndexStore;
  readonly source: CarSource;
  readonly breaker: Breaker;
  readonly onFallback: (error: unknown) => void;
}

/** One car at a time: from the index if it is listed, otherwise Postgres knows whether it ever was. */
export class Cars {
  readonly #parts: CarsParts;

  constructor(parts: CarsParts) {
    this.#parts = parts;
  }

  async find(id: CarId): Promise<CarAnswer> {
    const { store, source, breaker, onFallback } = this.#parts;
    try {
      const found = await breaker.run(() => store.carText(id));
      if (found?.text != null && found.state !== null && found.state.tornUntil === null) {
        return { kind: 'live', text: found.text, position: found.state.position, from: 'index' };
      }
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      onFallback(error);
    }
    const position = await source.position();
    const car = await source.read(id);
    if (car === null) return { kind: 'unknown' };
    if (!isActive(car.status)) return { kind: 'gone' };
    return { kind: 'live', text: JSON.stringify(car), position, from: 'database' };
  }
}
