import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { migrate } from '../source/migrate.js';
import { startEmbedded } from './servers/embedded.js';
import { findServers } from './servers-in-use.js';
import type { ServerUrls } from './wiring.js';

/**
 * Runs something that needs Postgres and Valkey: those of the settings, else those of the `npm start` that runs on this data
 * folder, else embedded ones that are started for it and stopped after. The schema is brought up to date first.
 */
export async function withServers<T>(
  settings: Settings,
  log: Logger,
  run: (urls: ServerUrls) => Promise<T>,
): Promise<T> {
  const { databaseUrl, valkeyUrl, dataFolder } = settings;
  const given = databaseUrl !== null && valkeyUrl !== null ? { databaseUrl, valkeyUrl } : null;
  const running = given === null ? await findServers(dataFolder) : null;
  const known =
    given ?? (running === null ? null : { ...running, ...withoutNulls({ databaseUrl, valkeyUrl }) });
  if (known !== null) {
    await migrate(known.databaseUrl);
    return run(known);
  }
  const embedded = await startEmbedded({
    dataFolder,
    ...withoutNulls({ databaseUrl, valkeyUrl }),
    log: (line) => {
      log.info(line);
    },
  });
  try {
    await migrate(embedded.databaseUrl);
    return await run(embedded);
  } finally {
    await embedded.stop();
  }
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
