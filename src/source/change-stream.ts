import type pg from 'pg';
import { LogicalReplicationService, PgoutputPlugin } from 'pg-logical-replication';
import type { Pgoutput } from 'pg-logical-replication';
import { messageOf } from '../shared/errors.js';
import { must } from '../shared/assert.js';
import type { ChangeBatch, FollowedTable, RowChange } from '../catalog/change.js';
import type { Position } from '../catalog/position.js';
import { positionFromString, positionToString } from '../catalog/position.js';
import { hangUp, keepalive } from './database.js';
import { SourceError } from './errors.js';
import { mostSilenceMs } from './lease.js';
import type { StreamNames } from './replication-setup.js';
import { changeOfRemoval, changesOfPut } from './row-changes.js';

export interface ChangeStreamOptions extends StreamNames {
  readonly databaseUrl: string;
  /** Changes committed before it are not sent again. */
  readonly from: Position;
  /** A transaction with more changes than this is handed over in parts, and reading ahead stops at about as many. */
  readonly maxBatchChanges: number;
  /** Silence of the server after which the connection is taken for dead (a ping is sent several times meanwhile). */
  readonly silenceLimitMs?: number;
  /** Silence of ours after which the server gives the slot to another; {@link mostSilenceMs} unless given. */
  readonly ownSilenceMs?: number;
}

/** The committed changes of Postgres in commit order. One reader at a time: Postgres refuses a second. */
export interface ChangeStream {
  /**
   * Waits for changes and takes all that have arrived, whole transactions together. Also returns when only the position
   * moved on. Rejects with `SOURCE_STREAM_ENDED` when the connection breaks.
   */
  next(): Promise<ChangeBatch>;
  /** Tells Postgres that everything before `position` is held by the index: it may drop that log. */
  confirm(position: Position): void;
  /** Asks Postgres to say how far it has read its log. */
  ping(): void;
  close(): Promise<void>;
}

/** How often Postgres hears from us at least. */
const statusIntervalMs = 2_000;

const usualSilenceLimitMs = 30_000;

/** Starts reading the slot. Throws `SOURCE_SLOT_BUSY` while another follower reads it. */
export async function openChangeStream(options: ChangeStreamOptions): Promise<ChangeStream> {
  const stream = new PgoutputStream(options);
  await stream.start();
  return stream;
}

/**
 * pg-logical-replication with three of its habits turned off (docs/gotchas.md): it would confirm by a timer what was
 * received but not yet applied; it confirms one byte too much, which can skip a transaction whose commit record starts at
 * that byte; and it reports keepalives ahead of the messages that wait in its queue.
 */
class PgoutputStream implements ChangeStream {
  readonly #options: ChangeStreamOptions;
  readonly #service: LogicalReplicationService;
  readonly #plugin: CountingPlugin;
  readonly #ready: ChangeBatch[] = [];
  #readyChanges = 0;
  #transaction: { readonly commit: Position; changes: RowChange[] } | null = null;
  /** Everything up to here has been pushed. */
  #reached: Position;
  /** Messages taken in so far, of those that the plugin has parsed. */
  #handled = 0;
  /** Keepalives that wait until the messages received before them are handled. */
  readonly #keepalives: { readonly after: number; readonly position: Position }[] = [];
  #confirmed: Position;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;
  #drained: (() => void) | null = null;
  #lastHeardAt = performance.now();
  readonly #silenceLimitMs: number;
  #timer: NodeJS.Timeout | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: ChangeStreamOptions) {
    this.#options = options;
    this.#confirmed = options.from;
    this.#reached = options.from;
    this.#silenceLimitMs = options.silenceLimitMs ?? usualSilenceLimitMs;
    this.#plugin = new CountingPlugin({ protoVersion: 1, publicationNames: [options.publication] });
    const client: pg.ClientConfig = {
      connectionString: options.databaseUrl,
      application_name: 'forecourt follow',
      connectionTimeoutMillis: 5_000,
      ...keepalive,
      options: `-c datestyle=ISO -c timezone=UTC -c extra_float_digits=1 -c wal_sender_timeout=${options.ownSilenceMs ?? mostSilenceMs} ${keepalive.options}`,
    };
    this.#service = new LogicalReplicationService(client, {
      acknowledge: { auto: false, timeoutSeconds: 0 },
      flowControl: { enabled: true },
    });
  }

  async start(): Promise<void> {
    this.#service.on('data', (_lsn, message: Pgoutput.Message | Error) => this.#take(message));
    this.#service.on('heartbeat', (lsn, _time, shouldRespond) => {
      this.#takeKeepalive(lsn, shouldRespond);
    });
    this.#service.on('error', (error) => {
      this.#fail(error);
    });
    const started = new Promise<void>((resolve) => this.#service.on('start', resolve));
    const ended = this.#service
      .subscribe(this.#plugin, this.#options.slot, positionToString(this.#options.from))
      .then(() => {
        this.#fail(new Error('the server ended the stream'));
      })
      .catch((error: unknown) => {
        this.#fail(error);
      });
    this.#timer = setInterval(
      () => {
        this.#checkSilence();
      },
      Math.min(statusIntervalMs, this.#silenceLimitMs / 3),
    );
    await Promise.race([started, ended, this.#failed()]);
    if (this.#failure !== null) {
      await this.close();
      throw this.#failure;
    }
    this.ping();
  }

  async next(): Promise<ChangeBatch> {
    while (this.#ready.length === 0) {
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const batch = this.#takeReady();
    this.#readyChanges -= batch.changes.length;
    if (this.#readyChanges < this.#options.maxBatchChanges) this.#drained?.();
    return batch;
  }

  /** The first batch, with all whole transactions behind it that fit. */
  #takeReady(): ChangeBatch {
    const first = must(this.#ready.shift(), 'a ready batch');
    if (first.openUntil !== null) return first;
    const changes = [...first.changes];
    let { position } = first;
    for (;;) {
      const following = this.#ready[0];
      if (following?.openUntil !== null) break;
      if (changes.length + following.changes.length > this.#options.maxBatchChanges) break;
      for (const change of following.changes) changes.push(change);
      position = following.position;
      this.#ready.shift();
    }
    return { changes, position, openUntil: null };
  }

  confirm(position: Position): void {
    if (position <= this.#confirmed) return;
    this.#confirmed = position;
    this.#sendStatus(false);
  }

  ping(): void {
    this.#sendStatus(true);
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#fail(new Error('closed'));
    // Private to the library, which has no other way to its connection.
    const { _client: client } = this.#service as unknown as { readonly _client: pg.Client | null };
    const end = (): Promise<unknown> => this.#service.destroy();
    await (client === null ? end().catch(() => undefined) : hangUp(client, end));
  }

  /** Resolves when the stream has failed, before anybody waits for changes. */
  async #failed(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  #sendStatus(ping: boolean): void {
    if (this.#failure !== null) return;
    // The library adds one byte to what it is given.
    const held = (this.#confirmed > 0n ? this.#confirmed - 1n : 0n) as Position;
    this.#service.acknowledge(positionToString(held), ping).catch((error: unknown) => {
      this.#fail(error);
    });
  }

  #checkSilence(): void {
    if (performance.now() - this.#lastHeardAt > this.#silenceLimitMs && this.#drained === null) {
      this.#fail(new Error(`nothing heard for ${this.#silenceLimitMs / 1000} s`));
    } else this.ping();
  }

  /** Takes one message; the promise holds the connection back while enough is waiting. */
  async #take(message: Pgoutput.Message | Error): Promise<void> {
    this.#handled += 1;
    this.#lastHeardAt = performance.now();
    // The rest of a transaction that could not be read whole may be at hand already, its commit included.
    if (this.#failure !== null) return;
    try {
      if (message instanceof Error) throw message;
      this.#read(message);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#releaseKeepalives();
    if (this.#readyChanges >= this.#options.maxBatchChanges) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
      this.#drained = null;
      this.#lastHeardAt = performance.now();
    }
  }

  #read(message: Pgoutput.Message): void {
    switch (message.tag) {
      case 'begin':
        this.#transaction = {
          commit: must(positionFromString(message.commitLsn ?? ''), 'a commit'),
          changes: [],
        };
        break;
      case 'insert':
        this.#add(changesOfPut(tableOf(message.relation), message.new, { inserted: true, oldKey: null }));
        break;
      case 'update':
        this.#add(
          changesOfPut(tableOf(message.relation), message.new, {
            inserted: false,
            oldKey: changedKeyOf(message),
          }),
        );
        break;
      case 'delete':
        this.#add([changeOfRemoval(tableOf(message.relation), message.key ?? message.old ?? {})]);
        break;
      case 'truncate':
        this.#add([{ kind: 'truncated', tables: message.relations.map(tableOf) }]);
        break;
      case 'commit':
        // The end of the commit record, not its start: the start would send this transaction again.
        this.#reached = must(positionFromString(message.commitEndLsn ?? ''), 'the end of a commit');
        this.#push(this.#transaction?.changes ?? [], null);
        this.#transaction = null;
        break;
      case 'relation':
      case 'type':
      case 'origin':
      case 'message':
        break;
    }
  }

  #add(changes: readonly RowChange[]): void {
    const transaction = must(this.#transaction, 'the open transaction');
    transaction.changes.push(...changes);
    if (transaction.changes.length >= this.#options.maxBatchChanges) {
      // Whole once the commit record, which starts there, has been passed.
      this.#push(transaction.changes, (transaction.commit + 1n) as Position);
      transaction.changes = [];
    }
  }

  #takeKeepalive(lsn: string, shouldRespond: boolean): void {
    this.#lastHeardAt = performance.now();
    if (this.#failure !== null) return;
    const position = positionFromString(lsn);
    if (position !== null) this.#keepalives.push({ after: this.#plugin.parsed, position });
    this.#releaseKeepalives();
    if (shouldRespond) this.#sendStatus(false);
  }

  /** A keepalive's position holds once all that was sent before it has been taken in, and no transaction is open. */
  #releaseKeepalives(): void {
    while (this.#keepalives[0] !== undefined && this.#keepalives[0].after <= this.#handled) {
      const { position } = must(this.#keepalives.shift(), 'a keepalive');
      if (this.#transaction !== null) continue;
      if (position > this.#reached) this.#reached = position;
      this.#push([], null);
    }
  }

  #push(changes: readonly RowChange[], openUntil: Position | null): void {
    const batch: ChangeBatch = { changes, position: this.#reached, openUntil };
    const last = this.#ready.at(-1);
    // Only the position moved: what already waits can carry it.
    if (changes.length === 0 && last?.openUntil === null) {
      this.#ready[this.#ready.length - 1] = { ...last, position: this.#reached };
    } else this.#ready.push(batch);
    this.#readyChanges += changes.length;
    this.#wake?.();
  }

  #fail(error: unknown): void {
    if (this.#failure === null) {
      const busy = messageOf(error).includes('is active for PID');
      const code = busy ? 'SOURCE_SLOT_BUSY' : 'SOURCE_STREAM_ENDED';
      this.#failure =
        error instanceof SourceError ? error : new SourceError(code, messageOf(error), { cause: error });
    }
    this.#wake?.();
    this.#drained?.();
  }
}

/** Counts what it parses, and turns an error into a message: thrown, it would end the process. */
class CountingPlugin extends PgoutputPlugin {
  parsed = 0;

  override parse(buffer: Buffer): Pgoutput.Message {
    this.parsed += 1;
    try {
      return super.parse(buffer);
    } catch (error) {
      return new SourceError('SOURCE_UNEXPECTED_ROW', messageOf(error), { cause: error }) as never;
    }
  }
}

function tableOf(relation: Pgoutput.MessageRelation): FollowedTable {
  return relation.name as FollowedTable;
}

/** The key that a row had before, if the update changed it. */
function changedKeyOf(message: Pgoutput.MessageUpdate): Record<string, unknown> | null {
  const before = message.key ?? message.old;
  if (before === null) return null;
  return message.relation.keyColumns.some((column) => before[column] !== message.new[column]) ? before : null;
}
