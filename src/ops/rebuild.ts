import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../config/settings.js';
import { tryLease } from '../source/lease.js';
import { rebuildIndex } from '../sync/rebuild.js';
import { OpsError } from './errors.js';
import { raised } from './raised.js';
import type { ServerUrls } from './wiring.js';
import { withStore } from './wiring.js';

/**
 * Has the active follower fill the index anew, and waits until the new one has been swapped in.
 *
 * @throws OpsError OPS_NO_FOLLOWER after some seconds without one; the request stays recorded
 */
export async function rebuild(urls: ServerUrls, settings: Settings, stopping: AbortSignal): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, stopping]);
  await withStore(urls, settings.prefix, async (store) => {
    try {
      const missed = missedFollower(urls.databaseUrl, settings.slot, signal);
      await Promise.race([rebuildIndex(store, signal), raised(missed)]);
    } finally {
      over.abort();
    }
  });
}

/** A follower that restarts is away for a moment: so many looks in a row have to find none. */
const looks = 3;
const lookMs = 1_000;

/** Resolves when no follower has been active for some seconds. */
async function missedFollower(databaseUrl: string, slot: string, signal: AbortSignal): Promise<Error> {
  for (let missed = 0; missed < looks;) {
    // Aborted: nobody waits for the answer any more.
    await sleep(lookMs, undefined, { signal });
    const lease = await tryLease(databaseUrl, slot);
    await lease?.release();
    missed = lease === null ? 0 : missed + 1;
  }
  return new OpsError('OPS_NO_FOLLOWER');
}
