import { describe, expect, it } from 'vitest';
import { samplePicture } from '../../test/support/near-cars.js';
import { queryOf } from '../../test/support/oracle.js';
import { positionZero } from '../catalog/position.js';
import { carId } from '../catalog/car.js';
import { NearIndex } from '../near/near-index.js';
import { Selector } from '../near/selection.js';
import { must } from '../shared/assert.js';
import type { NearPicture } from './near-chain.js';
import { NearListing } from './near-listing.js';

const noStore = { cards: () => Promise.reject(new Error('all cards are held')) };
const everyPiece = { turnMs: 0 };

/** Changes the index in every pause that counting makes, for so many turns. */
async function disturb({ index }: NearPicture, turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    const facts = {
      values: [1, null, 1, 1, 1, 1, 1, 1, 1, 1, 5, 2_015, 500_000, 1, turn],
      featureIds: [1, 2],
    };
    index.apply([{ id: carId(100_000 + turn), facts, card: '{}' }]);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('counting while the index changes', () => {
  it('starts again, and ends with counts of one moment', async () => {
    const picture = samplePicture(3_000);
    const listing = new NearListing({ picture }, noStore, everyPiece);
    for (const question of ['make_id=1&price_min=1', 'owner=7&fuel_type=1', 'variant_id=1,2&km_max=90000']) {
      const query = queryOf(`${question}&page_size=35`);
      const [page] = await Promise.all([listing.listWithFacets(query), disturb(picture, 40)]);
      const cities = page.facets.city as readonly { readonly count: number }[];
      expect(cities.reduce((sum, { count }) => sum + count, 0)).toBe(page.count);
      const [around] = await Promise.all([
        listing.countAround(query.filters, [query.filters]),
        disturb(picture, 40),
      ]);
      expect(around.counts).toEqual([around.count]);
    }
  });
});

describe('a card that is not held', () => {
  const picture: NearPicture = { ...samplePicture(10), index: new NearIndex(0) };
  const facts = { values: Array.from({ length: 15 }, () => 1), featureIds: [] };
  picture.index.apply([{ id: carId(1), facts, card: '' }]);
  const withSelector = { ...picture, selector: new Selector(picture.index), position: positionZero };

  it('and is gone from Valkey too is damage, not an empty place', async () => {
    const listing = new NearListing({ picture: withSelector }, { cards: () => Promise.resolve([null]) });
    await expect(listing.list(queryOf(''))).rejects.toMatchObject({ code: 'INDEX_INCONSISTENT' });
    expect(must(listing.atOnce(queryOf('city_id=9'), positionZero), 'an empty page').cards).toEqual([]);
    expect(listing.atOnce(queryOf(''), positionZero)).toBeNull();
  });
});
