import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { keepTrying } from './keep-trying.js';
import { TroubleLog } from './trouble-log.js';

/** Deleted by one statement: some tens of milliseconds. */
const deletedAtOnce = 2_000;
/** Between two statements while there are more, so that other programs come in between. */
const breathMs = 100;
const everyMs = 3_600_000;

export interface Forgetting {
  /** As the log calls it: `old events`. */
  readonly what: string;
  /** Deletes so many at most, and answers how many. */
  readonly forget: (most: number) => Promise<number>;
  /** Told how many, if there were any. */
  readonly onForgotten: (count: number) => void;
  readonly log: Logger;
}

/** Deletes what is too old, at once and then every hour, until `signal`. Any number of processes share the work. */
export async function keepForgetting(
  { what, forget, onForgotten, log }: Forgetting,
  signal: AbortSignal,
): Promise<void> {
  const trouble = new TroubleLog(log, `${what} stay: `);
  const stopped = (): boolean => signal.aborted;
  const round = async (): Promise<void> => {
    let forgotten = 0;
    for (let count = deletedAtOnce; count === deletedAtOnce && !stopped();) {
      count = await forget(deletedAtOnce);
      forgotten += count;
      await pause(breathMs, signal);
    }
    trouble.over(`${what} are deleted again`);
    if (forgotten > 0) onForgotten(forgotten);
  };
  while (!stopped()) {
    await keepTrying(
      round,
      (error, retryInMs) => {
        trouble.troubled(error, { retryInMs });
      },
      signal,
    );
    await pause(everyMs, signal);
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  // An aborted pause is over: the loop looks at the signal itself.
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
