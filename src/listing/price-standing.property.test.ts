import fc from 'fast-check';
import { expect, it } from 'vitest';
import { medianOfOthers } from './price-standing.js';

function naive(prices: readonly number[]): number {
  const sorted = [...prices].sort((one, other) => one - other);
  const half = (sorted.length - 1) / 2;
  return Math.round((sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2);
}

it('the median of the others is that of the list without the car, wherever it stands and however many tie with it', async () => {
  const price = fc.integer({ min: 1, max: 12 });
  await fc.assert(
    fc.asyncProperty(price, fc.array(price, { minLength: 1, maxLength: 30 }), async (own, others) => {
      const list = [own, ...others].sort((one, other) => one - other);
      const places: number[] = [];
      const median = await medianOfOthers(own, others.length, (place) => {
        places.push(place);
        return list[place]!;
      });
      expect(median).toBe(naive(others));
      expect(places.length).toBeLessThanOrEqual(3);
      expect(places.every((place) => place >= 0 && place < list.length)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
