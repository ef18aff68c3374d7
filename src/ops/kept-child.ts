import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ServerUrls } from './wiring.js';

export interface KeptChildOptions {
  /** As the log calls it. */
  readonly name: string;
  /** Of our own program: a command and its flags. */
  readonly args: readonly string[];
  /** Before the first restart, and at most: it doubles. */
  readonly restartMs: { readonly first: number; readonly most: number };
  /** Called for each child; `isWell`: the next pause is the first again. */
  readonly onStart?: (child: ChildProcess, isWell: () => void) => void;
  /** Called when one has ended by itself, with how. */
  readonly onEnd?: (how: string) => void;
}

export interface KeptChild {
  stop(): Promise<void>;
}

/**
 * Runs a command of ours as a child that ends with this process, however this one ends: the child notices the broken channel. If the child
 * ends first, it is started again.
 */
export function keepChild(
  { databaseUrl, valkeyUrl }: ServerUrls,
  { name, args, restartMs, onStart, onEnd }: KeptChildOptions,
  log: Logger,
): KeptChild {
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;
  let child: ChildProcess | null = null;
  const run = async (): Promise<void> => {
    for (let pauseMs = restartMs.first; !stopped(); pauseMs = Math.min(2 * pauseMs, restartMs.most)) {
      child = fork(new URL('./main.js', import.meta.url), args, {
        env: { ...process.env, DATABASE_URL: databaseUrl, VALKEY_URL: valkeyUrl },
        detached: true, // Ctrl-C in a terminal is for us; we stop the child in its turn
      });
      onStart?.(child, () => (pauseMs = restartMs.first));
      const how = await ended(child);
      if (stopped()) return;
      log.error(`${name} ended (${how}); starting it again`);
      onEnd?.(how);
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
