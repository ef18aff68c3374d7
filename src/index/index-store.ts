import type { AttributeName, NameTable } from '../catalog/attributes.js';
import type { Car, CarId } from '../catalog/car.js';
import { carId } from '../catalog/car.js';
import type { NameEntry } from '../catalog/change.js';
import { Names, nameTables } from '../catalog/names.js';
import type { Position } from '../catalog/position.js';
import { positionFromString, positionNever, positionToString } from '../catalog/position.js';
import type { SlugToken } from '../catalog/slug-token.js';
import type { CarTexts } from './car-update.js';
import type { Valkey } from './client.js';
import { asIndexError } from './client.js';
import { IndexError } from './errors.js';
import { indexFormat } from './index-format.js';
import type { FeedId } from './feed-entry.js';
import { feedId } from './feed-entry.js';
import type { Keys } from './keys.js';

/** How far the index is, and whether it may be answered from. */
export interface IndexState {
  readonly position: Position;
  /**
   * Not null: a transaction is being applied in parts. The index holds some of it already, and is whole again from this
   * position on. An index of another layout is never whole for this program.
   */
  readonly tornUntil: Position | null;
  /** Which database it was filled from; positions of another one mean nothing here. */
  readonly origin: string;
  /** By which publication that database tells what changes after `position`. */
  readonly publication: string;
  /** Version of the layout of the keys; see `index-format.ts`. */
  readonly format: string;
  /** Somebody asked for a new fill. */
  readonly rebuild: boolean;
  /** Version of the slug tokens. */
  readonly words: string | null;
  /** The last entry of the feed that the index holds. */
  readonly feed: FeedId;
}

const stateFields = [
  'position',
  'torn',
  'origin',
  'publication',
  'format',
  'rebuild',
  'words',
  'feed',
] as const;

/** Cars that are asked for at once. */
const idsAtOnce = 1_000;

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

  /** The cars with these ids, in this order; null for those that are not listed. Throws `INDEX_INCONSISTENT`: see {@link facts}. */
  async cars(ids: readonly CarId[]): Promise<readonly (Car | null)[]> {
    const texts = await this.#texts(this.#keys.details, ids);
    return texts.map((text) => (text === null ? null : (JSON.parse(text) as Car)));
  }

  /**
   * What filters and orders see of these cars, as text, in this order; null for those that are not listed. Throws
   * `INDEX_INCONSISTENT` if one of them is listed all the same.
   */
  async facts(ids: readonly CarId[]): Promise<readonly (string | null)[]> {
    return this.#texts(this.#keys.facts, ids);
  }

  /** The texts of listed cars, in this order, in a round trip for each thousand. Throws `INDEX_INCONSISTENT` if one lacks any. */
  async carTexts(ids: readonly CarId[]): Promise<readonly CarTexts[]> {
    const texts: CarTexts[] = [];
    for (let at = 0; at < ids.length; at += idsAtOnce) {
      const some = ids.slice(at, at + idsAtOnce).map(String);
      const [facts, cards, details] = await guarded(() =>
        Promise.all([
          this.#client.hmget(this.#keys.facts, ...some),
          this.#client.hmget(this.#keys.cards, ...some),
          this.#client.hmget(this.#keys.details, ...some),
        ]),
      );
      for (const [place, id] of some.entries()) {
        const [carFacts, card, detail] = [facts[place], cards[place], details[place]];
        if (carFacts == null || card == null || detail == null)
          throw new IndexError('INDEX_INCONSISTENT', `listed car ${id} lacks a text`);
        texts.push({ facts: carFacts, card, detail });
      }
    }
    return texts;
  }

  /** A round trip for each thousand cars, and another if some have no text. */
  async #texts(key: string, ids: readonly CarId[]): Promise<readonly (string | null)[]> {
    const texts: (string | null)[] = [];
    for (let at = 0; at < ids.length; at += idsAtOnce) {
      const some = ids.slice(at, at + idsAtOnce).map(String);
      const found = await guarded(() => this.#client.hmget(key, ...some));
      const without = some.filter((_, place) => found[place] === null);
      if (without.length > 0) await guarded(() => this.#expectUnlisted(key, without));
      texts.push(...found);
    }
    return texts;
  }

  /** Every listed car has a price: one that stands there has to have its texts as well. Looked at in one moment. */
  async #expectUnlisted(key: string, ids: readonly string[]): Promise<void> {
    const replies = await this.#client
      .multi()
      .hmget(key, ...ids)
      .call('ZMSCORE', this.#keys.column('price'), ...ids)
      .exec();
    for (const [error] of replies ?? []) if (error !== null) throw error;
    const [texts, prices] = (replies ?? []).map(([, reply]) => reply as readonly (string | null)[]);
    const torn = ids.find((_, place) => texts?.[place] === null && prices?.[place] !== null);
    if (torn !== undefined)
      throw new IndexError('INDEX_INCONSISTENT', `car ${torn} is missing in ${this.#keys.bare(key)}`);
  }

  /** The cards with these ids as JSON text, in this order; null for those that are not listed. */
  async cards(ids: readonly CarId[]): Promise<readonly (string | null)[]> {
    return guarded(() => this.#client.hmget(this.#keys.cards, ...ids.map(String)));
  }

  /** The same, with the position that they all reflect. */
  async cardsNow(
    ids: readonly CarId[],
  ): Promise<{ readonly state: IndexState | null; readonly cards: readonly (string | null)[] }> {
    return guarded(async () => {
      const replies = await this.#client
        .multi()
        .hmget(this.#keys.state, ...stateFields)
        .hmget(this.#keys.cards, ...ids.map(String))
        .exec();
      const [state, cards] = (replies ?? []).map(([, reply]) => (reply ?? []) as (string | null)[]);
      return { state: parseState(state ?? []), cards: cards ?? [] };
    });
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

  /** The slug tokens, the version that they are of, and where the index stood. Throws `INDEX_NOT_WHOLE` or `INDEX_OTHER_LAYOUT`. */
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
      if (state?.tornUntil !== null) throw notWhole(state);
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

/** Why nothing is answered from an index that is not whole. */
function notWhole(state: IndexState | null): IndexError {
  const otherLayout = state !== null && state.format !== indexFormat;
  return new IndexError(otherLayout ? 'INDEX_OTHER_LAYOUT' : 'INDEX_NOT_WHOLE');
}

function parseState(fields: readonly (string | null)[]): IndexState | null {
  const [position, torn, origin, publication, format, rebuild, words, feed] = fields.map(
    (field) => field ?? null,
  );
  const parsed = positionFromString(position ?? '');
  if (parsed === null) return null;
  return {
    position: parsed,
    tornUntil: format !== indexFormat ? positionNever : torn == null ? null : positionFromString(torn),
    origin: origin ?? '',
    publication: publication ?? '',
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
