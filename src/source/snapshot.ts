import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { must } from '../shared/assert.js';
import type { NameTable } from '../catalog/attributes.js';
import type { Car } from '../catalog/car.js';
import type { NameEntry } from '../catalog/change.js';
import type { Position } from '../catalog/position.js';
import { positionFromString } from '../catalog/position.js';
import type { SlugToken } from '../catalog/slug-token.js';
import { countLiveCars, readLiveCars } from './cars.js';
import { asSourceError, hangUp, keepalive, unansweredMs } from './database.js';
import { readNames, readSlugTokens } from './names.js';
import { slotPatienceMs } from './replication-setup.js';

/** All that the index is made of, as it was at one position of the log: no change before it is missing, none after is in. */
export interface Snapshot {
  readonly position: Position;
  /** Which database it is of: see {@link readOrigin}. */
  readonly origin: string;
  countCars(): Promise<number>;
  cars(batchSize: number): AsyncGenerator<readonly Car[]>;
  names(): AsyncGenerator<{ readonly table: NameTable; readonly id: number; readonly entry: NameEntry }>;
  slugTokens(): Promise<readonly SlugToken[]>;
  close(): Promise<void>;
}

export interface SnapshotOptions {
  /** Breaks its connections, and with them whatever waits for an answer. */
  readonly signal?: AbortSignal;
  /** A question that nobody answers for so long fails. */
  readonly queryTimeoutMs?: number;
}

/**
 * Takes a snapshot by making a temporary slot: Postgres exports the picture that belongs to the slot's starting point.
 * https://www.postgresql.org/docs/18/protocol-replication.html#PROTOCOL-REPLICATION-CREATE-REPLICATION-SLOT
 */
export async function openSnapshot(
  databaseUrl: string,
  { signal, queryTimeoutMs = unansweredMs }: SnapshotOptions = {},
): Promise<Snapshot> {
  signal?.throwIfAborted();
  const common: pg.ClientConfig = {
    connectionString: databaseUrl,
    application_name: 'forecourt snapshot',
    connectionTimeoutMillis: 5_000,
    ...keepalive,
  };
  const replication = new pg.Client({
    ...common,
    replication: 'database',
    query_timeout: slotPatienceMs,
  } as pg.ClientConfig);
  const reader = new pg.Client({ ...common, query_timeout: queryTimeoutMs });
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', onAbort);
    await Promise.all([hangUp(replication), hangUp(reader)]);
  };
  const onAbort = (): void => void close();
  signal?.addEventListener('abort', onAbort, { once: true });
  // A broken connection also rejects the query that waits on it; the event itself needs a listener.
  replication.on('error', () => undefined);
  reader.on('error', () => undefined);
  try {
    await Promise.all([replication.connect(), reader.connect()]);
    const name = `forecourt_snapshot_${randomBytes(8).toString('hex')}`;
    const { rows } = await replication.query<{ consistent_point: string; snapshot_name: string }>(
      `CREATE_REPLICATION_SLOT ${name} TEMPORARY LOGICAL pgoutput EXPORT_SNAPSHOT`,
    );
    const slot = must(rows[0], 'the new slot');
    const origin = await readOrigin(reader);
    await reader.query('begin isolation level repeatable read read only');
    await reader.query(`set transaction snapshot ${pg.escapeLiteral(slot.snapshot_name)}`);
    await hangUp(replication); // drops the temporary slot; the reader's transaction holds the picture
    return {
      position: must(positionFromString(slot.consistent_point), 'the position of the snapshot'),
      origin,
      countCars: () => countLiveCars(reader),
      cars: (batchSize) => readLiveCars(reader, batchSize),
      names: () => readNames(reader),
      slugTokens: () => readSlugTokens(reader),
      close,
    };
  } catch (error) {
    await close();
    throw asSourceError(error);
  }
}

/**
 * Names this very database: the cluster's identifier, its timeline and the database in it. A promoted standby and a recovery
 * to a point in time get another timeline, a dump that is read back another cluster or database. But a plain copy of the
 * data folder put back has the name that it had: it is noticed by its log, which ends before the index's position.
 */
export async function readOrigin(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ origin: string }>(
    `select concat_ws('/', (select system_identifier from pg_control_system()),
                           (select timeline_id from pg_control_checkpoint()),
                           (select oid from pg_database where datname = current_database())) as origin`,
  );
  return must(rows[0], 'the origin').origin;
}
