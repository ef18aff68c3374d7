import type { Position } from '../catalog/position.js';
import { SlugTokens } from '../catalog/slug-tokens.js';
import type { IndexStore } from '../index/index-store.js';
import type { CarSource } from './ports.js';

/** Slug tokens ready for look-up, and the version that they are of (null: read from Postgres just now). */
export interface Words {
  readonly version: string | null;
  readonly tokens: SlugTokens;
  /** Where the index stood when they were read from it. */
  readonly position: Position | null;
}

/** The slug tokens in memory. Whoever uses them compares their version with the answer's, and asks for fresh ones if need be. */
export class SlugBook {
  readonly #store: IndexStore;
  readonly #source: CarSource;
  #known: Words | null = null;
  #reading: Promise<Words> | null = null;
  #readingSource: Promise<Words> | null = null;

  constructor(store: IndexStore, source: CarSource) {
    this.#store = store;
    this.#source = source;
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

  /** Those of Postgres, read now; many who ask at once share one reading. */
  async fromSource(): Promise<Words> {
    this.#readingSource ??= this.#source
      .slugTokens()
      .then((tokens) => ({ version: null, tokens: new SlugTokens(tokens), position: null }))
      .finally(() => {
        this.#readingSource = null;
      });
    return this.#readingSource;
  }

  async #read(): Promise<Words> {
    const { version, tokens, position } = await this.#store.words();
    this.#known = { version, tokens: new SlugTokens(tokens), position };
    return this.#known;
  }
}
