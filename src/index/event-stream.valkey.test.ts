import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carOf, rowOf, sourceOf } from '../../test/support/cars.js';
import { batchOf, buyerNamed, eventOf } from '../../test/support/events.js';
import { testPrefix } from '../../test/support/valkey.js';
import type { Valkey } from './client.js';
import { connectValkey, whenConnected } from './client.js';
import { EventReader } from './event-reader.js';
import { EventStream } from './event-stream.js';
import { fillIndex } from './fill.js';
import { Keys } from './keys.js';

let client: Valkey;
let keys: Keys;
let stream: EventStream;
let reader: EventReader;

beforeEach(async () => {
  const { url, prefix } = testPrefix();
  client = connectValkey(url, { commandTimeoutMs: null });
  await whenConnected(client, 5_000);
  keys = new Keys(prefix);
  stream = new EventStream(client, keys, 3);
  reader = new EventReader(client, keys);
});

afterEach(() => {
  client.disconnect();
});

const batches = [1, 2, 3].map((number) =>
  batchOf([eventOf('opened', [number])], { buyer: buyerNamed(number) }),
);

describe('the event stream', () => {
  it('hands out what was added before anybody read, in order, and each entry once', async () => {
    for (const batch of batches) await stream.append(batch);
    const [first, other] = [await reader.next(2), await new EventReader(client, keys).next(2)];
    expect([...first, ...other].map(({ batch }) => batch)).toEqual(batches);
    expect(await reader.next(2)).toEqual([]);
  });

  it('takes no more than may wait, and drops nothing; what is finished makes room', async () => {
    for (const batch of batches) await stream.append(batch);
    await expect(stream.append(batchOf([eventOf('opened', [4])]))).rejects.toMatchObject({
      code: 'INDEX_EVENTS_FULL',
    });
    expect((await stream.standing()).waiting).toBe(3);
    const [entry] = await reader.next(1);
    await reader.finish([entry!.id], { stored: 1, repeated: 0 });
    await stream.append(batchOf([eventOf('opened', [4])]));
    expect((await reader.next(10)).map(({ batch }) => batch?.events[0]?.carIds[0])).toEqual([2, 3, 4]);
  });

  it('gives what somebody has not finished to another, and not before its time', async () => {
    await stream.append(batches[0]!);
    const taken = await reader.next(10);
    expect(await reader.abandoned(10, 60_000)).toEqual([]);
    expect(await reader.abandoned(10, 0)).toEqual(taken);
    await reader.finish([taken[0]!.id], { stored: 1, repeated: 0 });
    expect(await reader.abandoned(10, 0)).toEqual([]);
    // A follower that was stopped meanwhile may still finish it: nothing comes of that.
    await reader.finish([taken[0]!.id], { stored: 0, repeated: 1 });
    expect(await stream.standing()).toMatchObject({ waiting: 0, stored: 1, repeated: 1, oldestMs: 0 });
  });

  it('goes on when Valkey was emptied', async () => {
    await stream.append(batches[0]!);
    expect(await reader.next(10)).toHaveLength(1);
    await client.del(keys.events);
    expect(await reader.abandoned(10, 0)).toEqual([]);
    await client.del(keys.events);
    await stream.append(batches[1]!);
    expect((await reader.next(10)).map(({ batch }) => batch)).toEqual([batches[1]]);
  });

  it('moves what is odd aside as it is', async () => {
    await client.xadd(keys.events, '*', 'batch', 'gibberish');
    await stream.append(batches[0]!);
    const [odd, good] = await reader.next(10);
    expect([odd?.batch, good?.batch]).toEqual([null, batches[0]]);
    await reader.setAside(odd!.id);
    await reader.setAside(odd!.id);
    expect((await client.xrange(keys.oddEvents, '-', '+')).map(([, fields]) => fields)).toEqual([
      ['batch', 'gibberish'],
    ]);
    expect(await stream.standing()).toMatchObject({ waiting: 1, setAside: 1 });
  });

  it('tells how long the oldest batch has waited', async () => {
    await client.xadd(keys.events, `${Date.now() - 5_000}-0`, 'batch', 'x');
    expect((await stream.standing()).oldestMs).toBeGreaterThan(4_000);
  });

  it('stays as it is when the index is filled anew', async () => {
    await stream.append(batches[0]!);
    await fillIndex(
      client,
      keys,
      sourceOf([carOf({ row: rowOf(1), featureIds: [], images: [] })]),
      () => undefined,
    );
    expect((await reader.next(10)).map(({ batch }) => batch)).toEqual([batches[0]]);
  });

  it('says that Valkey is gone', async () => {
    client.disconnect();
    await expect(stream.append(batches[0]!)).rejects.toMatchObject({ code: 'INDEX_UNREACHABLE' });
    await expect(stream.standing()).rejects.toMatchObject({ code: 'INDEX_UNREACHABLE' });
  });
});
