import type { Context } from './context.js';
import { findServers } from './servers-in-use.js';
import type { ServerUrls } from './wiring.js';
import { runFollower } from './wiring.js';

/**
 * Runs something that needs an active follower. Where the servers were started for this command alone there is none, and
 * nobody else could start one: then this brings its own.
 */
export async function withFollower(
  { settings, log, stopping }: Context,
  urls: ServerUrls,
  run: () => Promise<void>,
): Promise<void> {
  const alone = settings.databaseUrl === null && (await findServers(settings.dataFolder)) === null;
  if (!alone) return run();
  const over = new AbortController();
  const following = runFollower(urls, settings, log, AbortSignal.any([over.signal, stopping]));
  try {
    await run();
  } finally {
    over.abort();
    await following;
  }
}
