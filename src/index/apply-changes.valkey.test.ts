import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carOf, rowOf, sourceOf } from '../../test/support/cars.js';
import { queryOf } from '../../test/support/oracle.js';
import { testPrefix } from '../../test/support/valkey.js';
import { must } from '../shared/assert.js';
import type { Car } from '../catalog/car.js';
import type { ListingPage } from '../catalog/listing-engine.js';
import type { Position } from '../catalog/position.js';
import type { IndexChanges } from './apply-changes.js';
import { ChangeApplier } from './apply-changes.js';
import type { Valkey } from './client.js';
import { connectValkey, whenConnected } from './client.js';
import { fillIndex } from './fill.js';
import type { CarUpdate, CarWrite } from './car-update.js';
import { writeOf, writeOfRow } from './car-update.js';
import { IndexStore } from './index-store.js';
import { Keys } from './keys.js';
import { ValkeyListing } from './valkey-listing.js';

/**
 * I1: a step and its position are applied together, the views that it touches are gone in the same moment, and a view that
 * is built while the step is being prepared does not slip through.
 */

let keys: Keys;
let follower: Valkey;
let server: Valkey;
let listing: ValkeyListing;

const ten = Array.from({ length: 10 }, (_, place) =>
  carOf({ row: rowOf(place + 1, { price: 100_000 * (place + 1) }), featureIds: [1], images: [] }),
);

beforeEach(async () => {
  const { url, prefix } = testPrefix();
  keys = new Keys(prefix);
  follower = connectValkey(url, { commandTimeoutMs: null });
  server = connectValkey(url, { commandTimeoutMs: null });
  await Promise.all([whenConnected(follower, 5_000), whenConnected(server, 5_000)]);
  listing = new ValkeyListing(server, keys, { ttlSeconds: 600, maxCars: 1_000_000 });
  await fillIndex(follower, keys, sourceOf(ten), () => undefined);
});

afterEach(() => {
  follower.disconnect();
  server.disconnect();
});

async function applier(): Promise<ChangeApplier> {
  const store = new IndexStore(follower, keys);
  const { feed } = must(await store.state(), 'the index');
  return new ChangeApplier(follower, keys, { knownKeys: await store.registry(), feedCars: 1_000, feed });
}

function repriced(id: number, price: number): CarUpdate {
  const before = ten[id - 1] ?? null;
  return { id: rowOf(id).id, before, after: before === null ? null : { ...before, price } };
}

function step(from: number, to = from + 1): { from: Position; to: Position; tornUntil: null } {
  return { from: BigInt(from) as Position, to: BigInt(to) as Position, tornUntil: null };
}

function only(...cars: readonly CarUpdate[]): IndexChanges {
  return { cars: cars.map(writeOf), names: [], tokens: [] };
}

function idsOf(page: ListingPage): number[] {
  return page.cards.map((card) => (JSON.parse(card) as { id: number }).id);
}

/** Runs `between` each time after the follower has looked, and before it writes. */
function beforeEachWrite(between: () => Promise<unknown>): void {
  const multi = follower.multi.bind(follower) as () => ReturnType<Valkey['multi']>;
  follower.multi = (() => {
    const transaction = multi();
    const exec = transaction.exec.bind(transaction);
    transaction.exec = async () => {
      await between();
      return exec();
    };
    return transaction;
  }) as Valkey['multi'];
}

const cheap = queryOf('price_max=300000&ordering=price');
const dear = queryOf('price_min=800000&ordering=price');

describe('a step', () => {
  it('moves cards, sets and position together', async () => {
    await (await applier()).apply(only(repriced(10, 50_000)), step(1));
    const page = await listing.list(queryOf('ordering=price&page_size=3'));
    expect([page.position, idsOf(page)]).toEqual([2n, [10, 1, 2]]);
    expect(page.cards[0]).toContain('"price":50000');
  });

  it('drops the views that it touches and no others', async () => {
    await listing.list(cheap);
    await listing.list(dear);
    expect(await (await applier()).apply(only(repriced(1, 110_000)), step(1))).toBe(1);
    expect((await listing.list(cheap)).cache).toBe('miss');
    expect((await listing.list(dear)).cache).toBe('hit');
  });

  it('drops the marker of an empty answer when a car comes in', async () => {
    const empty = queryOf('price_max=1000');
    expect([(await listing.list(empty)).count, (await listing.list(empty)).cache]).toEqual([0, 'hit']);
    await (await applier()).apply(only(repriced(7, 900)), step(1));
    expect(idsOf(await listing.list(empty))).toEqual([7]);
  });

  it('that was made from another position is refused, and changes nothing', async () => {
    const refused = (await applier()).apply(only(repriced(1, 1)), step(7));
    await expect(refused).rejects.toMatchObject({ code: 'INDEX_MOVED' });
    expect(idsOf(await listing.list(queryOf('price_max=1')))).toEqual([]);
  });

  it('applied twice by two followers has its effect once', async () => {
    const [one, other] = [await applier(), await applier()];
    await one.apply(only(repriced(1, 1)), step(1));
    await expect(other.apply(only(repriced(1, 2)), step(1))).rejects.toMatchObject({ code: 'INDEX_MOVED' });
    expect((await listing.list(queryOf('ordering=price'))).cards[0]).toContain('"price":1,');
  });
});

describe('a follower whose term is over without its knowing', () => {
  const part = { from: 1n as Position, to: 1n as Position, tornUntil: 9n as Position };

  it('writes nothing more, though the parts of a large transaction leave the position as it is', async () => {
    const [stalled, active] = [await applier(), await applier()];
    await active.apply(only(repriced(1, 111)), part);
    await expect(stalled.apply(only(repriced(1, 222)), part)).rejects.toMatchObject({ code: 'INDEX_MOVED' });
    await active.apply(only(repriced(2, 333)), { ...step(1, 9), from: part.to });
    expect((await listing.list(queryOf('ordering=price'))).cards[0]).toContain('"price":111,');
  });

  it('does not make an index trusted that another has found wrong', async () => {
    const stalled = await applier();
    await new IndexStore(server, keys).distrust();
    await expect(stalled.apply(only(repriced(1, 222)), step(1))).rejects.toMatchObject({
      code: 'INDEX_MOVED',
    });
    await expect(listing.list(cheap)).rejects.toMatchObject({ code: 'INDEX_NOT_WHOLE' });
  });
});

describe('a car of which only the row changed', () => {
  const awkward = carOf({
    row: rowOf(1, { registration_office: '"features":["price":' }),
    featureIds: [1, 2],
    images: [
      { position: 1, url: 'a","price":1,"features":[' },
      { position: 7, url: '\u2028é\\"' },
    ],
  });
  const changed = { ...awkward, price: 7, km_driven: 12, registration_year: 2021 };

  /** The change as the row alone tells it. */
  async function byRow(after: Car): Promise<CarWrite | null> {
    const [texts] = await new IndexStore(server, keys).carTexts([after.id]);
    return writeOfRow({ ...after, features: [], images: [] }, must(texts, 'its texts'));
  }

  /** All that the index and its feed hold of it. */
  async function held(): Promise<unknown> {
    const entries = await server.xrange(keys.feed, '-', '+');
    return [
      await server.hget(keys.cards, '1'),
      await server.hget(keys.details, '1'),
      await server.hget(keys.facts, '1'),
      await server.zscore(keys.column('price'), '1'),
      await server.zscore(keys.order('km_driven'), '1'),
      entries.map(([, fields]) => fields.slice(2)),
    ];
  }

  it('is written as if it had been written whole', async () => {
    await fillIndex(follower, keys, sourceOf([awkward]), () => undefined);
    const write = must(await byRow(changed), 'a change');
    await (await applier()).apply({ ...only(), cars: [write] }, step(1));
    const short = await held();
    await server.del(keys.feed);
    await fillIndex(follower, keys, sourceOf([awkward]), () => undefined);
    await (await applier()).apply(only({ id: awkward.id, before: awkward, after: changed }), step(1));
    expect(short).toEqual(await held());
  });

  it('is no change if the row is as it was', async () => {
    await fillIndex(follower, keys, sourceOf([awkward]), () => undefined);
    expect(await byRow(awkward)).toBeNull();
  });
});

describe('a view that is built while a step is being prepared', () => {
  it('is dropped if the step touches it', async () => {
    let builds = 0;
    beforeEachWrite(async () => {
      if ((builds += 1) === 1) await listing.list(cheap);
    });
    await (await applier()).apply(only(repriced(1, 999_000)), step(1));
    expect(builds).toBe(2); // the first EXEC was refused
    const page = await listing.list(cheap);
    expect([page.cache, idsOf(page)]).toEqual(['miss', [2, 3]]);
  });

  it('stays if the step does not touch it', async () => {
    let builds = 0;
    beforeEachWrite(async () => {
      if ((builds += 1) === 1) await listing.list(dear);
    });
    await (await applier()).apply(only(repriced(1, 110_000)), step(1));
    expect((await listing.list(dear)).cache).toBe('hit');
  });

  it('cannot hold the step up for ever: after three refusals, what was not seen is dropped', async () => {
    let builds = 0;
    beforeEachWrite(async () => {
      builds += 1;
      await listing.list(queryOf(`price_max=${300_000 + builds}`));
    });
    await (await applier()).apply(only(repriced(1, 999_000)), step(1));
    expect(builds).toBe(4);
    for (let each = 1; each <= builds; each += 1) {
      const page = await listing.list(queryOf(`price_max=${300_000 + each}&ordering=price`));
      expect(idsOf(page)).toEqual([2, 3]);
    }
  });
});

describe('a view that is registered under a name', () => {
  it('that no request may ask for is judged like any other', async () => {
    const { filters, ...rest } = queryOf('price_max=300000&ordering=price');
    const colours = Array.from({ length: 201 }, (_, place) => place + 1);
    const merged = { ...rest, filters: { ...filters, options: { color: colours } } };
    expect((await listing.list(merged)).count).toBe(3);
    const one = await applier();
    expect(await one.apply(only(repriced(9, 910_000)), step(1))).toBe(0);
    expect(await one.apply(only(repriced(1, 999_000)), step(2))).toBe(1);
    expect(idsOf(await listing.list(merged))).toEqual([2, 3]);
  });

  it('that nobody can read is dropped by the next step', async () => {
    const names = ['price:hash:size=1', 'price', '', 'x:y:z:city_id=1'];
    for (const [place, name] of names.entries()) await server.zadd(keys.views, place + 1, name);
    expect(await (await applier()).apply(only(), step(1))).toBe(names.length);
    expect(await server.zcard(keys.views)).toBe(0);
    expect((await listing.list(cheap)).position).toBe(2n);
  });
});

describe('views', () => {
  it('make room, the oldest first, when together they would hold too many cars', async () => {
    const small = new ValkeyListing(server, keys, { ttlSeconds: 600, maxCars: 12 });
    for (const max of [500_000, 600_000, 700_000]) await small.list(queryOf(`price_max=${max}`));
    const views = await server.zrange(keys.views, 0, -1);
    expect(views.map((member) => member.split('=').at(-1))).toEqual(['700000']);
    expect(await server.hget(keys.viewSizes, 'total')).toBe('7');
  });
});
