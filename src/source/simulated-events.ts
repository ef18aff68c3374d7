import pg from 'pg';
import { batchesOf } from '../shared/batches.js';
import type { Database } from './database.js';
import { asSourceError, withSourceErrors } from './database.js';
import type { EventRow } from './events.js';
import { insertEvents } from './events.js';

const batchSize = 2_000;

export interface SimulatedLoad {
  readonly databaseUrl: string;
  readonly events: Iterable<EventRow>;
  readonly onProgress?: (events: number) => void;
  /** Throws its reason once it is aborted, and nothing is stored. */
  readonly signal?: AbortSignal;
}

/** What became of a load. */
export interface SimulatedLoadOutcome {
  readonly stored: number;
  /** Simulated events of before, which are gone. */
  readonly replaced: number;
}

/** One number for all programs that simulate into this database: they take turns. */
const simulationLock = 7_302_184_120;

/** Stores events as the simulated ones, all or none: those of a simulation before are gone with it, for two together are the picture of neither. */
export async function storeSimulatedEvents({
  databaseUrl,
  events,
  onProgress,
  signal,
}: SimulatedLoad): Promise<SimulatedLoadOutcome> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'forecourt' });
  // The query that is under way says the same; without a listener a lost connection would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [simulationLock]);
    const { rowCount } = await client.query('delete from event where is_simulated');
    let stored = 0;
    let done = 0;
    for (const batch of batchesOf(events, batchSize)) {
      stored += await insertEvents(client, batch, { areSimulated: true });
      onProgress?.((done += batch.length));
      signal?.throwIfAborted();
    }
    await client.query('commit');
    return { stored, replaced: rowCount ?? 0 };
  } catch (error) {
    throw asSourceError(error);
  } finally {
    // What was not committed is undone by the server.
    await client.end();
  }
}

/** Which kinds of events there are. Those of programs, which nothing is learned from, are none of real buyers. */
export function presentEvents(
  database: Database,
): Promise<{ readonly real: boolean; readonly simulated: boolean }> {
  return withSourceErrors(async () => {
    const { rows } = await database.query<{ real: boolean; simulated: boolean }>(
      `select exists (select from event where not is_simulated and not is_bot) as real,
              exists (select from event where is_simulated) as simulated`,
    );
    return rows[0] ?? { real: false, simulated: false };
  });
}
