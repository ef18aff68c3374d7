import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { carId } from '../catalog/car.js';
import { Names } from '../catalog/names.js';
import { positionZero } from '../catalog/position.js';
import type { FeedReader } from '../index/feed-reader.js';
import type { IndexState, IndexStore } from '../index/index-store.js';
import { NearCopy } from './near-copy.js';

it('each filling is told of before there is a picture of it, so that it can be made ready', async () => {
  const facts = { values: Array.from({ length: 15 }, () => 1), featureIds: [] };
  const stop = new AbortController();
  let feed = '1-0';
  const state = (): IndexState =>
    ({ position: positionZero, words: null, feed, tornUntil: null }) as IndexState;
  const store = {
    state: () => Promise.resolve(state()),
    names: () => Promise.resolve(new Names()),
  } as unknown as IndexStore;
  const reader = {
    count: () => Promise.resolve(1),
    async *scan() {
      await sleep(1);
      yield [{ id: carId(1), facts, card: '{}' }];
    },
    // Nothing comes; and soon what was there is gone, so that it is filled anew.
    read: async () => {
      await sleep(1);
      feed = '2-0';
      return [];
    },
  } as unknown as FeedReader;
  const told: unknown[] = [];
  const copy = new NearCopy({
    store,
    reader,
    cardBytes: 100,
    report: { filled: () => undefined, gap: () => undefined },
    onFilled: (index) => {
      told.push([index.count, copy.picture, copy.index]);
      if (told.length === 2) stop.abort();
      feed = '1-0';
    },
  });
  await copy.run(stop.signal);
  expect(told).toEqual([
    [1, null, null],
    [1, null, null],
  ]);
});

it('a stop while it is being filled ends it, and nothing is told', async () => {
  const facts = { values: Array.from({ length: 15 }, () => 1), featureIds: [] };
  const stop = new AbortController();
  const told: string[] = [];
  const state = { position: positionZero, words: null, feed: '1-0', tornUntil: null } as IndexState;
  let batches = 0;
  const copy = new NearCopy({
    store: {
      state: () => Promise.resolve(state),
      names: () => Promise.resolve(new Names()),
    } as unknown as IndexStore,
    reader: {
      count: () => Promise.resolve(3),
      async *scan() {
        for (const id of [1, 2, 3]) {
          batches += 1;
          await sleep(1);
          if (id === 2) stop.abort();
          yield [{ id: carId(id), facts, card: '{}' }];
        }
      },
    } as unknown as FeedReader,
    cardBytes: 100,
    report: { filled: () => told.push('filled'), gap: () => told.push('gap') },
    onFilled: () => told.push('ready'),
  });
  await copy.run(stop.signal);
  expect([told, batches, copy.picture]).toEqual([[], 2, null]);
});

/** A copy that follows what `read` brings, while the index says that it stands at `stands()`; answers why there was a gap. */
async function gapsOf(
  stands: () => string,
  read: (stop: AbortController) => readonly string[],
): Promise<readonly string[]> {
  const stop = new AbortController();
  const gaps: string[] = [];
  let last = '1-0';
  const copy = new NearCopy({
    store: {
      state: () =>
        Promise.resolve({
          position: positionZero,
          words: null,
          feed: stands(),
          tornUntil: null,
        } as IndexState),
      names: () => Promise.resolve(new Names()),
    } as unknown as IndexStore,
    reader: {
      count: () => Promise.resolve(0),
      scan: () => [],
      read: () => {
        const entries = read(stop).map((id) => {
          const head = { after: last, position: positionZero, whole: true, names: [], words: null };
          last = id;
          return { id, head, cars: [] };
        });
        return Promise.resolve(entries);
      },
    } as unknown as FeedReader,
    cardBytes: 100,
    report: {
      filled: () => undefined,
      gap: (why) => {
        gaps.push(why);
        stop.abort();
      },
    },
  });
  await copy.run(stop.signal);
  return gaps;
}

it('an entry that is written between a read and a look at the index is no gap, however often that happens', async () => {
  let reads = 0;
  // Each second read comes a moment too early for the entry that the look right after it finds.
  const gaps = await gapsOf(
    () => `${1 + Math.ceil(reads / 2)}-0`,
    (stop) => {
      reads += 1;
      if (reads === 20) stop.abort();
      return reads % 2 === 0 ? [`${1 + reads / 2}-0`] : [];
    },
  );
  expect(gaps).toEqual([]);
});

it('an index that stays ahead of a feed that says nothing is a gap', async () => {
  let reads = 0;
  const gaps = await gapsOf(
    () => (reads === 0 ? '1-0' : '7-0'),
    (stop) => {
      reads += 1;
      if (reads === 20) stop.abort();
      return [];
    },
  );
  expect([gaps, reads]).toEqual([['the feed stands at 7-0, not 1-0'], 2]);
});
