import { randomBytes } from 'node:crypto';
import type { Car } from '../catalog/car.js';
import type { NameTable } from '../catalog/attributes.js';
import type { NameEntry } from '../catalog/change.js';
import type { Position } from '../catalog/position.js';
import { positionToString } from '../catalog/position.js';
import type { SlugToken } from '../catalog/slug-token.js';
import { writeOf } from './car-update.js';
import type { Valkey } from './client.js';
import { asIndexError, defineScript } from './client.js';
import { IndexError } from './errors.js';
import type { Command } from './index-writer.js';
import { IndexWriter } from './index-writer.js';
import { indexFormat } from './index-format.js';
import type { Keys } from './keys.js';

const swapIndex = defineScript('swap-index');

/** What a new index is made of. */
export interface FillSource {
  readonly position: Position;
  /** Which database it is: positions of another one mean nothing here. */
  readonly origin: string;
  /** By which publication the changes after `position` are told: another one may have told less. */
  readonly publication: string;
  names(): AsyncIterable<{ readonly table: NameTable; readonly id: number; readonly entry: NameEntry }>;
  slugTokens(): Promise<readonly SlugToken[]>;
  /** Live cars, a batch at a time. */
  cars(batchSize: number): AsyncIterable<readonly Car[]>;
}

const batchSize = 1_000;

/**
 * Builds a whole index beside the live one and swaps: readers see the old one until then, the new one from then on, and
 * never a part. Every view is dropped with the old index. `onProgress` is told how many cars are in, and ends the fill by
 * throwing. Throws `INDEX_MOVED` once another fill has begun: the latest to begin is the one that counts.
 */
export async function fillIndex(
  client: Valkey,
  keys: Keys,
  source: FillSource,
  onProgress: (cars: number) => void,
): Promise<number> {
  const fill = new Fill(client, keys);
  await fill.begin();
  const words = fill.writer();
  for await (const { table, id, entry } of source.names()) words.setName(table, id, entry);
  for (const token of await source.slugTokens()) words.setSlugToken(token.type, token.value, token);
  await fill.write(words);

  const filled = await writeCars(fill, source, onProgress);
  onProgress(filled);
  await fill.swap(source);
  return filled;
}

/** While Valkey writes one batch, Postgres reads the next. */
async function writeCars(
  fill: Fill,
  source: FillSource,
  onProgress: (cars: number) => void,
): Promise<number> {
  let filled = 0;
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const cars of source.cars(batchSize)) {
      const writer = fill.writer();
      for (const car of cars) writer.update(writeOf({ id: car.id, before: null, after: car }));
      await writing;
      if (filled > 0) onProgress(filled);
      filled += cars.length;
      writing = fill.write(writer);
      // Awaited a batch later; until then, it must not count as a failure that nobody handles.
      writing.catch(() => undefined);
    }
    await writing;
    return filled;
  } catch (error) {
    await Promise.allSettled([writing]);
    throw error;
  }
}

/** The keys of one fill: apart from the live ones, and from those of any other fill that may still be under way. */
class Fill {
  readonly #client: Valkey;
  readonly #live: Keys;
  readonly #staged: Keys;
  readonly #token = randomBytes(8).toString('hex');

  constructor(client: Valkey, live: Keys) {
    this.#client = client;
    this.#live = live;
    this.#staged = live.staging(this.#token);
  }

  /** From here on no fill that began earlier can be swapped in. Removes what those have left. */
  async begin(): Promise<void> {
    await guarded(async () => {
      await this.#client.hset(this.#live.fills, 'latest', this.#token, this.#token, '');
      for (const other of await this.#client.hkeys(this.#live.fills)) {
        if (other !== 'latest' && other !== this.#token) await this.#clear(other);
      }
    });
  }

  writer(): IndexWriter {
    return new IndexWriter(this.#staged);
  }

  async write(writer: IndexWriter): Promise<void> {
    const touched = [...writer.touchedKeys];
    const note: Command[] = [['HSET', this.#live.fills, this.#token, '']];
    if (touched.length > 0) note.push(['SADD', this.#staged.registry, ...touched]);
    // Noted before, in case the rest is cut off; and after, in case a later fill has cleared these keys in between.
    const commands = [...note, ...writer.commands(), ...note, ['HGET', this.#live.fills, 'latest'] as const];
    const latest = await guarded(() => run(this.#client, commands));
    if (latest !== this.#token) throw overtaken();
  }

  async swap(source: FillSource): Promise<void> {
    const [live, staged] = [this.#live, this.#staged];
    const swapped = await guarded(() =>
      swapIndex(
        this.#client,
        [live.state, live.registry, staged.registry, live.views, live.viewSizes, live.fills],
        [
          live.prefix,
          staged.prefix,
          positionToString(source.position),
          source.origin,
          source.publication,
          indexFormat,
          this.#token,
        ],
      ),
    );
    if (swapped === -1) throw overtaken();
  }

  async #clear(token: string): Promise<void> {
    const { prefix, registry } = this.#live.staging(token);
    const left = await this.#client.smembers(registry);
    await this.#client.unlink(registry, ...left.map((key) => `${prefix}${key}`));
    await this.#client.hdel(this.#live.fills, token);
  }
}

function overtaken(): IndexError {
  return new IndexError('INDEX_MOVED', 'another fill has begun');
}

/** Answers the last command's reply. */
async function run(client: Valkey, commands: readonly Command[]): Promise<unknown> {
  const pipeline = client.pipeline();
  for (const [name, ...words] of commands) pipeline.call(String(name), ...words);
  const replies = (await pipeline.exec()) ?? [];
  for (const [error] of replies) if (error !== null) throw error;
  return replies.at(-1)?.[1];
}

/** What fails in here is Valkey; the source's errors are its own. */
async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asIndexError(error);
  }
}
