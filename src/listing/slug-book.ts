import type { Position } from '../catalog/position.js';
import { SlugTokens } from '../catalog/slug-tokens.js';
import type { IndexStore } from '../index/index-store.js';
import { keptFor } from '../shared/kept-for.js';
import type { CarSource } from './ports.js';

/** Slug tokens ready for look-up, and the version that they are of (null: read from Postgres within the last second). */
export interface Words {
  readonly version: string | null;
  readonly tokens: SlugTokens;
  /** Where the index stood when they were read from it. */
  readonly position: Position | null;
}

/**
 * How long those of Postgres are used. While the index can't be asked, every page needs them: thousands of rows to read and to sort, for names that
 * change by the day.
 */
const keptMs = 1_000;

/** The slug tokens in memory. Whoever uses them compares their version with the answer's, and asks for fresh ones if need be. */
export class SlugBook {
  readonly #store: Pick<IndexStore, 'words'>;
  /** Those of Postgres, read within the last second; many who ask at once share one reading. */
  readonly fromSource: () => Promise<Words>;
  #known: Words | null = null;
  #reading: Promise<Words> | null = null;

  /** @param now milliseconds that only go up */
  constructor(store: Pick<IndexStore, 'words'>, source: Pick<CarSource, 'slugTokens'>, now?: () => number) {
    this.#store = store;
    this.fromSource = keptFor(
      keptMs,
      async () => ({ version: null, tokens: new SlugTokens(await source.slugTokens()), position: null }),
      now,
    );
  }

  /** Those of the index, as last read. */
  async known(): Promise<Words> {
    return this.#known ?? this.refresh();
  }

  /** Those of the index, read now; many who ask at once share one reading. */
  async refresh(): Promise<Words> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<Words> {
    const { version, tokens, position } = await this.#store.words();
    this.#known = { version, tokens: new SlugTokens(tokens), position };
    return this.#known;
  }
}
