import { setTimeout as sleep } from 'node:timers/promises';

const retryMs = { first: 100, most: 5_000 };

/** Does `work` again until it succeeds, with longer and longer pauses. Gives up only when `signal` is aborted. */
export async function keepTrying(
  work: () => Promise<void>,
  onTrouble: (error: unknown, retryInMs: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const stopped = (): boolean => signal.aborted;
  for (let retryInMs = retryMs.first; !stopped(); retryInMs = Math.min(retryInMs * 2, retryMs.most)) {
    try {
      await work();
      return;
    } catch (error) {
      if (stopped()) return;
      onTrouble(error, retryInMs);
      // An aborted pause is over: the loop looks at the signal itself.
      await sleep(retryInMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
