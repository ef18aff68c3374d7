import { describe, expect, it } from 'vitest';
import { buyerNamed } from '../../../test/support/events.js';
import type { EventKind } from '../../catalog/buyer-event.js';
import { carId } from '../../catalog/car.js';
import { WantedCars } from './wanted-cars.js';

const numbers = new Map([10, 11, 12, 13].map((id, number) => [carId(id), number]));

/** buyer, kind, car, time -> the pairs of buyer and item, with times. */
function wantedOf(...events: readonly (readonly [number, EventKind, number, number])[]): readonly number[][] {
  const cars = new WantedCars();
  for (const [buyer, kind, car, happenedAtMs] of events)
    cars.add({ buyer: buyerNamed(buyer), kind, carIds: [carId(car)], happenedAtMs });
  const { users, items, times, values } = cars.interactions(numbers);
  expect([...values]).toEqual(Array.from(users, () => 1));
  return Array.from(users, (user, at) => [user, items[at]!, times[at]!]);
}

describe('which cars buyers wanted', () => {
  it('is told by opening, asking and booking, once for each buyer and car, at the first time', () => {
    expect(
      wantedOf([1, 'opened', 10, 5], [1, 'opened', 10, 9], [2, 'lead', 11, 6], [1, 'test_drive', 12, 7]),
    ).toEqual([
      [0, 0, 5],
      [0, 2, 7],
      [1, 1, 6],
    ]);
  });

  it('is not told by cards that were seen', () => {
    expect(wantedOf([1, 'seen', 10, 5])).toEqual([]);
  });

  it('is told by a shortlist as long as a car is on it, and by opening for good', () => {
    expect(wantedOf([1, 'shortlisted', 10, 5], [1, 'unshortlisted', 10, 6])).toEqual([]);
    expect(wantedOf([1, 'unshortlisted', 10, 4], [1, 'shortlisted', 10, 5])).toEqual([[0, 0, 5]]);
    expect(wantedOf([1, 'opened', 10, 3], [1, 'shortlisted', 10, 5], [1, 'unshortlisted', 10, 6])).toEqual([
      [0, 0, 3],
    ]);
  });

  it('leaves out cars that are gone, and buyers who wanted nothing else', () => {
    expect(wantedOf([1, 'opened', 99, 5], [2, 'opened', 13, 6])).toEqual([[0, 3, 6]]);
  });
});
