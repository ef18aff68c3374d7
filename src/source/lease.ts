import pg from 'pg';
import { hangUp, keepalive, unansweredMs } from './database.js';
import { SourceError } from './errors.js';

/** The right to be the one active follower, or the one trainer, held by a lock of Postgres for as long as its connection lives. */
export interface Lease {
  /** The connection that holds it; for short statements of the holder. */
  readonly client: pg.Client;
  /** Settles when the connection is gone, and the lease with it. */
  readonly lost: Promise<void>;
  /** Gives it back, and ends whatever its connection waits for; may be called again. */
  release(): Promise<void>;
}

/**
 * A follower that says nothing for so long loses the lease and its place at the log: it may be stopped or hung, which no
 * connection tells by itself. Long over any pause of one that is well, short enough that visitors hardly see prices go stale.
 */
export const mostSilenceMs = 10_000;

/** Words to the server within that time: one may come late. */
const wordsPerSilence = 5;

export interface LeaseOptions {
  /** A question that nobody answers for so long fails. */
  readonly queryTimeoutMs?: number;
  /** {@link mostSilenceMs} unless given. */
  readonly silenceMs?: number;
  /** What lists of connections show. */
  readonly applicationName?: string;
}

/** Takes the lease; null while another program has it. */
export async function tryLease(
  databaseUrl: string,
  name: string,
  {
    queryTimeoutMs = unansweredMs,
    silenceMs = mostSilenceMs,
    applicationName = 'forecourt follow',
  }: LeaseOptions = {},
): Promise<Lease | null> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    query_timeout: queryTimeoutMs,
    ...keepalive,
    // The server ends a session that says nothing, and gives the lock to the next who asks.
    options: `${keepalive.options} -c idle_session_timeout=${silenceMs}`,
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
    if (rows[0]?.held !== true) {
      await hangUp(client);
      return null;
    }
    const timer = keepTalking(client, silenceMs / wordsPerSilence);
    const release = (): Promise<void> => {
      clearInterval(timer);
      return hangUp(client);
    };
    void lost.then(() => {
      clearInterval(timer);
    });
    return { client, lost, release };
  } catch (error) {
    await hangUp(client);
    throw new SourceError('SOURCE_UNREACHABLE', error instanceof Error ? error.message : '', {
      cause: error,
    });
  }
}

/** One word at a time: behind a long statement of the holder, which keeps the session busy anyway, there waits one at most. */
function keepTalking(client: pg.Client, everyMs: number): NodeJS.Timeout {
  let unanswered = false;
  return setInterval(() => {
    if (unanswered) return;
    unanswered = true;
    const answered = (): void => {
      unanswered = false;
    };
    // What it means that there is no answer, `lost` tells.
    client.query('select 1').then(answered, answered);
  }, everyMs);
}
