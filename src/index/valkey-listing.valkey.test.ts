import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { carOf, rowOf, sourceOf } from '../../test/support/cars.js';
import { queryOf } from '../../test/support/oracle.js';
import { until } from '../../test/support/platform.js';
import { testPrefix } from '../../test/support/valkey.js';
import { mergeFilters } from '../catalog/filters.js';
import type { ListingPage } from '../catalog/listing-engine.js';
import { must } from '../shared/assert.js';
import type { Position } from '../catalog/position.js';
import { positionNever } from '../catalog/position.js';
import type { Query } from '../catalog/query.js';
import { ChangeApplier } from './apply-changes.js';
import { writeOf } from './car-update.js';
import type { Valkey } from './client.js';
import { connectValkey, whenConnected } from './client.js';
import { explainQuery } from './explain.js';
import { fillIndex } from './fill.js';
import { IndexStore } from './index-store.js';
import { Keys } from './keys.js';
import type { ViewLimits } from './valkey-listing.js';
import { ValkeyListing } from './valkey-listing.js';
import { maxStoredForm, viewOf } from './view.js';

/** I6: a view is built once while it lasts; what views take together is bounded, and the books that say so stay right. */

let keys: Keys;
let server: Valkey;

const ten = Array.from({ length: 10 }, (_, place) =>
  carOf({ row: rowOf(place + 1, { price: 100_000 * (place + 1) }), featureIds: [1], images: [] }),
);

beforeEach(async () => {
  const { url, prefix } = testPrefix();
  keys = new Keys(prefix);
  server = connectValkey(url, { commandTimeoutMs: null });
  await whenConnected(server, 5_000);
  await fillIndex(server, keys, sourceOf(ten), () => undefined);
});

afterEach(() => {
  server.disconnect();
});

function listingWith(limits: Partial<ViewLimits> = {}): ValkeyListing {
  return new ValkeyListing(server, keys, { ttlSeconds: 600, maxCars: 1_000_000, ...limits });
}

async function cacheOf(listing: ValkeyListing, query: Query): Promise<ListingPage['cache']> {
  return (await listing.list(query)).cache;
}

/** What the registry says of all views, and whether its three parts agree. */
async function books(): Promise<{ views: readonly string[]; total: number }> {
  const views = await server.zrange(keys.views, 0, -1);
  const { total = '0', newest, ...sizes } = await server.hgetall(keys.viewSizes);
  expect(newest).toBeDefined();
  expect(Object.keys(sizes).sort()).toEqual([...views].sort());
  expect(Number(total)).toBe(Object.values(sizes).reduce((sum, size) => sum + Number(size), 0));
  return { views, total: Number(total) };
}

/** Each colour's numbers up to one that no car has: as many characters as it takes. */
function longQuery(length: number, last: number): Query {
  const query = queryOf(`color_id=1&price_max=${last}`);
  const colours = Array.from({ length }, (_, place) => place + 1);
  return {
    ...query,
    filters: mergeFilters(query.filters, { ...query.filters, options: { color: colours } }),
  };
}

describe('many who ask for the same view at once', () => {
  it.each(['price_max=300000', 'price_max=3', 'city_id=7'])('have it built once: %s', async (parameters) => {
    const listing = listingWith();
    await listing.list(queryOf('price_max=5')); // from now on the server knows the scripts
    const sent = vi.spyOn(server, 'sendCommand');
    const asked = Array.from({ length: 50 }, () => cacheOf(listing, queryOf(parameters)));
    expect((await Promise.all(asked)).filter((cache) => cache === 'miss')).toHaveLength(1);
    // The script that builds is the one with six keys.
    const builds = sent.mock.calls.filter(([{ name, args }]) => name === 'evalsha' && Number(args[1]) === 6);
    expect(builds).toHaveLength(1);
  });

  it.each(['price_max=300000', 'price_max=3'])(
    'of two servers have it built once: %s',
    async (parameters) => {
      const query = queryOf(parameters);
      const caches = await Promise.all([cacheOf(listingWith(), query), cacheOf(listingWith(), query)]);
      expect(caches.sort()).toEqual(['hit', 'miss']);
    },
  );

  it('all get an answer when the view is not stored', async () => {
    const query = longQuery(1_000, 300_000);
    const listing = listingWith();
    const pages = await Promise.all(Array.from({ length: 10 }, () => listing.list(query)));
    expect(pages.map(({ count }) => count)).toEqual(Array(10).fill(3));
  });
});

describe('a view whose time is over', () => {
  it.each(['price_max=300000', 'price_max=3'])('is built again once, not twice: %s', async (parameters) => {
    const listing = listingWith({ ttlSeconds: 1 });
    const query = queryOf(parameters);
    const { key, emptyKey } = viewOf(keys, query);
    expect(await cacheOf(listing, query)).toBe('miss');
    await until(async () => (await server.exists(key, emptyKey)) === 0);
    await age();
    expect([await cacheOf(listing, query), await cacheOf(listing, query)]).toEqual(['miss', 'hit']);
    expect((await books()).views).toHaveLength(1);
  });

  it('is counted once, however many others are over too', async () => {
    const listing = listingWith({ ttlSeconds: 600 });
    const queries = Array.from({ length: 250 }, (_, place) => queryOf(`price_max=${300_000 + place}`));
    for (let round = 0; round < 3; round += 1) {
      for (const query of queries) await listing.list(query);
      for (const query of queries) await server.unlink(viewOf(keys, query).key);
      await age();
      for (const query of queries.slice(-10)) await listing.list(query);
      const { views, total } = await books();
      expect(total).toBe(3 * views.length);
    }
    // 100 more are forgotten with each view that is built.
    await listing.list(queryOf('price_max=900000'));
    expect(await books()).toMatchObject({ total: 10 * 3 + 9 });
  });

  it('leaves right books when changes drop it', async () => {
    const listing = listingWith();
    const queries = ['price_max=300000', 'price_max=3', 'price_min=900000', 'city_id=7'].map(queryOf);
    for (const query of queries) await listing.list(query);
    await server.unlink(...queries.map((query) => viewOf(keys, query).key));
    const [first] = ten;
    const gone = {
      cars: [writeOf({ id: rowOf(1).id, before: first ?? null, after: null })],
      names: [],
      tokens: [],
    };
    const step = { from: 1n as Position, to: 2n as Position, tornUntil: null };
    const { feed } = must(await new IndexStore(server, keys).state(), 'the index');
    const applier = new ChangeApplier(server, keys, { knownKeys: new Set(), feedCars: 1_000, feed });
    expect(await applier.apply(gone, step)).toBe(1);
    for (const query of queries) await listing.list(query);
    const { views, total } = await books();
    expect([views.length, total]).toEqual([4, 2 + 0 + 2 + 0]);
  });

  /** Lets the registry believe that an hour has passed. */
  async function age(): Promise<void> {
    for (const member of await server.zrange(keys.views, 0, -1))
      await server.zincrby(keys.views, -3_600_000_000, member);
  }
});

describe('views are bounded', () => {
  it('in number, empty ones as well: the oldest make room', async () => {
    const listing = listingWith({ maxViews: 5 });
    for (let max = 1; max <= 8; max += 1) await listing.list(queryOf(`price_max=${max}`));
    const { views } = await books();
    expect(views.map((member) => member.split('=')[1])).toEqual(['4', '5', '6', '7', '8']);
    expect(await server.exists(viewOf(keys, queryOf('price_max=3')).emptyKey)).toBe(0);
    expect(await cacheOf(listing, queryOf('price_max=4'))).toBe('hit');
  });

  it.each([300_000, 3])('in the length of their names: a longer one leaves nothing behind', async (max) => {
    const listing = listingWith();
    const before = await server.keys(`${keys.prefix}*`);
    const long = longQuery(1_000, max);
    const { count, cards } = await listing.list(long);
    expect([count, cards.length, await cacheOf(listing, long)]).toEqual([max === 3 ? 0 : 3, count, 'miss']);
    expect((await server.keys(`${keys.prefix}*`)).sort()).toEqual(before.sort());
    expect(viewOf(keys, long).member.length).toBeGreaterThan(maxStoredForm);
  });
});

describe('explain', () => {
  it('uses keys that no other plan uses, and leaves none behind', async () => {
    await server.set(keys.temporary(1), 'of somebody else');
    const before = await server.keys(`${keys.prefix}*`);
    const query = queryOf('city_id=1&color_id=1&price_max=300000');
    const { count, steps } = await explainQuery(server, keys, query);
    expect(count).toBe(3);
    const view = keys.bare(viewOf(keys, query).key);
    expect(steps?.map(({ into, cars }) => [into, cars])).toEqual([
      ['tmp:1', 3],
      ['tmp:2', 3],
      [view, 3],
    ]);
    expect((await server.keys(`${keys.prefix}*`)).sort()).toEqual(before.sort());
    expect(await server.get(keys.temporary(1))).toBe('of somebody else');
  });
});

it('an index of another layout is not answered from', async () => {
  const listing = listingWith();
  const asked = queryOf('price_max=300000');
  expect((await listing.list(asked)).count).toBe(3);
  await server.hset(keys.state, 'format', 'another');
  const store = new IndexStore(server, keys);
  for (const query of [asked, queryOf('price_max=400000')])
    await expect(listing.list(query)).rejects.toMatchObject({ code: 'INDEX_OTHER_LAYOUT' });
  await expect(store.words()).rejects.toMatchObject({ code: 'INDEX_OTHER_LAYOUT' });
  expect(await store.state()).toMatchObject({ format: 'another', tornUntil: positionNever });
});
