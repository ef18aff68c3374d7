import { migrate } from '../source/migrate.js';
import { openDatabase } from '../source/database.js';
import type { Context } from './context.js';
import { raised } from './raised.js';
import { startEmbedded } from './servers/embedded.js';
import { findServers } from './servers-in-use.js';
import { orStopped } from './stopping.js';
import type { ServerUrls } from './wiring.js';

/**
 * Runs a command that needs Postgres and Valkey, on a schema that is up to date. A signal ends it at once, whatever it waits
 * for; what then needs a moment to end in order gets `farewellMs`.
 */
export async function withServers<T>(
  context: Context,
  run: (urls: ServerUrls) => Promise<T>,
  farewellMs = 0,
): Promise<T> {
  const { stopping } = context;
  return withServerUrls(context, async (urls) => {
    await orStopped(prepareDatabase(urls.databaseUrl), stopping);
    return orStopped(run(urls), stopping, farewellMs);
  });
}

/**
 * Runs something that knows what to do while Postgres and Valkey are away: those of the settings, else those of the `npm
 * start` that runs on this data folder, else embedded ones that are started for it and stopped after.
 */
export async function withServerUrls<T>(
  { settings, log, stopping }: Context,
  run: (urls: ServerUrls) => Promise<T>,
): Promise<T> {
  const { databaseUrl, valkeyUrl, dataFolder } = settings;
  const given = databaseUrl !== null && valkeyUrl !== null ? { databaseUrl, valkeyUrl } : null;
  const running = given === null ? await findServers(dataFolder) : null;
  const known =
    given ?? (running === null ? null : { ...running, ...withoutNulls({ databaseUrl, valkeyUrl }) });
  if (known !== null) return run(known);
  const starting = startEmbedded({
    dataFolder,
    ...withoutNulls({ databaseUrl, valkeyUrl }),
    log: (line) => {
      log.info(line);
    },
  });
  const embedded = await orStopped(starting, stopping);
  try {
    return await Promise.race([run(embedded), raised(embedded.failed)]);
  } finally {
    await embedded.stop();
  }
}

/** Brings the schema up to date. A server that takes connections and never speaks is given up after some seconds. */
export async function prepareDatabase(databaseUrl: string): Promise<void> {
  const database = openDatabase(databaseUrl, { connections: 1, statementTimeoutMs: 10_000 });
  try {
    await database.query('select 1');
  } finally {
    await database.end();
  }
  await migrate(databaseUrl);
}

/** The given addresses only. */
export function withoutNulls(urls: {
  readonly databaseUrl: string | null;
  readonly valkeyUrl: string | null;
}): Partial<ServerUrls> {
  return {
    ...(urls.databaseUrl === null ? {} : { databaseUrl: urls.databaseUrl }),
    ...(urls.valkeyUrl === null ? {} : { valkeyUrl: urls.valkeyUrl }),
  };
}
