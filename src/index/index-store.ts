import type { AttributeName, NameTable } from '../catalog/attributes.js';
import type { Car, CarId } from '../catalog/car.js';
import { carId } from '../catalog/car.js';
import type { NameEntry } from '../catalog/change.js';
import { Names, nameTables } from '../catalog/names.js';
import type { Position } from '../catalog/position.js';
import { positionFromString, positionNever, positionToString } from '../catalog/position.js';
import type { SlugToken } from '../catalog/slug-token.js';
import type { Valkey } from './client.js';
import { asIndexError } from './client.js';
import { IndexError } from './errors.js';
import type { FeedId } from './feed-entry.js';
import { feedId } from './feed-entry.js';
import type { Keys } from './keys.js';

/** How far the index is, and whether it may be answered from. */
export interface IndexState {
  readonly position: Position;
  /**
   * Not null: a transaction is being applied in parts. The index holds some of it already, and is whole again from this
   * position on.
   */
  readonly tornUntil: Position | null;
  /** Which database it was filled from; positions of another one mean nothing here. */
  readonly origin: string;
  /** Version of the layout of the keys; see {@link indexFormat}. */
  readonly format: string;
  /** Somebody asked for a new fill. */
  readonly rebuild: boolean;
  /** Version of the slug tokens. */
  readonly words: string | null;
  /** The last entry of the feed that the index holds. */
  readonly feed: FeedId;
}

/** Raised whenever the layout of the keys changes: a follower then fills the index anew. */
export const indexFormat = '2';

const stateFields = ['position', 'torn', 'origin', 'format', 'rebuild', 'words', 'feed'] as const;

/** Reads what the index holds, as its keys are laid out. Each method is one round trip unless it says otherwise. */
export class IndexStore {
  readonly #client: Valkey;
  readonly #keys: Keys;

  constructor(client: Valkey, keys: Keys) {
    this.#client = client;
    this.#keys = keys;
  }

  /** Null: there is no index. */
  async state(): Promise<IndexState | null> {
    return guarded(async () => {
      return parseState(await this.#client.hmget(this.#keys.state, ...stateFields));
    });
  }

  /** The cars with these ids, in this order; null for those that are not listed. */
  async cars(ids: readonly CarId[]): Promise<readonly (Car | null)[]> {
    const cars: (Car | null)[] = [];
    for (let at = 0; at < ids.length; at += 1_000) {
      const texts = await guarded(() =>
        this.#client.hmget(this.#keys.details, ...ids.slice(at, at + 1_000).map(String)),
      );
      for (const text of texts) cars.push(text === null ? null : (JSON.parse(text) as Car));
    }
    return cars;
  }

  /** The cards with these ids as JSON text, in this order; null for those that are not listed. */
  async cards(ids: readonly CarId[]): Promise<readonly (string | null)[]> {
    return guarded(() => this.#client.hmget(this.#keys.cards, ...ids.map(String)));
  }

  /** One whole car as JSON text, with the position it reflects; null: it isn't listed. */
  async carText(id: CarId): Promise<{ readonly state: IndexState | null; readonly text: string | null }> {
    return guarded(async () => {
      const replies = await this.#client
        .multi()
        .hmget(this.#keys.state, ...stateFields)
        .hget(this.#keys.details, String(id))
        .exec();
      const [state, text] = (replies ?? []).map(([, reply]) => reply);
      return { state: parseState((state ?? []) as (string | null)[]), text: (text ?? null) as string | null };
    });
  }

  /** The listed cars whose attribute has this value. */
  async carsWith(attribute: AttributeName, value: number): Promise<readonly CarId[]> {
    const ids = await guarded(() => this.#client.zrangebyscore(this.#keys.column(attribute), value, value));
    return ids.map((id) => carId(Number(id)));
  }

  async carsWithFeature(feature: number): Promise<readonly CarId[]> {
    const ids = await guarded(() => this.#client.zrange(this.#keys.feature(feature), 0, -1));
    return ids.map((id) => carId(Number(id)));
  }

  async allCars(): Promise<readonly CarId[]> {
    const ids = await guarded(() => this.#client.hkeys(this.#keys.cards));
    return ids.map((id) => carId(Number(id)));
  }

  async names(): Promise<Names> {
    return guarded(async () => {
      const tables = await Promise.all(
        nameTables.map(async (table): Promise<[NameTable, Map<number, NameEntry>]> => {
          const rows = Object.entries(await this.#client.hgetall(this.#keys.names(table)));
          return [table, new Map(rows.map(([id, entry]) => [Number(id), JSON.parse(entry) as NameEntry]))];
        }),
      );
      return new Names(tables);
    });
  }

  /** Also of an index that isn't whole: the follower goes on from there. */
  async slugTokens(): Promise<readonly SlugToken[]> {
    const texts = await guarded(() => this.#client.hvals(this.#keys.slugTokens));
    return texts.map((text) => JSON.parse(text) as SlugToken);
  }

  /** The slug tokens, the version that they are of, and where the index stood. Throws `INDEX_NOT_WHOLE`. */
  async words(): Promise<{
    readonly version: string | null;
    readonly tokens: readonly SlugToken[];
    readonly position: Position;
  }> {
    return guarded(async () => {
      const replies = await this.#client
        .multi()
        .hmget(this.#keys.state, ...stateFields)
        .hvals(this.#keys.slugTokens)
        .exec();
      const [fields, texts] = (replies ?? []).map(([, reply]) => reply) as [(string | null)[], string[]];
      const state = parseState(fields);
      if (state?.tornUntil !== null) throw new IndexError('INDEX_NOT_WHOLE');
      const tokens = texts.map((text) => JSON.parse(text) as SlugToken);
      return { version: state.words, tokens, position: state.position };
    });
  }

  /** Asks the follower to fill the index anew beside the live one. */
  async requestRebuild(): Promise<void> {
    await guarded(() => this.#client.hset(this.#keys.state, 'rebuild', '1'));
  }

  /**
   * What the index holds is known to be wrong: nothing is answered from it until it has been filled anew, and the follower is
   * asked to do that.
   */
  async distrust(): Promise<void> {
    await guarded(() =>
      this.#client.hset(this.#keys.state, 'rebuild', '1', 'torn', positionToString(positionNever)),
    );
  }

  /** Whether a new index is being written beside the live one. Two round trips. */
  async isFilling(): Promise<boolean> {
    return guarded(async () => {
      const latest = await this.#client.hget(this.#keys.fills, 'latest');
      return latest !== null && (await this.#client.exists(this.#keys.staging(latest).registry)) === 1;
    });
  }

  /** The keys that the index consists of, without the prefix. */
  async registry(): Promise<ReadonlySet<string>> {
    return new Set(await guarded(() => this.#client.smembers(this.#keys.registry)));
  }
}

function parseState(fields: readonly (string | null)[]): IndexState | null {
  const [position, torn, origin, format, rebuild, words, feed] = fields.map((field) => field ?? null);
  const parsed = positionFromString(position ?? '');
  if (parsed === null) return null;
  return {
    position: parsed,
    tornUntil: torn == null ? null : positionFromString(torn),
    origin: origin ?? '',
    format: format ?? '',
    rebuild: rebuild != null,
    words: words ?? null,
    feed: feedId(feed ?? '0-0'),
  };
}

async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw asIndexError(error);
  }
}
