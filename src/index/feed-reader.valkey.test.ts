import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carOf, rowOf, sourceOf } from '../../test/support/cars.js';
import { testPrefix } from '../../test/support/valkey.js';
import type { Car } from '../catalog/car.js';
import { cardOf, carId, indexedCar } from '../catalog/car.js';
import { factsOf } from '../catalog/car-facts.js';
import type { Position } from '../catalog/position.js';
import { must } from '../shared/assert.js';
import { ChangeApplier } from './apply-changes.js';
import { writeOf } from './car-update.js';
import type { Valkey } from './client.js';
import { connectValkey, whenConnected } from './client.js';
import type { FeedCar, FeedEntry, FeedId } from './feed-entry.js';
import { FeedReader } from './feed-reader.js';
import { fillIndex } from './fill.js';
import type { IndexState } from './index-store.js';
import { IndexStore } from './index-store.js';
import { Keys } from './keys.js';

/**
 * The feed never skips silently: a reader that was away for any time goes on exactly where it stood, or is told of the gap, either by
 * an entry that does not follow on its last one or, when nothing comes, by the state, which names another one. And it is told of a gap
 * only where there is one.
 */

/** More than one entry holds. */
const carCount = 300;

type Action =
  /** Cars change in one step; more than fit into an entry if `cars` is large. */
  | { readonly kind: 'step'; readonly cars: number }
  /** A part of a transaction, which leaves the index torn. */
  | { readonly kind: 'part'; readonly cars: number }
  /** The index is filled anew. */
  | { readonly kind: 'refill' }
  /** Valkey came back empty, and is filled anew. */
  | { readonly kind: 'loss' }
  /** The feed keeps so many entries of those there are. */
  | { readonly kind: 'trim'; readonly keep: number }
  | { readonly kind: 'read' };

const arbitraryAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: changeOf('step') },
  { weight: 3, arbitrary: changeOf('part') },
  { weight: 4, arbitrary: fc.constant({ kind: 'read' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'refill' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'loss' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('trim' as const), keep: fc.nat(3) }) },
);

function changeOf(kind: 'step' | 'part'): fc.Arbitrary<Action> {
  const cars = fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.constant(carCount) });
  return fc.record({ kind: fc.constant(kind), cars });
}

const noCars: readonly Car[] = Array.from({ length: carCount }, (_, place) =>
  carOf({ row: rowOf(place + 1), featureIds: [1], images: [] }),
);

/** What was written: the prices that each change left, and whether the index was whole then. */
interface Written {
  readonly prices: ReadonlyMap<number, number>;
  readonly whole: boolean;
}

class Model {
  readonly #client: Valkey;
  readonly #keys: Keys;
  readonly #store: IndexStore;
  readonly reader: FeedReader;
  #applier: ChangeApplier | null = null;
  #cars = [...noCars];
  #price = 1;
  /** Changes since the last fill. */
  written: Written[] = [];
  /** Whether what the reader has not read was lost: by a fill, or by trimming. */
  lost = false;
  /** How many of `written` the reader has read. */
  read = 0;

  constructor(client: Valkey, keys: Keys, blocking: Valkey) {
    this.#client = client;
    this.#keys = keys;
    this.#store = new IndexStore(client, keys);
    this.reader = new FeedReader(blocking, keys);
  }

  async state(): Promise<IndexState> {
    return must(await this.#store.state(), 'the index');
  }

  async fill(): Promise<void> {
    await fillIndex(this.#client, this.#keys, sourceOf(noCars), () => undefined);
    this.#cars = [...noCars];
    this.written = [];
    this.read = 0;
    this.lost = true;
    const knownKeys = await this.#store.registry();
    const { feed } = await this.state();
    this.#applier = new ChangeApplier(this.#client, this.#keys, { knownKeys, feedCars: 1_000_000, feed });
  }

  async lose(): Promise<void> {
    await this.#client.del(this.#keys.feed, this.#keys.state);
    await this.fill();
  }

  async change(count: number, whole: boolean): Promise<void> {
    const { position } = await this.state();
    const price = (this.#price += 1);
    const before = this.#cars.slice(0, count);
    const after = before.map((car) => ({ ...car, price }));
    this.#cars = [...after, ...this.#cars.slice(count)];
    const cars = after.map((car, place) =>
      writeOf({ id: car.id, before: before[place] ?? null, after: car }),
    );
    const to = whole ? ((position + 1n) as Position) : position;
    const tornUntil = whole ? null : ((position + 1n) as Position);
    await must(this.#applier, 'an applier').apply(
      { cars, names: [], tokens: [] },
      { from: position, to, tornUntil },
    );
    this.written.push({ prices: new Map(after.map((car) => [car.id, price])), whole });
  }

  async trim(keep: number): Promise<void> {
    const entries = await this.#client.xrange(this.#keys.feed, '-', '+');
    await this.#client.call('XTRIM', this.#keys.feed, 'MAXLEN', '=', keep);
    const unread = entries.filter(([id]) => Number(id.split('-')[0]) > Number(this.at.split('-')[0])).length;
    if (unread > keep) this.lost = true;
  }

  at = '0-0' as FeedId;
}

let client: Valkey;
let blocking: Valkey;
const server = testPrefix();

beforeAll(async () => {
  client = connectValkey(server.url, { commandTimeoutMs: null });
  blocking = connectValkey(server.url, { commandTimeoutMs: null });
  await Promise.all([whenConnected(client, 5_000), whenConnected(blocking, 5_000)]);
});

afterAll(async () => {
  client.disconnect();
  blocking.disconnect();
  await server.clear();
});

/** Reads to the end, as servers do. Null: there is a gap. */
async function readOn(model: Model): Promise<readonly FeedEntry[] | null> {
  const found: FeedEntry[] = [];
  for (;;) {
    const entries = await model.reader.read(model.at, 1);
    for (const entry of entries) {
      if (entry.head.after !== model.at) return null;
      model.at = entry.id;
      found.push(entry);
    }
    if (entries.length === 0) return (await model.state()).feed === model.at ? found : null;
  }
}

/** Some entries, put together as changes. */
function changesIn(entries: readonly FeedEntry[], written: readonly Written[]): Written[] {
  const rest = [...entries];
  return written.map(({ prices, whole }) => {
    const told = new Map<number, number>();
    let last: FeedEntry;
    do {
      last = must(rest.shift(), 'an entry');
      for (const { id, card } of last.cars) told.set(id, (JSON.parse(card) as { price: number }).price);
    } while (told.size < prices.size);
    expect(last.head.whole).toBe(whole);
    return { prices: told, whole: last.head.whole };
  });
}

let runs = 0;
let gaps = 0;
let continued = 0;

it('goes on exactly, or tells of the gap', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryAction, { minLength: 5, maxLength: 25 }), async (actions) => {
      const model = new Model(client, new Keys(`${server.prefix}${(runs += 1)}:`), blocking);
      await model.fill();
      model.at = (await model.state()).feed;
      model.lost = false;
      for (const action of [...actions, { kind: 'read' } as const]) {
        if (action.kind === 'step' || action.kind === 'part')
          await model.change(action.cars, action.kind === 'step');
        else if (action.kind === 'refill') await model.fill();
        else if (action.kind === 'loss') await model.lose();
        else if (action.kind === 'trim') await model.trim(action.keep);
        else {
          const entries = await readOn(model);
          expect(entries === null).toBe(model.lost);
          if (entries === null) gaps += 1;
          else {
            const due = model.written.slice(model.read);
            expect(changesIn(entries, due)).toEqual(due);
            continued += due.length;
          }
          // After a gap it fills its copy, and goes on from where the index stands.
          model.at = (await model.state()).feed;
          model.read = model.written.length;
          model.lost = false;
        }
      }
    }),
    { numRuns: 40 },
  );
  expect([gaps > 10, continued > 50]).toEqual([true, true]);
});

describe('a scan', () => {
  const keys = (): Keys => new Keys(`${server.prefix}scan:`);
  // More than a step of a scan brings, and more than Valkey keeps in one piece.
  const cars = Array.from({ length: 1_700 }, (_, place) =>
    carOf({ row: rowOf(place + 1, { price: 1_000 + place }), featureIds: [1 + (place % 2)], images: [] }),
  );

  beforeAll(async () => {
    await fillIndex(client, keys(), sourceOf(cars), () => undefined);
  });

  it('brings every car as it is, some at a time, and no other', async () => {
    // A car that left between the two readings of a step.
    await client.hdel(keys().cards, '7');
    const batches: (readonly FeedCar[])[] = [];
    for await (const batch of new FeedReader(blocking, keys()).scan()) batches.push(batch);
    expect(batches.length).toBeGreaterThan(2);
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThan(700);
    // Valkey may bring a car twice.
    const found = new Map(batches.flat().map((car) => [car.id, car]));
    expect([...found.values()].toSorted((one, other) => one.id - other.id)).toEqual(
      cars.map((car) => ({
        id: car.id,
        facts: factsOf(indexedCar(car)),
        card: car.id === carId(7) ? '' : JSON.stringify(cardOf(car)),
      })),
    );
  });

  it('says that its connection broke, also while a batch is being taken in', async () => {
    const breaking = connectValkey(server.url, { commandTimeoutMs: null });
    await whenConnected(breaking, 5_000);
    const scan = new FeedReader(breaking, keys()).scan();
    expect((await scan.next()).value).not.toHaveLength(0);
    // The next batch is on its way already: its failure must not be one that nobody handles.
    (breaking as unknown as { readonly stream: Socket }).stream.destroy();
    await sleep(50);
    await expect(scan.next()).rejects.toMatchObject({ code: 'INDEX_UNREACHABLE' });
    breaking.disconnect();
  });

  it('of nothing brings nothing, and one that is given up leaves the connection fit', async () => {
    const empty = new FeedReader(blocking, new Keys(`${server.prefix}none:`));
    for await (const batch of empty.scan()) expect(batch).toBeNull();
    for await (const batch of new FeedReader(blocking, keys()).scan()) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(await blocking.hlen(keys().facts)).toBe(1_700);
  });
});
