import { addAbortSignal } from 'node:stream';
import type { Readable } from 'node:stream';
import pg from 'pg';
import { asSourceError } from '../database.js';
import type { Header } from './columns.js';
import { ImportError } from './errors.js';
import type { NewName } from './obtain-names.js';
import type { Batch } from './read-batches.js';
import { readBatches } from './read-batches.js';
import type { Reject } from './write-batch.js';
import { writeBatch } from './write-batch.js';

export interface ImportOptions {
  readonly databaseUrl: string;
  /** CSV in UTF-8 with a header: see columns.ts. */
  readonly input: Readable;
  /** Called once, before any row is written. */
  readonly onHeader?: (header: Header) => void;
  /** Called in the order of the file, once the row's batch is committed; waited for. */
  readonly onReject?: (reject: Reject) => void | Promise<void>;
  /** Called after each batch. */
  readonly onProgress?: (progress: { readonly rows: number; readonly bytes: number }) => void;
  /** Ends the import after the batch that is being written. */
  readonly signal?: AbortSignal;
}

export interface ImportReport {
  /** The sum of the others. */
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: number;
  /** Makes, cities ... that were not there before: a typo is one. */
  readonly newNames: readonly NewName[];
  /** False: the signal came before the end of the file. What is counted here is written, the rest is not. */
  readonly complete: boolean;
}

const nothingYet: ImportReport = {
  read: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  rejected: 0,
  newNames: [],
  complete: false,
};

/**
 * Makes the cars in Postgres equal to those of a CSV file, by `source_ref`: adds, changes, never deletes; a car that is equal
 * already is not touched, so that importing again changes nothing and tells the followers nothing. Each batch is a
 * transaction: after an interruption, import again. Of rows with the same reference the later one wins. Streams, in
 * constant memory.
 */
export async function importCars(options: ImportOptions): Promise<ImportReport> {
  const { databaseUrl, input, signal } = options;
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'forecourt import',
  });
  // A broken connection also rejects the query that waits on it; the event itself needs a listener.
  client.on('error', () => undefined);
  // The same for the input, which may break before it is read.
  input.on('error', () => undefined);
  let report = nothingYet;
  try {
    if (signal !== undefined) addAbortSignal(signal, input);
    await toPostgres(client.connect());
    for await (const batch of readBatches(input)) {
      if (signal?.aborted === true) return report;
      if (report.read === 0) options.onHeader?.(batch.header);
      report = await importBatch(client, batch, report, options);
      options.onProgress?.({ rows: report.read, bytes: batch.bytesRead });
    }
    return { ...report, complete: true };
  } catch (error) {
    // The signal breaks the input off.
    const brokenOff = error instanceof ImportError && error.code === 'IMPORT_FILE_UNREADABLE';
    if (signal?.aborted === true && brokenOff) return report;
    throw error;
  } finally {
    input.destroy();
    await client.end();
  }
}

async function importBatch(
  client: pg.ClientBase,
  batch: Batch,
  before: ImportReport,
  { onReject }: ImportOptions,
): Promise<ImportReport> {
  const written = await toPostgres(writeBatch(client, batch.header, batch.rows));
  const rejects = [...batch.rejects, ...written.rejects].sort((a, b) => a.line - b.line);
  for (const reject of rejects) await onReject?.(reject);
  return {
    ...before,
    read: before.read + batch.rows.length + batch.rejects.length,
    added: before.added + written.added,
    changed: before.changed + written.changed,
    unchanged: before.unchanged + written.unchanged,
    rejected: before.rejected + rejects.length,
    newNames: [...before.newNames, ...written.newNames],
  };
}

async function toPostgres<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asSourceError(error);
  }
}
