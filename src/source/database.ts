import pg from 'pg';
import { messageOf } from '../shared/errors.js';
import { SourceError } from './errors.js';

/** Connections to Postgres, shared. */
export type Database = pg.Pool;

export interface DatabaseOptions {
  /** Connections at most. */
  readonly connections: number;
  /** A statement that takes longer is cancelled. */
  readonly statementTimeoutMs: number;
}

/** Opens the pool; connects on first use. A connection that breaks while idle is dropped silently: the next query opens another. */
export function openDatabase(url: string, options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections,
    statement_timeout: options.statementTimeoutMs,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'forecourt',
  });
  // Without a listener an idle connection's end would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/** Whether Postgres could not be talked to, as opposed to having refused a statement. */
export function isConnectionProblem(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Class 08: connection exceptions. 57P01-03: shutting down or starting. 53300: too many connections.
  return (
    /^(08...|57P0[123]|53300|E[A-Z]+)$/.test(code) ||
    /connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|the database system is/i.test(
      error.message,
    )
  );
}

/** `error`, with a code of ours where Postgres could not be reached. */
export function asSourceError(error: unknown): unknown {
  return isConnectionProblem(error)
    ? new SourceError('SOURCE_UNREACHABLE', messageOf(error), { cause: error })
    : error;
}
