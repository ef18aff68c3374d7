import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '../shared/assert.js';
import type { Position } from '../catalog/position.js';
import { positionToString } from '../catalog/position.js';
import { ChangeApplier } from '../index/apply-changes.js';
import type { Valkey } from '../index/client.js';
import { whenConnected } from '../index/client.js';
import { IndexError } from '../index/errors.js';
import { fillIndex } from '../index/fill.js';
import { IndexStore, indexFormat } from '../index/index-store.js';
import type { IndexState } from '../index/index-store.js';
import type { Keys } from '../index/keys.js';
import { openChangeStream } from '../source/change-stream.js';
import type { ChangeStream } from '../source/change-stream.js';
import type { Lease } from '../source/lease.js';
import { tryLease } from '../source/lease.js';
import type { StreamNames } from '../source/replication-setup.js';
import {
  checkReplication,
  createSlot,
  dropSlot,
  ensurePublication,
  readSlot,
} from '../source/replication-setup.js';
import { openSnapshot, readOrigin } from '../source/snapshot.js';
import { BatchFolder } from './batch-folder.js';
import { SyncError } from './errors.js';

export interface FollowerOptions {
  readonly databaseUrl: string;
  readonly names: StreamNames;
  readonly valkey: Valkey;
  readonly keys: Keys;
  /** Cars that are changed in one atomic step; a transaction that changes more makes the index torn for a while. */
  readonly maxStepCars: number;
  /** Changes that are read ahead, and taken together. */
  readonly maxBatchChanges: number;
  readonly report: FollowerReport;
}

/** What a follower tells about itself, for logs and metrics. */
export interface FollowerReport {
  standingBy(): void;
  filling(why: string): void;
  fillProgress(cars: number, of: number): void;
  filled(cars: number, position: string, milliseconds: number): void;
  following(position: string): void;
  applied(step: {
    readonly changes: number;
    readonly cars: number;
    readonly viewsDropped: number;
    readonly milliseconds: number;
    readonly position: Position;
  }): void;
  /** Something went wrong; the follower tries again by itself. */
  troubled(error: unknown, retryInMs: number): void;
}

/** How often an idle follower looks whether the index is still where it left it, and asks Postgres how far its log is. */
const heartbeatMs = 1_000;
const standbyIntervalMs = 500;
const retryMs = { first: 100, most: 5_000 };

/** Follows Postgres until `signal`: takes the lease, fills the index if need be, applies what is committed. Never gives up. */
export async function follow(options: FollowerOptions, signal: AbortSignal): Promise<void> {
  let retryInMs = retryMs.first;
  let stoodBy = false;
  const stopped = (): boolean => signal.aborted;
  while (!stopped()) {
    try {
      const lease = await tryLease(options.databaseUrl, options.names.slot);
      if (lease === null) {
        if (!stoodBy) options.report.standingBy();
        stoodBy = true;
        await pause(standbyIntervalMs, signal);
        continue;
      }
      try {
        await new Leader(options, lease, signal).lead(() => {
          retryInMs = retryMs.first;
        });
      } finally {
        await lease.release().catch(() => undefined);
      }
    } catch (error) {
      if (stopped()) return;
      if (isContradiction(error)) await distrustIndex(options);
      options.report.troubled(error, retryInMs);
      await pause(retryInMs, signal);
      retryInMs = Math.min(retryInMs * 2, retryMs.most);
    }
  }
}

async function distrustIndex({ valkey, keys }: FollowerOptions): Promise<void> {
  // If Valkey is gone as well, the same trouble comes back when it has returned, and with it this step.
  await new IndexStore(valkey, keys).distrust().catch(() => undefined);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  // An aborted pause is over: the loop looks at the signal itself.
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** One term as the active follower: from the lease to the first trouble. */
class Leader {
  readonly #options: FollowerOptions;
  readonly #lease: Lease;
  readonly #signal: AbortSignal;
  readonly #store: IndexStore;

  constructor(options: FollowerOptions, lease: Lease, signal: AbortSignal) {
    this.#options = options;
    this.#lease = lease;
    this.#signal = signal;
    this.#store = new IndexStore(options.valkey, options.keys);
  }

  async lead(onProgress: () => void): Promise<void> {
    const { client } = this.#lease;
    await whenConnected(this.#options.valkey, 5_000);
    await checkReplication(client, this.#options.names);
    await ensurePublication(client, this.#options.names.publication);
    const why = await this.#whyFill();
    if (why !== null) await this.#fill(why);
    onProgress();
    await this.#stream(onProgress);
  }

  /** Why the index can't just be followed on from where it stands; null if it can. */
  async #whyFill(): Promise<string | null> {
    const { client } = this.#lease;
    const { slot } = this.#options.names;
    const [state, slotState, origin] = [
      await this.#store.state(),
      await readSlot(client, slot),
      await readOrigin(client),
    ];
    if (state === null) return 'there is no index yet';
    if (state.origin !== origin) return 'the index was made from another database';
    if (state.format !== indexFormat) return 'the index has the layout of another version';
    if (state.rebuild) return 'a rebuild was asked for';
    if (slotState === null) return 'the replication slot is gone';
    if (slotState.lost) return 'Postgres dropped log that was not read yet (SOURCE_SLOT_LOST)';
    if (slotState.confirmed !== null && slotState.confirmed > state.position) {
      return `the index is at ${positionToString(state.position)}, older than the log that is kept`;
    }
    return null;
  }

  async #fill(why: string): Promise<void> {
    const { databaseUrl, names, valkey, keys, report } = this.#options;
    const { client } = this.#lease;
    report.filling(why);
    const started = performance.now();
    if ((await readSlot(client, names.slot))?.lost === true) await dropSlot(client, names.slot);
    // First the slot, then the picture: the log is kept from before the picture's position on.
    if ((await readSlot(client, names.slot)) === null) await createSlot(client, names.slot);
    const snapshot = await openSnapshot(databaseUrl);
    try {
      const total = await snapshot.countCars();
      const cars = await fillIndex(valkey, keys, snapshot, (count) => {
        this.#signal.throwIfAborted();
        report.fillProgress(count, total);
      });
      report.filled(cars, positionToString(snapshot.position), performance.now() - started);
    } finally {
      await snapshot.close();
    }
  }

  async #stream(onProgress: () => void): Promise<void> {
    const { databaseUrl, names, valkey, keys, maxBatchChanges, report } = this.#options;
    const state = must(await this.#store.state(), 'the index that was just looked at');
    const stream = await openChangeStream({ databaseUrl, ...names, from: state.position, maxBatchChanges });
    const heartbeat = setInterval(() => {
      stream.ping();
    }, heartbeatMs);
    const stop = (): void => void stream.close();
    this.#signal.addEventListener('abort', stop, { once: true });
    void this.#lease.lost.then(stop);
    try {
      const [indexNames, tokens, registry] = await Promise.all([
        this.#store.names(),
        this.#store.slugTokens(),
        this.#store.registry(),
      ]);
      const folder = new BatchFolder({
        store: this.#store,
        client: this.#lease.client,
        stream,
        names: indexNames,
        tokens,
      });
      const applier = new ChangeApplier(valkey, keys, registry);
      report.following(positionToString(state.position));
      await this.#applyAll(stream, folder, applier, state, onProgress);
    } finally {
      clearInterval(heartbeat);
      this.#signal.removeEventListener('abort', stop);
      await stream.close();
    }
  }

  async #applyAll(
    stream: ChangeStream,
    folder: BatchFolder,
    applier: ChangeApplier,
    start: IndexState,
    onProgress: () => void,
  ): Promise<void> {
    let { position: at, tornUntil } = start;
    for (;;) {
      const received = await stream.next();
      if (received.changes.length === 0 && received.position <= at) {
        await this.#checkStanding(at);
        continue;
      }
      const started = performance.now();
      const { changes, batch } = await folder.fold(received);
      const parts = partsOf(changes.cars, this.#options.maxStepCars);
      let viewsDropped = 0;
      for (const [place, cars] of parts.entries()) {
        const last = place === parts.length - 1;
        // Until the last part, the index stands where it stood, and holds some of what comes: whole at the batch's end.
        const to = last ? batch.position : at;
        const open = later(last ? batch.openUntil : later(batch.position, batch.openUntil), tornUntil);
        tornUntil = open !== null && open > to ? open : null;
        const part = last ? { ...changes, cars } : { cars, names: [], tokens: [] };
        viewsDropped += await applier.apply(part, { from: at, to, tornUntil });
        at = to;
      }
      folder.accept();
      stream.confirm(at);
      onProgress();
      this.#options.report.applied({
        changes: batch.changes.length,
        cars: changes.cars.length,
        viewsDropped,
        milliseconds: performance.now() - started,
        position: at,
      });
    }
  }

  /** With nothing to apply: is the index still there, where we left it? */
  async #checkStanding(at: Position): Promise<void> {
    const state = await this.#store.state();
    if (state?.position !== at) throw new IndexError('INDEX_MOVED');
    if (state.rebuild) await this.#fillAgain('a rebuild was asked for');
  }

  async #fillAgain(why: string): Promise<never> {
    await this.#fill(why);
    throw new IndexError('INDEX_MOVED', 'filled anew');
  }
}

/** The later of two positions; null is before all. */
function later(one: Position | null, other: Position | null): Position | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

/** `items` in parts of at most `size`; one empty part if there are none. */
function partsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  for (let at = 0; at === 0 || at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}

/** Whether an error means that what the index holds can't be trusted any more. */
function isContradiction(error: unknown): boolean {
  if (error instanceof SyncError) return error.code === 'SYNC_CONTRADICTION';
  return error instanceof Error && error.name === 'ReplyError' && error.message.startsWith('WRONGTYPE');
}
