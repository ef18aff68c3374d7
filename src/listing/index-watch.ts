import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '../catalog/position.js';
import { positionToString } from '../catalog/position.js';
import type { IndexStore } from '../index/index-store.js';
import type { Horizon } from './horizon.js';
import type { Doubt, Look, Opinion } from './doubt.js';
import { judge, noDoubt } from './doubt.js';
import type { ListingErrorCode } from './errors.js';
import { ListingError } from './errors.js';

export interface IndexWatchParts {
  readonly store: Pick<IndexStore, 'state'>;
  /** Where Postgres' log is, and which database it is of. */
  readonly database: () => Promise<{ readonly position: Position; readonly origin: string }>;
  readonly staleMs: number;
  readonly horizon: Horizon;
  readonly report: WatchReport;
}

/** What a server comes to think of the index; told once for each change. */
export interface WatchReport {
  doubted(why: ListingError): void;
  believed(): void;
}

/** How often both sides are looked at. */
const intervalMs = 2_000;

const codes: Readonly<Record<Doubt, ListingErrorCode>> = {
  foreign: 'LISTING_INDEX_FOREIGN',
  stale: 'LISTING_INDEX_STALE',
};

/** Looks after the index: whether it is of this database, and follows it. One for a server. */
export class IndexWatch {
  readonly #parts: IndexWatchParts;
  #opinion: Opinion = noDoubt;
  #why: ListingError | null = null;

  constructor(parts: IndexWatchParts) {
    this.#parts = parts;
  }

  get doubt(): Doubt | null {
    return this.#opinion.doubt;
  }

  /** The doubt as an error, with its remedy; null: the index is believed. */
  get why(): ListingError | null {
    return this.#why;
  }

  /** Looks every two seconds until `signal`. */
  async run(signal: AbortSignal): Promise<void> {
    // Aborted, the pause rejects.
    while (await sleep(intervalMs, true, { signal }).catch(() => false)) await this.look();
  }

  /** Never rejects: a side that can't be asked is a finding. */
  async look(): Promise<void> {
    const shownBefore = this.#parts.horizon.shown;
    const [database, index] = await Promise.allSettled([this.#parts.database(), this.#parts.store.state()]);
    if (database.status === 'fulfilled') this.#parts.horizon.looked(database.value.position, shownBefore);
    this.#conclude({
      atMs: performance.now(),
      database: database.status === 'fulfilled' ? database.value : null,
      index: index.status === 'fulfilled' ? index.value : null,
    });
  }

  #conclude(look: Look): void {
    const { staleMs, report } = this.#parts;
    const before = this.#opinion.doubt;
    this.#opinion = judge(this.#opinion, look, staleMs);
    const { doubt } = this.#opinion;
    if (doubt === before) return;
    this.#why = doubt === null ? null : errorOf(doubt, look);
    if (this.#why === null) report.believed();
    else report.doubted(this.#why);
  }
}

function errorOf(doubt: Doubt, { database, index }: Look): ListingError {
  const facts = {
    index_position: index === null ? null : positionToString(index.position),
    database_position: database === null ? null : positionToString(database.position),
  };
  const detail =
    doubt === 'stale' ? `it is at ${facts.index_position}, Postgres at ${facts.database_position}` : '';
  return new ListingError(codes[doubt], detail, { facts });
}
