import { setTimeout as sleep } from 'node:timers/promises';
import type { IndexStore } from '../index/index-store.js';
import { SyncError } from './errors.js';

const startPatienceMs = 30_000;

/**
 * Asks the active follower to fill the index anew beside the live one, and waits until it has been swapped in. Listings go
 * on meanwhile. Throws `SYNC_NOT_CAUGHT_UP` if no follower takes the request up.
 */
export async function rebuildIndex(store: IndexStore, signal: AbortSignal): Promise<void> {
  // Where there is no index, the follower fills it without being asked.
  if ((await store.state()) !== null) await store.requestRebuild();
  const deadline = performance.now() + startPatienceMs;
  for (;;) {
    signal.throwIfAborted();
    const state = await store.state();
    if (state !== null && !state.rebuild) return;
    if (performance.now() > deadline && !(await store.isFilling())) throw new SyncError('SYNC_NOT_CAUGHT_UP');
    await sleep(50);
  }
}
