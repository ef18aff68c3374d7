import { describe, expect, it } from 'vitest';
import { randomModel } from '../../test/support/car-models.js';
import { samplePicture } from '../../test/support/near-cars.js';
import { queryOf } from '../../test/support/oracle.js';
import type { CarFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import type { ListingPage } from '../catalog/listing-engine.js';
import { slotsIn } from '../near/bits.js';
import type { NearIndex } from '../near/near-index.js';
import { ModelShelf } from '../recommend/model-shelf.js';
import type { CarModel } from '../recommend/published-model.js';
import { Random } from '../shared/random.js';
import { NearListing } from './near-listing.js';
import type { RankingAsked } from './ranker.js';
import { Ranker } from './ranker.js';

/** Whatever is trained and looked at between two pages, a visitor who goes on by the pin sees every car once. */

const noStore = { cards: () => Promise.reject(new Error('all cards are held')) };
const picture = samplePicture(400);
const nobody: RankingAsked = { modelVersion: null, seenCarIds: [] };

function carsIn(index: NearIndex): { readonly id: CarId; readonly facts: CarFacts }[] {
  const slots = slotsIn(index.live, new Int32Array(index.count));
  return Array.from(slots, (slot) => ({ id: index.ids[slot] as CarId, facts: index.factsAt(slot) }));
}

function model(version: number): CarModel {
  return randomModel(version, carsIn(picture.index));
}

function setUp(load: (version: number) => Promise<CarModel | null> = () => Promise.resolve(null)): {
  readonly shelf: ModelShelf;
  readonly ranker: Ranker;
  readonly listing: NearListing;
  readonly list: (text: string, ranked: RankingAsked) => Promise<ListingPage>;
} {
  const shelf = new ModelShelf();
  const ranker = new Ranker(shelf, load);
  const listing = new NearListing({ picture }, noStore, { ranker });
  return { shelf, ranker, listing, list: (text, ranked) => listing.list({ ...queryOf(text), ranked }) };
}

function idsOf({ cards }: ListingPage): number[] {
  return cards.map((card) => (JSON.parse(card) as { id: number }).id);
}

/** Puts a model in use: until all rows are made, the one before it stays. */
async function use(
  shelf: ModelShelf,
  list: (ranked: RankingAsked) => Promise<ListingPage>,
  next: CarModel,
): Promise<void> {
  shelf.put(next);
  while ((await list(nobody)).pin?.modelVersion !== next.version)
    await new Promise((resolve) => setImmediate(resolve));
}

describe('a recommended order', () => {
  it('is that of the scores: of features, what is the car’s own, and the visitor', async () => {
    const { shelf, list } = setUp();
    const used = model(3);
    await use(shelf, (ranked) => list('', ranked), used);
    const seenCarIds = [2, 4, 9];
    const page = await list('page_size=35&page=2', { modelVersion: null, seenCarIds });
    const { ranking } = used.published;
    const vectors = seenCarIds.flatMap((id) => {
      const trained = used.trainedVector(id);
      const slot = picture.index.slotOf(id as CarId);
      if (trained !== null || slot === -1) return trained ?? [];
      const row = new Float32Array(used.stride);
      used.write(id as CarId, picture.index.factsAt(slot), row, 0);
      return row.subarray(0, ranking.components);
    });
    const visitor = used.visitorOf(vectors);
    const scored = carsIn(picture.index).map(({ id, facts }) => {
      const row = new Float32Array(used.stride);
      used.write(id, facts, row, 0);
      const dot = Array.from(visitor).reduce(
        (sum, number, place) => sum + number * row[place]!,
        row[ranking.components]!,
      );
      return { id, dot };
    });
    scored.sort((one, other) => other.dot - one.dot || one.id - other.id);
    expect(idsOf(page)).toEqual(scored.slice(35, 70).map(({ id }) => id));
    expect(page.pin).toEqual({ modelVersion: 3, seenCarIds });
  });

  it('is newest first while there is no model, and goes on like that when there is one', async () => {
    const { shelf, list } = setUp();
    const first = await list('', nobody);
    expect(first.pin).toEqual({ modelVersion: 0, seenCarIds: [] });
    await use(shelf, (ranked) => list('', ranked), model(1));
    const second = await list('page=2', { modelVersion: 0, seenCarIds: [] });
    const both = await listed('page_size=20&ordering=-date_added', list);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(both);
  });

  async function listed(
    text: string,
    list: (text: string, ranked: RankingAsked) => Promise<ListingPage>,
  ): Promise<number[]> {
    return idsOf(await list(text, { modelVersion: 0, seenCarIds: [] }));
  }

  it('shows 500 buyers every car once, though models come and cars are opened between pages', async () => {
    const { shelf, list } = setUp();
    const random = new Random(11, 1);
    const ids = carsIn(picture.index).map(({ id }) => Number(id));
    await use(shelf, (ranked) => list('', ranked), model(1));
    let version = 1;
    for (let buyer = 0; buyer < 500; buyer += 1) {
      const question = random.pick([
        '',
        'city_id=1',
        'make_id=1,2&price_max=900000',
        'fuel_type=1&year_min=2015',
      ]);
      const size = random.between(5, 35);
      let asked: RankingAsked = { modelVersion: null, seenCarIds: [] };
      if (random.chance(2 / 3)) asked = { ...asked, seenCarIds: [random.pick(ids), random.pick(ids)] };
      const shown: number[] = [];
      let count = Infinity;
      for (let page = 1; (page - 1) * size < count && shown.length <= count; page += 1) {
        const answer = await list(`${question}&page_size=${size}&page=${page}`, asked);
        ({ count } = answer);
        shown.push(...idsOf(answer));
        asked = answer.pin!;
        await new Promise((resolve) => setImmediate(resolve)); // between pages a server does other things
        // At most two models newer than the one that this buyer began with.
        if (page <= 2 && random.chance(1 / 10)) shelf.put(model((version += 1)));
      }
      expect(shown).toHaveLength(count);
      expect(new Set(shown).size).toBe(count);
    }
    expect(version).toBeGreaterThan(20);
  });

  it('of a model that is not here is fetched; of one that is gone, the one in use takes its place', async () => {
    const asked: number[] = [];
    const { shelf, list, listing } = setUp((version) => {
      asked.push(version);
      return Promise.resolve(version === 7 ? model(7) : null);
    });
    await use(shelf, (ranked) => list('', ranked), model(8));
    const pinned = { modelVersion: 7, seenCarIds: [] };
    expect(listing.atOnce({ ...queryOf(''), ranked: pinned }, picture.position)).toBeNull();
    expect((await list('', pinned)).pin).toEqual(pinned);
    expect(listing.atOnce({ ...queryOf(''), ranked: pinned }, picture.position)?.pin).toEqual(pinned);
    expect((await list('', { modelVersion: 5, seenCarIds: [2] })).pin).toEqual({
      modelVersion: 8,
      seenCarIds: [2],
    });
    expect(asked).toEqual([7, 5]);
    // However many ask at once, and whatever nobody ever published.
    const together = setUp(async (version) => {
      asked.push(version);
      await new Promise((resolve) => setImmediate(resolve));
      return model(version);
    });
    await use(together.shelf, (ranked) => together.list('', ranked), model(8));
    await Promise.all([1, 2, 3].map(() => together.ranker.orderFor(pinned)));
    expect(await together.ranker.orderFor({ modelVersion: 123_456_789, seenCarIds: [] })).toBeNull();
    expect(asked).toEqual([7, 5, 7]);
  });

  it('is gone on with alike by who has no near index', async () => {
    const { shelf, ranker, list } = setUp();
    const used = model(4);
    await use(shelf, (ranked) => list('', ranked), used);
    const cars = carsIn(picture.index);
    const seenCarIds = cars.slice(3, 7).map(({ id }) => Number(id));
    const pin = { modelVersion: 4, seenCarIds };
    const order = (await ranker.orderFor(pin))!;
    const wanted = cars.filter(({ id }) => order.wants.includes(id));
    expect(order.wants.every((id) => id % 2 === 1)).toBe(true);
    const page = await list('page_size=35&page=3', pin);
    const ordered = order.begin(wanted);
    for (let at = 0; at < cars.length; at += 90) ordered.take(cars.slice(at, at + 90));
    expect(await ordered.page({ first: 70, size: 35 })).toEqual(idsOf(page));
    expect(await ranker.orderFor({ modelVersion: 0, seenCarIds })).toBeNull();
    expect(await ranker.orderFor({ modelVersion: null, seenCarIds })).toBeNull();
  });

  it('does not change for a visitor when a car that they looked at is sold', async () => {
    const { shelf, list } = setUp();
    const used = model(2);
    await use(shelf, (ranked) => list('', ranked), used);
    const seen = carsIn(picture.index).find(({ id }) => id % 2 === 0)!;
    const asked = { modelVersion: null, seenCarIds: [Number(seen.id)] };
    const before = idsOf(await list('page_size=35', asked)).filter((id) => id !== Number(seen.id));
    picture.index.apply([{ id: seen.id, facts: null, card: '' }]);
    // A server that never met this visitor.
    const other = setUp();
    await use(other.shelf, (ranked) => other.list('', ranked), used);
    const after = idsOf(await other.list('page_size=35', asked));
    expect(after.slice(0, before.length)).toEqual(before);
  });

  it('is the same on every server, whatever becomes of a car that a visitor looked at and training did not know', async () => {
    const used = model(2);
    const index = picture.index;
    const seen = carsIn(index).find(({ id }) => id % 2 === 1)!;
    const { shelf, list } = setUp();
    await use(shelf, (ranked) => list('', ranked), used);
    const asked = { modelVersion: null, seenCarIds: [Number(seen.id)] };
    const orders: string[] = [];
    const changed = carsIn(index).findLast(({ facts }) => facts.values[0] !== seen.facts.values[0])!.facts;
    for (const facts of [seen.facts, null, seen.facts, changed]) {
      index.apply([{ id: seen.id, facts, card: facts === null ? '' : JSON.stringify({ id: seen.id }) }]);
      const order = idsOf(await list('page_size=35', asked)).join();
      const other = setUp();
      await use(other.shelf, (ranked) => other.list('', ranked), used);
      expect(idsOf(await other.list('page_size=35', asked)).join()).toBe(order);
      orders.push(order);
    }
    expect(orders[2]).toBe(orders[0]);
    expect(new Set(orders).size).toBe(3);
  });
});

describe('a model that comes into use', () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const asked = { ...queryOf('page_size=5'), ranked: nobody };

  it('serves the first visitor already, who waits for it where there is no other', async () => {
    const { shelf, listing, list } = setUp();
    shelf.put(model(3));
    // Nobody is kept waiting for rows in one go.
    expect(listing.atOnce(asked, picture.position)).toBeNull();
    const [page, counted] = await Promise.all([list('', nobody), listing.listWithFacets(asked)]);
    expect([page.pin?.modelVersion, counted.pin?.modelVersion]).toEqual([3, 3]);
  });

  it('is made ready before anybody asks, and leaves the one before it in use until then', async () => {
    const { shelf, ranker, listing } = setUp();
    shelf.put(model(1));
    ranker.begin(picture.index);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(listing.atOnce(asked, picture.position)?.pin?.modelVersion).toBe(1);
    shelf.put(model(2));
    ranker.begin(picture.index);
    expect(listing.atOnce(asked, picture.position)?.pin?.modelVersion).toBe(1);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(listing.atOnce(asked, picture.position)?.pin?.modelVersion).toBe(2);
  });
});

describe('what is remembered', () => {
  async function ready(ranker: Ranker, index: NearIndex, version: number): Promise<void> {
    await ranker.prepare(index, { modelVersion: version, seenCarIds: [] });
  }

  it('of visitors has one limit for all models together', async () => {
    const { index } = samplePicture(5_000);
    const shelf = new ModelShelf();
    const ranker = new Ranker(shelf, () => Promise.resolve(null));
    for (const version of [1, 2]) shelf.put(model(version));
    for (const version of [1, 2]) await ready(ranker, index, version);
    const ofRows = ranker.bytes;
    const slots = slotsIn(index.live, new Int32Array(index.count));
    for (let visitor = 1; visitor <= 3_000; visitor += 1) {
      // Of who asks once, only who they are is remembered.
      for (let times = 0; times < 2; times += 1) {
        const ranking = ranker.choose(index, { modelVersion: 1 + (visitor % 2), seenCarIds: [visitor] });
        if (typeof ranking === 'object') ranking.scores.of(index, slots.subarray(0, 10));
      }
    }
    const limit = 64 * 1024 * 1024;
    expect(ranker.bytes - ofRows).toBeGreaterThan(limit / 2);
    // Of who came last, nothing was known yet.
    expect(ranker.bytes - ofRows).toBeLessThan(1.01 * limit);
  });

  it('is dropped of models that are gone, and all of it once the index was filled anew', async () => {
    const { shelf, ranker } = setUp();
    const { index } = samplePicture(200);
    for (const version of [1, 2, 3, 4]) {
      shelf.put(model(version));
      await ready(ranker, index, version);
    }
    const ofFour = ranker.bytes;
    expect(ranker.choose(index, { modelVersion: 1, seenCarIds: [] })).toBeTypeOf('object');
    shelf.put(model(5));
    await ready(ranker, index, 5);
    expect(ranker.bytes).toBe(ofFour);
    const filledAnew = samplePicture(200).index;
    // Nobody is asked to wait for more than the newest model's rows.
    expect(ranker.inUse(filledAnew)).toBeNull();
    await ready(ranker, filledAnew, 5);
    expect(ranker.inUse(filledAnew)?.model.version).toBe(5);
    expect(ranker.bytes).toBe(ofFour / 4);
  });
});
