import { describe, expect, it } from 'vitest';
import { carId } from '../catalog/car.js';
import { Names } from '../catalog/names.js';
import type { Position } from '../catalog/position.js';
import type { FeedEntry } from '../index/feed-entry.js';
import { feedId } from '../index/feed-entry.js';
import { NearIndex } from '../near/near-index.js';
import { must } from '../shared/assert.js';
import { NearChain } from './near-chain.js';

function chainOf(): NearChain {
  return new NearChain({
    index: new NearIndex(0),
    names: new Names(),
    words: null,
    position: 1n as Position,
    last: feedId('0-0'),
    whole: true,
    reached: feedId('0-0'),
  });
}

/** `count` new cars after the entry `after`. */
function entry(after: number, count: number, position: number, whole: boolean): FeedEntry {
  const facts = { values: Array.from({ length: 15 }, () => 1), featureIds: [] };
  const head = {
    after: feedId(`${after}-0`),
    position: BigInt(position) as Position,
    whole,
    words: null,
    names: [],
  };
  const cars = Array.from({ length: count }, (_, place) => ({
    id: carId(after + place + 1),
    facts,
    card: 'x',
  }));
  return { id: feedId(`${after + count}-0`), head, cars };
}

function seen(chain: NearChain): [count: number, position: bigint] {
  const { index, position } = must(chain.picture, 'a picture');
  return [index.count, position];
}

describe('a change that comes in several entries', () => {
  it('is seen all at once, and in place if it is small', async () => {
    const chain = chainOf();
    const before = must(chain.picture, 'a picture').index;
    await chain.take(entry(0, 250, 1, false));
    expect(seen(chain)).toEqual([0, 1n]);
    await chain.take(entry(250, 50, 7, true));
    expect(seen(chain)).toEqual([300, 7n]);
    expect(must(chain.picture, 'a picture').index).toBe(before);
  });

  it('is taken into a copy if it is large, and those who look see the old one until then', async () => {
    const chain = chainOf();
    const before = must(chain.picture, 'a picture').index;
    for (const after of [0, 250, 500]) await chain.take(entry(after, 250, 1, false));
    expect(seen(chain)).toEqual([0, 1n]);
    await chain.take(entry(750, 250, 9, true));
    expect(seen(chain)).toEqual([1_000, 9n]);
    expect(must(chain.picture, 'a picture').index).not.toBe(before);
    expect(before.count).toBe(0);
  });

  it('is not taken if an entry is missing', async () => {
    const chain = chainOf();
    expect(await chain.take(entry(5, 1, 2, true))).toBe(false);
    expect(seen(chain)).toEqual([0, 1n]);
  });
});
