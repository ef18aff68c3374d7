import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ServerUrls } from './wiring.js';

/** The trainer beside a server, in a process of its own. */
export interface TrainerProcess {
  stop(): Promise<void>;
}

const restartMs = { first: 1_000, most: 60_000 };

/**
 * Runs `forecourt train` as a child that ends with this process, however this one ends, and starts it again when it ends by itself. Nothing
 * depends on it: listings go on by the models that there are.
 */
export function startTrainerProcess(urls: ServerUrls, flags: readonly string[], log: Logger): TrainerProcess {
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;
  let child: ChildProcess | null = null;
  const run = async (): Promise<void> => {
    for (let pauseMs = restartMs.first; !stopped(); pauseMs = Math.min(2 * pauseMs, restartMs.most)) {
      child = fork(new URL('./main.js', import.meta.url), ['train', ...flags], {
        env: { ...process.env, DATABASE_URL: urls.databaseUrl, VALKEY_URL: urls.valkeyUrl },
        detached: true, // Ctrl-C in a terminal is for us; we stop the child in its turn
      });
      giveWay(child);
      const how = await ended(child);
      if (stopped()) return;
      log.error(`the trainer ended (${how}); starting it again`);
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stop.abort();
      child?.kill('SIGTERM');
      await running;
    },
  };
}

/** Where cores are few, pages come first. */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended, or may not be told: it trains all the same.
  }
}

async function ended(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return signal ?? `exit code ${String(code)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
