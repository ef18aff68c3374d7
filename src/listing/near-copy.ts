import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { positionNever } from '../catalog/position.js';
import type { FeedReader } from '../index/feed-reader.js';
import type { IndexState, IndexStore } from '../index/index-store.js';
import { NearIndex } from '../near/near-index.js';
import { inPieces } from '../near/pieces.js';
import type { NearPicture } from './near-chain.js';
import { NearChain } from './near-chain.js';

export interface NearCopyParts {
  readonly store: IndexStore;
  readonly reader: FeedReader;
  /** Memory for cards; those beyond are fetched when a page needs them. */
  readonly cardBytes: number;
  readonly report: NearReport;
  /** Told of each filling before there is a picture of it. */
  readonly onFilled?: (index: NearIndex) => void;
}

/** What happens to a near index, for logs and metrics. */
export interface NearReport {
  filled(cars: number, bytes: number, milliseconds: number): void;
  /** It is filled anew: why. */
  gap(why: string): void;
}

/** How long a read waits for news; after it, the index is asked where it stands. */
const waitMs = 400;
/** Without a word from Valkey for so long, the copy may be out of date without knowing. */
const sureMs = 1_500;
/** How long orders are made before requests have their turn. */
const arrangeTurnMs = 4;
/** A share of unused slots that is worth a new fill. */
const mostWaste = 0.8;

/** The index of Valkey copied into this process, and kept current. One for a server. */
export class NearCopy {
  readonly #parts: NearCopyParts;
  #picture: NearPicture | null = null;
  #sureUntil = 0;
  #fills = 0;

  constructor(parts: NearCopyParts) {
    this.#parts = parts;
  }

  /** The picture to answer from; null while there is none, or while it may be out of date. */
  get picture(): NearPicture | null {
    return performance.now() < this.#sureUntil ? this.#picture : null;
  }

  /** What the picture is of, or was when Valkey was last heard; null: it is being filled. */
  get index(): NearIndex | null {
    return this.#picture?.index ?? null;
  }

  /** How often it has been filled so far. */
  get fills(): number {
    return this.#fills;
  }

  /** Fills, follows, and fills anew at every gap until `signal`. Rejects when Valkey fails. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const state = await this.#parts.store.state();
      if (state === null || isDistrusted(state)) {
        // An index that is being filled for the first time, or again after a loss: nothing to copy yet.
        await sleep(waitMs / 4);
        continue;
      }
      const chain = await this.#fill(state, signal);
      if (chain === null) return;
      const why = await this.#follow(chain, signal);
      // It has missed something: better no picture than an old one.
      this.#picture = null;
      if (why !== null) this.#parts.report.gap(why);
    }
  }

  /** Null: it was stopped. */
  async #fill(state: IndexState, signal: AbortSignal): Promise<NearChain | null> {
    const { store, reader, cardBytes, report, onFilled } = this.#parts;
    const started = performance.now();
    const index = new NearIndex(cardBytes);
    index.reserve(await reader.count());
    for await (const cars of reader.scan()) {
      if (signal.aborted) return null;
      index.load(cars);
    }
    await inPieces(index.arrange(), { turnMs: arrangeTurnMs, isCurrent: () => !signal.aborted });
    if (signal.aborted) return null;
    const names = await store.names();
    const { feed: reached } = (await store.state()) ?? state;
    const { position, words, feed: last, tornUntil } = state;
    this.#fills += 1;
    report.filled(index.count, index.bytes, performance.now() - started);
    onFilled?.(index);
    return new NearChain({ index, names, words, position, last, whole: tornUntil === null, reached });
  }

  /** Answers why the chain can't go on; null: it was stopped. */
  async #follow(chain: NearChain, signal: AbortSignal): Promise<string | null> {
    const { store, reader } = this.#parts;
    for (let strange = 0; !signal.aborted;) {
      this.#picture = chain.picture;
      const entries = await reader.read(chain.last, waitMs);
      this.#heard();
      for (const entry of entries) {
        if (!(await chain.take(entry)))
          return `the feed goes on after ${entry.head.after}, not ${chain.last}`;
        this.#picture = chain.picture;
        // Requests that came meanwhile go first.
        if (entry.cars.length > 0) await nextTurn();
      }
      if (entries.length > 0) {
        // What the index was ahead by had only just been written.
        strange = 0;
        continue;
      }
      // Nothing new, or nothing that is ever going to come: a feed that was lost says nothing.
      const state = await store.state();
      if (state === null) return 'the index is gone';
      if (isDistrusted(state)) return 'the index is not trusted any more';
      strange = state.feed === chain.last ? 0 : strange + 1;
      if (strange > 1) return `the feed stands at ${state.feed}, not ${chain.last}`;
      if ((chain.picture?.index.waste ?? 0) > mostWaste) return 'most of its slots are unused';
    }
    return null;
  }

  #heard(): void {
    this.#sureUntil = performance.now() + sureMs;
  }
}

/** The follower has found it wrong, and fills it anew. */
function isDistrusted({ tornUntil }: IndexState): boolean {
  return tornUntil === positionNever;
}
