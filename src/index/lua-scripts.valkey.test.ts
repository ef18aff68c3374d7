import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carOf, rowOf, sourceOf } from '../../test/support/cars.js';
import { queryOf } from '../../test/support/oracle.js';
import { testPrefix } from '../../test/support/valkey.js';
import type { BuyerId } from '../catalog/buyer.js';
import { must } from '../shared/assert.js';
import type { Position } from '../catalog/position.js';
import { ChangeApplier } from './apply-changes.js';
import { writeOf } from './car-update.js';
import type { Valkey } from './client.js';
import { connectValkey, readScript, whenConnected } from './client.js';
import { EventStream } from './event-stream.js';
import { fillIndex } from './fill.js';
import { IndexStore } from './index-store.js';
import { Keys } from './keys.js';
import { ValkeyListing } from './valkey-listing.js';

/** Every script compiles on a real server, and its header names exactly the keys and arguments that it uses. */

const folder = new URL('./lua/', import.meta.url);
const scripts = readdirSync(folder)
  .filter((file) => file.endsWith('.lua'))
  .map((file) => file.replace('.lua', ''));

let valkey: Valkey;

beforeAll(async () => {
  valkey = connectValkey(testPrefix().url, { commandTimeoutMs: null });
  await whenConnected(valkey, 5_000);
});

afterAll(() => {
  valkey.disconnect();
});

function linesOf(name: string): readonly string[] {
  return readFileSync(new URL(`${name}.lua`, folder), 'utf8').split('\n');
}

function headerOf(name: string): string {
  return linesOf(name)
    .filter((line) => line.startsWith('--'))
    .join('\n');
}

/** The places that a text names as `KEYS[1]` or `ARGV[2...]`. */
function places(text: string, what: 'KEYS' | 'ARGV'): string[] {
  return [
    ...new Set([...text.matchAll(new RegExp(`${what}\\[(\\d+)`, 'g'))].map(([, place]) => place ?? '')),
  ];
}

describe.each(scripts)('%s.lua', (name) => {
  const header = headerOf(name);
  const code = linesOf(name)
    .filter((line) => !line.startsWith('--'))
    .join('\n');

  it('compiles', async () => {
    await expect(valkey.script('LOAD', readScript(name))).resolves.toMatch(/^[0-9a-f]{40}$/);
  });

  it('opens with its contract: keys, arguments, result and cost', () => {
    expect(header).toMatch(/^-- Result: /m);
    expect(header).toMatch(/^-- Cost: /m);
    expect(places(header, 'KEYS')).toEqual(places(code, 'KEYS'));
    // The rest of a list is read in a loop, by a variable: "ARGV[3...]".
    const fixed = header.replace(/ARGV\[\d+\.\.\.\]/g, '');
    expect(places(code, 'ARGV')).toEqual(expect.arrayContaining(places(fixed, 'ARGV')));
  });
});

it('every call passes as many keys as the header names', async () => {
  const { url, prefix } = testPrefix();
  const keys = new Keys(prefix);
  const names = new Map<string, string>();
  for (const name of scripts) names.set(String(await valkey.script('LOAD', readScript(name))), name);
  const monitor = await valkey.monitor();
  const passed = new Map<string, number>();
  // MONITOR shows a script's line ends escaped.
  monitor.on('monitor', (_time: string, [command = '', script = '', count = '']: string[]) => {
    const name = /^evalsha$/i.test(command)
      ? names.get(script)
      : scripts.find((each) => readScript(each) === script.replaceAll('\\n', '\n'));
    if (/^eval/i.test(command) && name !== undefined) passed.set(name, Number(count));
  });

  const client = connectValkey(url, { commandTimeoutMs: null });
  await whenConnected(client, 5_000);
  const car = carOf({ row: rowOf(1), featureIds: [], images: [] });
  await fillIndex(client, keys, sourceOf([car]), () => undefined);
  await new ValkeyListing(client, keys, { ttlSeconds: 60, maxCars: 1_000 }).list(queryOf('city_id=1'));
  const store = new IndexStore(client, keys);
  const { feed } = must(await store.state(), 'the index');
  const applier = new ChangeApplier(client, keys, {
    knownKeys: await store.registry(),
    feedCars: 1_000,
    feed,
  });
  const gone = { cars: [writeOf({ id: car.id, before: car, after: null })], names: [], tokens: [] };
  await applier.apply(gone, { from: 1n as Position, to: 2n as Position, tornUntil: null });
  await new EventStream(client, keys, 1).append({
    buyer: 'AAAAAAAAAAAAAAAAAAAAAA' as BuyerId,
    receivedAtMs: 0,
    isBot: false,
    events: [],
  });
  await client.ping();
  monitor.disconnect();
  client.disconnect();

  const named = scripts.map((name) => [name, places(headerOf(name), 'KEYS').length] as const);
  expect(passed).toEqual(new Map(named));
});
