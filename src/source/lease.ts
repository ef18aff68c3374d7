import pg from 'pg';
import { hangUp, keepalive, unansweredMs } from './database.js';
import { SourceError } from './errors.js';

/** The right to be the one active follower, held by a lock of Postgres for as long as its connection lives. */
export interface Lease {
  /** The connection that holds it; for short statements of the holder. */
  readonly client: pg.Client;
  /** Settles when the connection is gone, and the lease with it. */
  readonly lost: Promise<void>;
  /** Gives it back, and ends whatever its connection waits for; may be called again. */
  release(): Promise<void>;
}

/** Takes the lease; null while another program has it. A question that nobody answers for `queryTimeoutMs` fails. */
export async function tryLease(
  databaseUrl: string,
  name: string,
  queryTimeoutMs = unansweredMs,
): Promise<Lease | null> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'forecourt follow',
    connectionTimeoutMillis: 5_000,
    query_timeout: queryTimeoutMs,
    ...keepalive,
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
    if (rows[0]?.held === true) return { client, lost, release: () => hangUp(client) };
    await hangUp(client);
    return null;
  } catch (error) {
    await hangUp(client);
    throw new SourceError('SOURCE_UNREACHABLE', error instanceof Error ? error.message : '', {
      cause: error,
    });
  }
}
