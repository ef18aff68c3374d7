import type { CarId } from '../catalog/car.js';
import type { Interest } from '../catalog/interest.js';

/** Fewer are nobody's business. */
export const fewestLookers = 3;

/** What is known of the interest in every car: read by somebody every minute, and never waited for. */
export class InterestBook {
  #interest: ReadonlyMap<CarId, Interest> = new Map();

  /** Null: hardly anybody, or nothing is known yet. */
  of(id: CarId): Interest | null {
    const interest = this.#interest.get(id);
    return interest === undefined || interest.lookers < fewestLookers ? null : interest;
  }

  replace(interest: ReadonlyMap<CarId, Interest>): void {
    this.#interest = interest;
  }
}
