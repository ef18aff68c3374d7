import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ServerUrls } from './wiring.js';

/** The follower beside a server, in a process of its own: a bulk change does not hold up listings. */
export interface FollowerProcess {
  stop(): Promise<void>;
}

const restartMs = 500;

/**
 * Runs `forecourt follow` as a child that ends with this process, however this one ends: the child notices the broken
 * channel. If the child ends first, it is started again.
 */
export function startFollowerProcess(urls: ServerUrls, log: Logger): FollowerProcess {
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;
  let child: ChildProcess | null = null;
  const run = async (): Promise<void> => {
    while (!stopped()) {
      child = fork(new URL('./main.js', import.meta.url), ['follow'], {
        env: { ...process.env, DATABASE_URL: urls.databaseUrl, VALKEY_URL: urls.valkeyUrl },
        detached: true, // Ctrl-C in a terminal is for us; we stop the child in its turn
      });
      const how = await ended(child);
      if (stopped()) return;
      log.error(`the follower ended (${how}); starting it again`);
      await sleep(restartMs);
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

async function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(signal ?? `exit code ${String(code)}`);
    });
    child.once('error', (error) => {
      resolve(error.message);
    });
  });
}
