import type { Car } from '../catalog/car.js';
import type { NameTable } from '../catalog/attributes.js';
import type { NameEntry } from '../catalog/change.js';
import type { Position } from '../catalog/position.js';
import { positionToString } from '../catalog/position.js';
import type { SlugToken } from '../catalog/slug-token.js';
import type { Valkey } from './client.js';
import { asIndexError, defineScript } from './client.js';
import type { Command } from './index-writer.js';
import { IndexWriter } from './index-writer.js';
import { indexFormat } from './index-store.js';
import type { Keys } from './keys.js';

const swapIndex = defineScript('swap-index');

/** What a new index is made of. */
export interface FillSource {
  readonly position: Position;
  /** Which database it is: positions of another one mean nothing here. */
  readonly origin: string;
  names(): AsyncIterable<{ readonly table: NameTable; readonly id: number; readonly entry: NameEntry }>;
  slugTokens(): Promise<readonly SlugToken[]>;
  /** Live cars, a batch at a time. */
  cars(batchSize: number): AsyncIterable<readonly Car[]>;
}

const batchSize = 1_000;

/**
 * Builds a whole index beside the live one and swaps: readers see the old one until then, the new one from then on, and
 * never a part. Every view is dropped with the old index. `onProgress` is told how many cars are in.
 */
export async function fillIndex(
  client: Valkey,
  keys: Keys,
  source: FillSource,
  onProgress: (cars: number) => void,
): Promise<number> {
  try {
    const staging = keys.staging;
    await clearStaging(client, staging);
    const written = new Set<string>();
    const send = async (writer: IndexWriter): Promise<void> => {
      const newKeys = [...writer.touchedKeys].filter((key) => !written.has(key));
      for (const key of newKeys) written.add(key);
      await run(
        client,
        newKeys.length > 0
          ? [['SADD', staging.registry, ...newKeys], ...writer.commands()]
          : writer.commands(),
      );
    };

    const words = new IndexWriter(staging);
    for await (const { table, id, entry } of source.names()) words.setName(table, id, entry);
    for (const token of await source.slugTokens()) words.setSlugToken(token.type, token.value, token);
    await send(words);

    let filled = 0;
    for await (const cars of source.cars(batchSize)) {
      const writer = new IndexWriter(staging);
      for (const car of cars) writer.update({ id: car.id, before: null, after: car });
      await send(writer);
      filled += cars.length;
      onProgress(filled);
    }
    await swap(client, keys, source);
    return filled;
  } catch (error) {
    throw asIndexError(error);
  }
}

async function swap(client: Valkey, keys: Keys, source: FillSource): Promise<void> {
  const { staging } = keys;
  await swapIndex(
    client,
    [keys.state, keys.registry, staging.registry, keys.views, keys.viewSizes],
    [keys.prefix, staging.prefix, positionToString(source.position), source.origin, indexFormat],
  );
}

/** Removes what a fill that was cut off left behind. */
async function clearStaging(client: Valkey, staging: Keys): Promise<void> {
  const left = await client.smembers(staging.registry);
  if (left.length > 0) await client.unlink(...left.map((key) => `${staging.prefix}${key}`));
  await client.unlink(staging.registry);
}

async function run(client: Valkey, commands: readonly Command[]): Promise<void> {
  const pipeline = client.pipeline();
  for (const [name, ...words] of commands) pipeline.call(String(name), ...words);
  for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
}
