import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** The work was left where it was, because the process is to stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Resolves once the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}

/**
 * What `work` resolves to. When the process is to stop, the work gets `farewellMs` to end by itself; then this rejects with
 * {@link Stopped}, whatever the work waits for, and `main` ends the process.
 */
export async function orStopped<T>(work: Promise<T>, stopping: AbortSignal, farewellMs = 0): Promise<T> {
  const ended = new AbortController();
  const stop = async (): Promise<never> => {
    if (!stopping.aborted) await once(stopping, 'abort', { signal: ended.signal });
    await sleep(farewellMs, undefined, { ref: false });
    throw new Stopped();
  };
  try {
    return await Promise.race([work, stop()]);
  } finally {
    // Work is begun again and again while a server is away: nobody listens for what has ended.
    ended.abort();
  }
}

/** What is still being made when the process is to stop gets so long. */
const makingMs = 2_000;

/**
 * Ends what `making` resolves to, be it still being made: what it has begun would go on, and find the servers gone that are stopped after it. What can't be
 * made, or takes too long, has nothing to end.
 */
export async function endMade<T extends object>(
  making: Promise<T>,
  end: (made: T) => Promise<void>,
  patienceMs = makingMs,
): Promise<void> {
  const tooLong = sleep(patienceMs, null, { ref: false });
  const made = await Promise.race([making.catch(() => null), tooLong]);
  if (made !== null) await end(made);
}

/** For what runs until it is stopped: that is its good end, also while it is still starting. */
export async function untilStopped(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Stopped)) throw error;
  });
}

/** As shells say that a program was ended by Ctrl-C: 128, and the number of SIGINT. */
const stoppedExitCode = 130;

/** For what is to come to an end by itself: stopped before that, it has failed, and says `outcome`, what is left of it. */
export async function orSayStopped(
  work: Promise<void>,
  stopping: AbortSignal,
  outcome: string,
): Promise<void> {
  await work.catch((error: unknown) => {
    // What else fails then, fails for that.
    if (!stopping.aborted) throw error;
    process.stderr.write(`stopped; ${outcome}\n`);
    process.exitCode = stoppedExitCode;
  });
}
