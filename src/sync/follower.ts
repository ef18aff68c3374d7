import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ForecourtError } from '../shared/errors.js';
import { messageOf } from '../shared/errors.js';
import type { Position } from '../catalog/position.js';
import { positionToString } from '../catalog/position.js';
import type { IndexChanges, Step } from '../index/apply-changes.js';
import { ChangeApplier } from '../index/apply-changes.js';
import type { Valkey } from '../index/client.js';
import { whenConnected } from '../index/client.js';
import { IndexError } from '../index/errors.js';
import { findEviction } from '../index/eviction.js';
import { fillIndex } from '../index/fill.js';
import { indexFormat } from '../index/index-format.js';
import { IndexStore } from '../index/index-store.js';
import type { IndexState } from '../index/index-store.js';
import type { Keys } from '../index/keys.js';
import { openChangeStream } from '../source/change-stream.js';
import type { ChangeStream } from '../source/change-stream.js';
import { asSourceError } from '../source/database.js';
import { SourceError } from '../source/errors.js';
import type { Lease, LeaseOptions } from '../source/lease.js';
import { tryLease } from '../source/lease.js';
import { readLogPosition } from '../source/log-position.js';
import { ensurePublication, readPublicationId } from '../source/publication.js';
import type { StreamNames } from '../source/replication-setup.js';
import {
  checkReplication,
  createSlot,
  dropSlot,
  findUnboundedLog,
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
  /** Cars that the feed to the servers' near indexes holds, about. */
  readonly feedCars: number;
  readonly report: FollowerReport;
  /** How long Postgres may leave a question, or the stream a ping, without an answer; undefined: as long as usual. */
  readonly silenceLimitMs?: number;
  /** How long this follower may say nothing before Postgres gives its place to another; undefined: as long as usual. */
  readonly ownSilenceMs?: number;
}

/** What a follower tells about itself, for logs and metrics. */
export interface FollowerReport {
  standingBy(): void;
  /** Something that goes well as yet, and should be mended by somebody. Said again whenever a term starts. */
  warned(problem: ForecourtError): void;
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

/**
 * How often a follower looks whether the publication is as it was, and asks Postgres how far its log is; an idle one, whether the
 * index is still where it left it.
 */
const heartbeatMs = 1_000;
const standbyIntervalMs = 500;
const retryMs = { first: 100, most: 5_000 };

/** How long an aborted follower may still wait for servers that do not answer. */
const farewellMs = 3_000;

/** Follows Postgres until `signal`: takes the lease, fills the index if need be, applies what is committed. Never gives up. */
export async function follow(options: FollowerOptions, signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  const following = followOn(options, signal).finally(() => {
    ended.abort();
  });
  await Promise.race([following, farewell(signal, ended.signal)]);
}

async function farewell(stopping: AbortSignal, ended: AbortSignal): Promise<void> {
  if (!stopping.aborted) await once(stopping, 'abort');
  // It may well have ended by itself.
  await sleep(farewellMs, undefined, { signal: ended }).catch(() => undefined);
}

async function followOn(options: FollowerOptions, signal: AbortSignal): Promise<void> {
  let retryInMs = retryMs.first;
  let stoodBy = false;
  const stopped = (): boolean => signal.aborted;
  while (!stopped()) {
    try {
      const lease = await tryLease(options.databaseUrl, options.names.slot, patienceOf(options));
      if (lease === null) {
        if (!stoodBy) options.report.standingBy();
        stoodBy = true;
        await pause(standbyIntervalMs, signal);
        continue;
      }
      stoodBy = false;
      await lead(options, lease, signal, () => {
        retryInMs = retryMs.first;
      });
    } catch (error) {
      if (stopped()) return;
      if (isContradiction(error)) await distrustIndex(options);
      options.report.troubled(error, retryInMs);
      await pause(retryInMs, signal);
      retryInMs = Math.min(retryInMs * 2, retryMs.most);
    }
  }
}

/** What of the limits differs from the usual ones. */
function patienceOf({ silenceLimitMs, ownSilenceMs }: FollowerOptions): LeaseOptions {
  return {
    ...(silenceLimitMs === undefined ? {} : { queryTimeoutMs: silenceLimitMs }),
    ...(ownSilenceMs === undefined ? {} : { silenceMs: ownSilenceMs }),
  };
}

async function lead(
  options: FollowerOptions,
  lease: Lease,
  signal: AbortSignal,
  onProgress: () => void,
): Promise<void> {
  const lost = new AbortController();
  void lease.lost.then(() => {
    lost.abort(new SourceError('SOURCE_LEASE_LOST'));
  });
  const over = AbortSignal.any([signal, lost.signal]);
  // What waits on this connection may wait for long: a new slot waits for everybody's transactions.
  const release = (): void => void lease.release();
  over.addEventListener('abort', release, { once: true });
  try {
    await new Leader(options, lease, over).lead(onProgress);
  } catch (error) {
    // What was waited for when the term ended has failed by that.
    if (!isContradiction(error)) over.throwIfAborted();
    throw asSourceError(error);
  } finally {
    over.removeEventListener('abort', release);
    await lease.release();
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

/** One term as the active follower: from the lease to the first trouble, or until `over`. */
class Leader {
  readonly #options: FollowerOptions;
  readonly #lease: Lease;
  /** Aborted when the lease is lost, or the follower is to stop. */
  readonly #over: AbortSignal;
  readonly #store: IndexStore;

  constructor(options: FollowerOptions, lease: Lease, over: AbortSignal) {
    this.#options = options;
    this.#lease = lease;
    this.#over = over;
    this.#store = new IndexStore(options.valkey, options.keys);
  }

  async lead(onProgress: () => void): Promise<void> {
    const { client } = this.#lease;
    await whenConnected(this.#options.valkey, 5_000);
    this.#over.throwIfAborted();
    await checkReplication(client, this.#options.names);
    await ensurePublication(client, this.#options.names.publication);
    await this.#warn();
    const why = await this.#whyFill();
    if (why !== null) await this.#fill(why);
    onProgress();
    this.#over.throwIfAborted();
    await this.#stream(onProgress);
  }

  /** Says what can go wrong one day, as the servers are set up. */
  async #warn(): Promise<void> {
    const problems = [await findEviction(this.#options.valkey), await findUnboundedLog(this.#lease.client)];
    for (const problem of problems) if (problem !== null) this.#options.report.warned(problem);
  }

  /** Why the index can't just be followed on from where it stands; null if it can. */
  async #whyFill(): Promise<string | null> {
    const { client } = this.#lease;
    const { slot, publication } = this.#options.names;
    const [state, publicationId, slotState, origin, logPosition] = [
      await this.#store.state(),
      await readPublicationId(client, publication),
      await readSlot(client, slot),
      await readOrigin(client),
      await readLogPosition(client),
    ];
    if (state === null) return 'there is no index yet';
    if (state.origin !== origin) return 'the index was made from another database';
    if (state.format !== indexFormat) return 'the index has the layout of another version';
    if (state.publication !== publicationId) {
      // It may lack what was committed while less was published.
      await this.#store.distrust();
      return 'the publication had to be made again, or was changed';
    }
    if (state.rebuild) return 'a rebuild was asked for';
    if (slotState === null) return 'the replication slot is gone';
    if (slotState.lost) {
      this.#options.report.warned(
        new SourceError('SOURCE_SLOT_LOST', `the index is at ${positionToString(state.position)}`),
      );
      return 'Postgres dropped log that was not read yet';
    }
    if (state.position > logPosition) {
      // It shows what never happened.
      await this.#store.distrust();
      return `the index is at ${positionToString(state.position)}, and Postgres' log ends before, at ${positionToString(logPosition)}: an older copy of its data was put back`;
    }
    if (slotState.confirmed !== null && slotState.confirmed > state.position) {
      return `the index is at ${positionToString(state.position)}, older than the log that is kept`;
    }
    return null;
  }

  async #fill(why: string): Promise<void> {
    const { databaseUrl, names, valkey, keys, report, silenceLimitMs } = this.#options;
    const { client } = this.#lease;
    this.#over.throwIfAborted();
    report.filling(why);
    const started = performance.now();
    if ((await readSlot(client, names.slot))?.lost === true) await dropSlot(client, names.slot);
    // First the slot, then the picture: the log is kept from before the picture's position on.
    if ((await readSlot(client, names.slot)) === null) await createSlot(client, names.slot);
    // Read before the picture is taken: if it changes in between, the index is filled once too often.
    const publication = await readPublicationId(client, names.publication);
    const patience = silenceLimitMs === undefined ? {} : { queryTimeoutMs: silenceLimitMs };
    const snapshot = await openSnapshot(databaseUrl, { signal: this.#over, ...patience });
    try {
      const total = await snapshot.countCars();
      const cars = await fillIndex(valkey, keys, { ...snapshot, publication }, (count) => {
        this.#over.throwIfAborted();
        report.fillProgress(count, total);
      });
      report.filled(cars, positionToString(snapshot.position), performance.now() - started);
    } finally {
      await snapshot.close();
    }
  }

  async #stream(onProgress: () => void): Promise<void> {
    const { databaseUrl, names, valkey, keys, maxBatchChanges, feedCars, report } = this.#options;
    const state = await this.#store.state();
    if (state === null) throw new IndexError('INDEX_MOVED', 'it was emptied in this moment');
    const { silenceLimitMs, ownSilenceMs } = this.#options;
    const stream = await openChangeStream({
      databaseUrl,
      ...names,
      from: state.position,
      maxBatchChanges,
      ...(silenceLimitMs === undefined ? {} : { silenceLimitMs }),
      ...(ownSilenceMs === undefined ? {} : { ownSilenceMs }),
    });
    const heartbeat = setInterval(() => {
      stream.ping();
    }, heartbeatMs);
    const stop = (): void => void stream.close();
    this.#over.addEventListener('abort', stop, { once: true });
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
      const applier = new ChangeApplier(valkey, keys, { knownKeys: registry, feedCars, feed: state.feed });
      report.following(positionToString(state.position));
      await this.#applyAll(stream, folder, applier, state, onProgress);
    } finally {
      clearInterval(heartbeat);
      this.#over.removeEventListener('abort', stop);
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
    let checkedAt = -Infinity;
    for (;;) {
      // An abort while the stream was being opened has told nobody: the listener came later.
      this.#over.throwIfAborted();
      // Answers every ping, so that this goes round once a heartbeat at least.
      const received = await stream.next();
      if (performance.now() - checkedAt >= heartbeatMs) {
        await this.#checkPublication(start.publication);
        checkedAt = performance.now();
      }
      if (received.changes.length === 0 && received.position <= at) {
        await this.#checkStanding(at);
        continue;
      }
      const started = performance.now();
      let cars = 0;
      let changes = 0;
      let viewsDropped = 0;
      for await (const part of folder.fold(received, this.#options)) {
        const { batch, last } = part;
        // Until the last part, the index stands where it stood, and holds some of what comes: whole at the batch's end.
        const to = last ? batch.position : at;
        const open = latest(last ? batch.openUntil : latest(batch.position, batch.openUntil), tornUntil);
        tornUntil = open !== null && open > to ? open : null;
        viewsDropped += await applyWhole(applier, part.changes, { from: at, to, tornUntil });
        at = to;
        cars += part.changes.cars.length;
        changes = batch.changes.length;
      }
      folder.accept();
      stream.confirm(at);
      onProgress();
      this.#options.report.applied({
        changes,
        cars,
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

  /** Is all that is committed still told? A tenth of a millisecond. */
  async #checkPublication(expected: string): Promise<void> {
    const id = await readPublicationId(this.#lease.client, this.#options.names.publication);
    if (id !== expected) throw new SourceError('SOURCE_PUBLICATION_CHANGED');
  }

  async #fillAgain(why: string): Promise<never> {
    await this.#fill(why);
    throw new IndexError('INDEX_MOVED', 'filled anew');
  }
}

/** The later of two positions; null is before all. */
function latest(one: Position | null, other: Position | null): Position | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

/** Applies a step; throws `SYNC_CONTRADICTION` if Valkey has executed only some of its commands. */
async function applyWhole(applier: ChangeApplier, changes: IndexChanges, step: Step): Promise<number> {
  try {
    return await applier.apply(changes, step);
  } catch (error) {
    if (!isRefusal(error) || refusesAll.test(messageOf(error.cause))) throw error;
    throw new SyncError('SYNC_CONTRADICTION', messageOf(error.cause), { cause: error });
  }
}

/** Refusals before anything is executed. Any other is of one command, and those around it were executed: see docs/gotchas.md. */
const refusesAll = /^(EXECABORT|READONLY|LOADING|OOM|MISCONF|MASTERDOWN|NOREPLICAS|BUSY|NOAUTH|NOPERM)/;

function isRefusal(error: unknown): error is IndexError {
  return error instanceof IndexError && error.code === 'INDEX_REFUSED';
}

/** Whether an error means that what the index holds can't be trusted any more, or can't be followed on from where it is. */
function isContradiction(error: unknown): boolean {
  if (error instanceof SyncError) return error.code === 'SYNC_CONTRADICTION';
  if (error instanceof SourceError) return error.code === 'SOURCE_UNEXPECTED_ROW';
  if (error instanceof IndexError && error.code === 'INDEX_INCONSISTENT') return true;
  return isRefusal(error) && messageOf(error.cause).startsWith('WRONGTYPE');
}
