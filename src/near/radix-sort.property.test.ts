import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Random } from '../shared/random.js';
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

it.each([1, 2_047, 2_048, 2_048 ** 2 - 1, 2_048 ** 2])('values that are %i apart are two', (span) => {
  const values = Float64Array.of(7 + span, 7);
  expect([...inOneGo(sortedByValue(Int32Array.of(0, 1), values))]).toEqual([1, 0]);
});

it.each(['ids', 'values of many digits'])('of many cars, %s are sorted in many pieces', (kind) => {
  const random = new Random(5, 1);
  const count = 70_001;
  const values =
    kind === 'ids'
      ? Int32Array.from({ length: count }, (_, slot) => 1 + ((slot * 7_919) % 1_000_003))
      : Float64Array.from({ length: count }, () => random.between(0, 2 ** 40));
  const slots = Int32Array.from({ length: count }, (_, slot) => slot);
  const pieces = sortedByValue(slots, values);
  let paused = 0;
  let piece = pieces.next();
  for (; piece.done !== true; piece = pieces.next()) paused += 1;
  expect([...piece.value]).toEqual([...slots].sort((one, other) => values[one]! - values[other]!));
  // Five pieces of slots are gathered; each digit is counted in five, and sorted by in five.
  expect(paused).toBeGreaterThanOrEqual(kind === 'ids' ? 5 + 2 * 10 : 5 + 4 * 10);
});
