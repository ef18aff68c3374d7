import pg from 'pg';
import { SourceError } from './errors.js';

/** The right to be the one active follower, held by a lock of Postgres for as long as its connection lives. */
export interface Lease {
  /** The connection that holds it; for short statements of the holder. */
  readonly client: pg.Client;
  /** Settles when the connection is gone, and the lease with it. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/** Takes the lease; null while another program has it. */
export async function tryLease(databaseUrl: string, name: string): Promise<Lease | null> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'forecourt follow',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  const lost = new Promise<void>((resolve) => {
    client.on('error', () => {
      resolve();
    });
    client.on('end', resolve);
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ held: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('forecourt ' || $1, 0)) as held`,
      [name],
    );
    if (rows[0]?.held === true) return { client, lost, release: () => client.end() };
    await client.end();
    return null;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new SourceError('SOURCE_UNREACHABLE', error instanceof Error ? error.message : '', {
      cause: error,
    });
  }
}

/**
 * Writes a mark into the log and makes sure that it is on disk. Everything that any snapshot taken before has seen lies
 * before the position that is returned.
 */
export async function markLog(client: pg.ClientBase): Promise<string> {
  // Transactional, so that its commit flushes the log up to here.
  const { rows } = await client.query<{ position: string }>(
    `select pg_logical_emit_message(true, 'forecourt', 'mark')::text as position`,
  );
  return rows[0]?.position ?? '';
}
