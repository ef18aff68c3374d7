import { describe, expect, it } from 'vitest';
import { randomModel } from '../../test/support/car-models.js';
import { samplePicture } from '../../test/support/near-cars.js';
import { queryOf } from '../../test/support/oracle.js';
import { positionZero } from '../catalog/position.js';
import type { CarId } from '../catalog/car.js';
import { carId } from '../catalog/car.js';
import { slotsIn } from '../near/bits.js';
import { NearIndex } from '../near/near-index.js';
import { Selector } from '../near/selection.js';
import { ModelShelf } from '../recommend/model-shelf.js';
import type { CarModel } from '../recommend/published-model.js';
import { must } from '../shared/assert.js';
import type { NearPicture } from './near-chain.js';
import { NearListing } from './near-listing.js';
import { Ranker } from './ranker.js';

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

describe('ranking very many cars', () => {
  const idsOf = (cards: readonly string[]): number[] =>
    cards.map((card) => (JSON.parse(card) as { id: number }).id);
  const carsIn = ({
    index,
  }: NearPicture): { readonly id: CarId; readonly facts: ReturnType<NearIndex['factsAt']> }[] =>
    Array.from(slotsIn(index.live, new Int32Array(index.count)), (slot) => ({
      id: index.ids[slot] as CarId,
      facts: index.factsAt(slot),
    }));

  /** All cars, each scored on its own. */
  function naive(picture: NearPicture, model: CarModel): number[] {
    const visitor = model.visitorOf([]);
    const row = new Float32Array(model.stride);
    const scored = carsIn(picture).map(({ id, facts }) => {
      model.write(id, facts, row, 0);
      const score = visitor.reduce(
        (sum, number, place) => sum + number * row[place]!,
        row[model.stride - 1]!,
      );
      return { id: Number(id), score };
    });
    return scored.sort((one, other) => other.score - one.score || one.id - other.id).map(({ id }) => id);
  }

  function setUp(count: number): {
    picture: NearPicture;
    model: CarModel;
    listing: NearListing;
    ranked: object;
  } {
    const picture: NearPicture = samplePicture(1);
    // Cheaper to make than sample cars, and as good to rank.
    const made = Array.from({ length: count }, (_, car) => ({
      id: carId(car + 1),
      facts: {
        values: [
          1,
          null,
          1 + (car % 7),
          1,
          1,
          1,
          1,
          1,
          1,
          1,
          5,
          2_000 + (car % 20),
          100_000 + 13 * car,
          1,
          car,
        ],
        featureIds: [1 + (car % 3)],
      },
      card: JSON.stringify({ id: car + 1 }),
    }));
    picture.index.apply(made);
    const model = randomModel(4, carsIn(picture).slice(0, 500));
    const shelf = new ModelShelf();
    shelf.put(model);
    const ranker = new Ranker(shelf, () => Promise.resolve(null));
    const listing = new NearListing({ picture }, noStore, { ranker, turnMs: 0 });
    return { picture, model, listing, ranked: { ranked: { modelVersion: 4, seenCarIds: [] } } };
  }

  it('is done in pieces, at any depth, and is of one moment though cars change meanwhile', async () => {
    const { picture, model, listing, ranked } = setUp(26_000);
    expect(picture.index.count).toBeGreaterThan(25_000);
    for (const page of [1, 650]) {
      const query = { ...queryOf(`page_size=20&page=${page}`), ...ranked };
      let turns = 0;
      const counting = setInterval(() => (turns += 1));
      const [answer] = await Promise.all([listing.list(query), disturb(picture, 5)]);
      clearInterval(counting);
      expect(turns).toBeGreaterThan(0);
      expect(answer.count).toBe(picture.index.count);
      expect(listing.atOnce(query, positionZero)).toBeNull();
    }
    const query = { ...queryOf('page_size=20&page=650'), ...ranked };
    expect(idsOf((await listing.list(query)).cards.filter((card) => card !== '{}'))).toEqual(
      naive(picture, model)
        .slice(649 * 20, 650 * 20)
        .filter((id) => id < 100_000),
    );
  });

  it('by a first model lists the newest first until the rows of all are made', async () => {
    const { picture, listing } = setUp(25_500);
    expect(picture.index.count).toBeGreaterThan(25_000);
    const query = { ...queryOf('page_size=5'), ranked: { modelVersion: null, seenCarIds: [] } };
    expect((await listing.list(query)).pin?.modelVersion).toBe(0);
    while ((await listing.list(query)).pin?.modelVersion !== 4)
      await new Promise((resolve) => setImmediate(resolve));
  });

  it('of which most have changed at once makes their rows in pieces, and is done at once before and after', async () => {
    const { picture, model, listing, ranked } = setUp(3_000);
    const query = { ...queryOf('page_size=35&page=3'), ...ranked };
    await listing.list(query);
    expect(listing.atOnce(query, positionZero)).not.toBeNull();
    const changed = carsIn(picture).map(({ id, facts: { values } }) => ({
      id,
      facts: { values, featureIds: [] },
      card: JSON.stringify({ id }),
    }));
    picture.index.apply(changed);
    expect(listing.atOnce(query, positionZero)).toBeNull();
    expect(idsOf((await listing.list(query)).cards)).toEqual(naive(picture, model).slice(70, 105));
    picture.index.apply(changed.slice(0, 500));
    expect(listing.atOnce(query, positionZero)).not.toBeNull();
  });

  it('by a model that has to be fetched first counts and lists at one moment', async () => {
    const picture = samplePicture(300);
    const cars = carsIn(picture);
    const shelf = new ModelShelf();
    const ranker = new Ranker(shelf, async () => {
      await disturb(picture, 3);
      return randomModel(2, cars);
    });
    const listing = new NearListing({ picture }, noStore, { ranker });
    const query = { ...queryOf('page_size=5'), ranked: { modelVersion: 2, seenCarIds: [] } };
    const page = await listing.listWithFacets(query);
    expect(page.pin?.modelVersion).toBe(2);
    const cities = page.facets.city as readonly { readonly count: number }[];
    expect(cities.reduce((sum, { count }) => sum + count, 0)).toBe(page.count);
    expect(page.count).toBe(cars.length + 3);
  });
});
