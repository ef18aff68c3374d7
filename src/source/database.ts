import pg from 'pg';
import { ForecourtError, messageOf } from '../shared/errors.js';
import { SourceError } from './errors.js';

/** Connections to Postgres, shared. */
export type Database = pg.Pool;

export interface DatabaseOptions {
  /** Connections at most. */
  readonly connections: number;
  /** A statement that takes longer is cancelled. */
  readonly statementTimeoutMs: number;
}

/** How long a question may go unanswered before the host counts as gone. Generous: a statement may be slow. */
export const unansweredMs = 60_000;

/** The pool's share over the server's own limit: it should be the server that gives up. */
const overServerMs = 5_000;

/** How long a server gets to take its leave. */
const farewellMs = 1_000;

/** What makes a lost host noticed: by us within some 20 s (Node probes each second then), by the server within 25 s. */
export const keepalive = {
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
} as const;

/** Opens the pool; connects on first use. A connection that breaks while idle is dropped silently: the next query opens another. */
export function openDatabase(url: string, options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections,
    statement_timeout: options.statementTimeoutMs,
    query_timeout: options.statementTimeoutMs + overServerMs,
    connectionTimeoutMillis: 5_000,
    ...keepalive,
    application_name: 'forecourt',
  });
  // Without listeners the end of a connection, idle or lent out, would end the process; whoever asks it something is told.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Ends a connection, by `end` if something else owns it: in order if the server answers in time, by breaking it if not, for a
 * server that went away without a word never says goodbye. Never rejects.
 */
export async function hangUp(
  client: pg.Client,
  end: () => Promise<unknown> = () => client.end(),
): Promise<void> {
  const { connection } = client as unknown as {
    readonly connection: { readonly stream: { destroy(): void } };
  };
  const timer = setTimeout(() => {
    connection.stream.destroy();
  }, farewellMs);
  // An error while hanging up tells nothing that matters any more.
  await end().catch(() => undefined);
  clearTimeout(timer);
}

/** Whether Postgres could not be talked to at all, as opposed to having refused a statement. */
export function isConnectionProblem(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Class 08: connection exceptions. 28: who is that? 3D000: no such database. 57P01-03: shutting down or starting. 53300: too
  // many connections.
  return (
    /^(08...|28...|3D000|57P0[123]|53300|E[A-Z_]+)$/.test(code) ||
    /connection terminated|query read timeout|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|the database system is/i.test(
      error.message,
    )
  );
}

/** A table, a column or a function that a statement names is not there. */
function isUnknownThing(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^42(P01|703|883)$/.test(error.code ?? '');
}

/** `error`, with a code of ours where Postgres could not be reached, or is not as the migrations left it. */
export function asSourceError(error: unknown): unknown {
  if (error instanceof ForecourtError) return error;
  if (isConnectionProblem(error))
    return new SourceError('SOURCE_UNREACHABLE', messageOf(error), { cause: error });
  if (isUnknownThing(error))
    return new SourceError('SOURCE_SCHEMA_CHANGED', messageOf(error), { cause: error });
  return error;
}

/** Runs `work`; what it throws has a code of ours where {@link asSourceError} knows one. */
export async function withSourceErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asSourceError(error);
  }
}
