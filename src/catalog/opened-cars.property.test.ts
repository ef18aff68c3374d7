import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CarId } from './car.js';
import { carId, isCarIdNumber } from './car.js';
import { mostOpened, openedCarsFrom, openedCarsToText, withOpened } from './opened-cars.js';

/** What was printed reads as it was; what nobody printed reads as some list that could have been; the newest stand in front. */

const car = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2 ** 31 - 1 })).map(carId);
const cars = fc.uniqueArray(car, { maxLength: mostOpened });

function expectList(found: readonly CarId[]): void {
  expect(found.length).toBeLessThanOrEqual(mostOpened);
  expect(new Set(found).size).toBe(found.length);
  expect(found.every(isCarIdNumber)).toBe(true);
}

describe('the list of opened cars', () => {
  it('is read as it was printed, and fits a cookie', () => {
    fc.assert(
      fc.property(cars, (list) => {
        const text = openedCarsToText(list);
        expect(openedCarsFrom(text)).toEqual(list);
        expect(text).toMatch(/^[\da-z.]{0,140}$/);
      }),
    );
  });

  it('is some list, whatever stands in the cookie', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '',
        '0',
        '01',
        '-1',
        'zik0zj',
        'zik0zk',
        'zzzzzzz',
        '1e9',
        ' 5',
        'A',
        '%00',
        '1.1',
        '..',
        '٣',
      ),
      fc.string({ unit: 'binary' }),
      car.map((id) => id.toString(36)),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const found = openedCarsFrom(parts.join('.'));
        expectList(found);
        expect(openedCarsFrom(openedCarsToText(found))).toEqual(found);
      }),
    );
  });

  it('has the car that was opened last in front, and forgets the one that was opened first', () => {
    fc.assert(
      fc.property(cars, fc.array(car, { minLength: 1, maxLength: 50 }), (list, opened) => {
        const found = withOpened(list, opened);
        expectList(found);
        expect(found[0]).toBe(opened.at(-1));
        // One at a time or all at once, it comes to the same.
        expect(opened.reduce<readonly CarId[]>((sum, each) => withOpened(sum, [each]), list)).toEqual(found);
      }),
    );
  });

  it('reads the largest id, and none beyond', () => {
    expect(openedCarsFrom('zik0zj.zik0zk.1')).toEqual([2_147_483_647, 1]);
  });
});
