import fc from 'fast-check';
import { expect, it } from 'vitest';
import { earlierPrices, historyOf } from './price-history.js';

const moment = fc.integer({ min: 1, max: 7_258_118_399 });
const pair = fc.tuple(moment, fc.integer({ min: 1, max: 2_147_483_647 }));

it('earlier prices as a row has them and as people read them are the same', () => {
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 20 }), (pairs) => {
      expect(historyOf(earlierPrices(pairs.flat()))).toEqual(pairs.flat());
    }),
  );
  expect(earlierPrices([1_606_560_000, 721_000])).toEqual([
    { until: '2020-11-28T10:40:00Z', price: 721_000 },
  ]);
});
