import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Latencies, median } from './latencies.js';

it('a percentile is a value that was added, and as many as it says are not above it', () => {
  const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, fc.double({ min: 0.001, max: 1, noNaN: true }), (all, part) => {
      const latencies = new Latencies();
      for (const value of all) latencies.add(value);
      const found = latencies.percentile(part);
      expect(all).toContain(found);
      expect(all.filter((value) => value <= found).length).toBeGreaterThanOrEqual(part * all.length - 1e-9);
      expect(all.filter((value) => value < found).length).toBeLessThan(part * all.length + 1e-9);
    }),
  );
});

it('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 5])).toBe(5);
});
