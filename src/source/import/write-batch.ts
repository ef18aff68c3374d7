import pg from 'pg';
import type { Header } from './columns.js';
import type { CsvRecord } from './csv-records.js';
import type { ImportedCar } from './parse-row.js';
import type { WrittenCars } from './write-cars.js';
import { writeCars } from './write-cars.js';

/** A row of the file, and the car that it tells of. */
export interface ImportRow {
  readonly record: CsvRecord;
  readonly car: ImportedCar;
}

/** A row that was not taken. */
export interface Reject {
  /** In the file, from 1; a record of several lines has its first. */
  readonly line: number;
  /** For people: names the column, and what it takes. */
  readonly reason: string;
  /** As it stands in the file; of an overlong record only its beginning. */
  readonly raw: string;
  /** Null: it can't be taken apart, or has more or fewer fields than the header. */
  readonly fields: readonly string[] | null;
}

export function rejectOf({ line, raw, fields }: CsvRecord, reason: string): Reject {
  return { line, reason, raw, fields: fields.ok ? fields.value : null };
}

export interface BatchOutcome extends WrittenCars {
  readonly rejects: readonly Reject[];
}

const nothing: BatchOutcome = { added: 0, changed: 0, unchanged: 0, newNames: [], rejects: [] };

const attempts = 5;

/**
 * Writes rows, later ones over earlier ones, in a transaction. If Postgres refuses one of them, the halves are tried for
 * themselves, until that one is found.
 */
export async function writeBatch(
  client: pg.ClientBase,
  header: Header,
  rows: readonly ImportRow[],
): Promise<BatchOutcome> {
  const [first] = rows;
  if (first === undefined) return nothing;
  try {
    const counts = await inTransaction(client, () =>
      writeCars(
        client,
        header,
        rows.map(({ car }) => car),
      ),
    );
    return { ...counts, rejects: [] };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (rows.length === 1) {
      const reject = rejectOf(first.record, `Postgres refuses it: ${error.message}`);
      return { ...nothing, rejects: [reject] };
    }
    const middle = Math.ceil(rows.length / 2);
    const before = await writeBatch(client, header, rows.slice(0, middle));
    return sum(before, await writeBatch(client, header, rows.slice(middle)));
  }
}

/** Again, if another program's transaction stood in the way. */
async function inTransaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    await client.query('begin isolation level read committed');
    try {
      const result = await work();
      await client.query('commit');
      return result;
    } catch (error) {
      // A broken connection can't roll back, and needn't.
      await client.query('rollback').catch(() => undefined);
      if (attempt === attempts || !isCollision(error)) throw error;
    }
  }
}

/** Class 22: a value doesn't fit. 23: a constraint. P0001: a trigger says no. */
function isRefusal(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && /^(22|23|P0001)/.test(error.code ?? '');
}

/** Deadlock, or serialization failure. */
function isCollision(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001');
}

function sum(a: BatchOutcome, b: BatchOutcome): BatchOutcome {
  return {
    added: a.added + b.added,
    changed: a.changed + b.changed,
    unchanged: a.unchanged + b.unchanged,
    newNames: [...a.newNames, ...b.newNames],
    rejects: [...a.rejects, ...b.rejects],
  };
}
