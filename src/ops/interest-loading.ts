import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { InterestBook } from '../listing/interest.js';
import { fewestLookers } from '../listing/interest.js';
import type { Database } from '../source/database.js';
import { readInterest } from '../source/interest.js';
import { TroubleLog } from './trouble-log.js';

const everyMs = 60_000;
const weekMs = 7 * 24 * 60 * 60 * 1_000;
/** Where there are so many events that reading them takes long, it is done less often: at most one twentieth of the time. */
const rest = 20;

export interface InterestLoadingParts {
  readonly database: Database;
  readonly book: InterestBook;
  readonly log: Logger;
}

/** Keeps the book up to date, from now on and every minute, until what is answered is called. Whatever goes wrong, the server goes on. */
export function startInterestLoading({ database, book, log }: InterestLoadingParts): () => Promise<void> {
  const stopping = new AbortController();
  const trouble = new TroubleLog(log, 'interest in cars is not counted: ');
  const stopped = (): boolean => stopping.signal.aborted;
  const run = async (): Promise<void> => {
    while (!stopped()) {
      const started = performance.now();
      try {
        book.replace(await readInterest(database, new Date(Date.now() - weekMs), fewestLookers));
        trouble.over('interest in cars is counted again');
      } catch (error) {
        if (!stopped()) trouble.troubled(error);
      }
      const pauseMs = Math.max(everyMs, rest * (performance.now() - started));
      // An aborted pause is over: the loop looks at the signal itself.
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
  };
}
