import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inOneGo } from './pieces.js';
import { sortedByValue } from './radix-sort.js';

// Few values meet often; ids, prices and times have one digit to five, and begin anywhere.
const value = fc.oneof(
  fc.nat({ max: 3 }),
  fc.integer({ min: -3_000, max: 3_000 }),
  fc.nat(),
  fc.nat({ max: 2 ** 53 - 3_001 }),
  fc.constant(Infinity),
);

it('slots are in the order of their values, as a stable sort gives it, and what was sorted is as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.boolean()), { size: 'large' }), (cars) => {
      const values = Float64Array.from(cars, ([of]) => of);
      // Some slots are free, and those to be sorted stand in no order.
      const slots = Int32Array.from(cars.keys())
        .filter((slot) => cars[slot]![1])
        .reverse();
      const before = [...slots];
      const expected = before.toSorted((one, other) =>
        values[one] === values[other] ? 0 : values[one]! - values[other]!,
      );
      expect([...inOneGo(sortedByValue(slots, values))]).toEqual(expected);
      expect([...slots]).toEqual(before);
    }),
  );
});

it('it pauses', () => {
  const slots = Int32Array.from({ length: 100_000 }, (_, slot) => slot);
  const pieces = sortedByValue(slots, slots);
  expect(pieces.next().done).toBe(false);
});
