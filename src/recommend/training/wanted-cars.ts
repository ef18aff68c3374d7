import type { BuyerEvent } from '../../catalog/buyer-event.js';
import type { BuyerId } from '../../catalog/buyer.js';
import type { CarId } from '../../catalog/car.js';
import { Book } from '../book.js';
import type { TimedInteractions } from '../tab-separated.js';

/** An event with whose it is. */
export interface TrainingEvent extends Pick<BuyerEvent, 'kind' | 'carIds' | 'happenedAtMs'> {
  readonly buyer: BuyerId;
}

/** What a buyer has had to do with a car. */
interface Dealing {
  /** When they first showed that they wanted it. */
  readonly sinceMs: number;
  /** They opened it, left a number for it or booked a drive: that can't be taken back, a shortlist's star can. */
  isFirm: boolean;
  isShortlisted: boolean;
}

/**
 * Who wanted which car, from events in the order of happening: once for each buyer and car, at the time of the first sign. A car is wanted
 * that was opened, asked for or booked, or that stays on a shortlist. Cards that were merely seen count for nothing, also not against a
 * car: of 30 cards on a page most are not looked at, and a car that nobody opens already counts as one that others were preferred to.
 */
export class WantedCars {
  readonly #dealings = new Map<string, Map<CarId, Dealing>>();

  add({ buyer, kind, carIds, happenedAtMs }: TrainingEvent): void {
    if (kind === 'seen') return;
    let theirs = this.#dealings.get(buyer);
    if (theirs === undefined) this.#dealings.set(buyer, (theirs = new Map<CarId, Dealing>()));
    for (const id of carIds) {
      const known = theirs.get(id);
      if (kind === 'unshortlisted') {
        if (known !== undefined) known.isShortlisted = false;
        continue;
      }
      const dealing = known ?? { sinceMs: happenedAtMs, isFirm: false, isShortlisted: false };
      if (kind === 'shortlisted') dealing.isShortlisted = true;
      else dealing.isFirm = true;
      theirs.set(id, dealing);
    }
  }

  /** The cars that anybody has had to do with. */
  carIds(): ReadonlySet<CarId> {
    return new Set([...this.#dealings.values()].flatMap((theirs) => [...theirs.keys()]));
  }

  /** @param cars car -> its number, of all cars; others are left out: they are gone, and nothing is known of them */
  interactions(cars: ReadonlyMap<CarId, number>): TimedInteractions {
    const buyers = new Book();
    const users: number[] = [];
    const items: number[] = [];
    const times: number[] = [];
    for (const [buyer, theirs] of this.#dealings)
      for (const [id, { sinceMs, isFirm, isShortlisted }] of theirs) {
        const item = cars.get(id);
        if (item === undefined || !(isFirm || isShortlisted)) continue;
        users.push(buyers.enter(buyer));
        items.push(item);
        times.push(sinceMs);
      }
    return {
      userCount: buyers.size,
      itemCount: cars.size,
      users: Int32Array.from(users),
      items: Int32Array.from(items),
      values: new Float32Array(users.length).fill(1),
      times: Float64Array.from(times),
      weights: null,
    };
  }
}
