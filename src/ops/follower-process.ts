import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ForecourtError } from '../shared/errors.js';
import { OpsError } from './errors.js';
import type { FollowerNews } from './follower-news.js';
import type { ServerUrls } from './wiring.js';

/** The follower beside a server, in a process of its own: a bulk change does not hold up listings. */
export interface FollowerProcess {
  /** Resolves, with what stands in its way, when it has failed so often in a row that waiting for it is no use. */
  readonly stuck: Promise<Error>;
  stop(): Promise<void>;
}

const restartMs = { first: 500, most: 10_000 };
/** With the pauses between its attempts, some seconds: a server that is just being restarted is back by then. */
const mostFailures = 8;

/**
 * Runs `forecourt follow` as a child that ends with this process, however this one ends: the child notices the broken
 * channel. If the child ends first, it is started again.
 */
export function startFollowerProcess(urls: ServerUrls, log: Logger): FollowerProcess {
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;
  const failures = new FailuresInARow();
  let child: ChildProcess | null = null;
  const run = async (): Promise<void> => {
    for (let pauseMs = restartMs.first; !stopped(); pauseMs = Math.min(2 * pauseMs, restartMs.most)) {
      child = fork(new URL('./main.js', import.meta.url), ['follow'], {
        env: { ...process.env, DATABASE_URL: urls.databaseUrl, VALKEY_URL: urls.valkeyUrl },
        detached: true, // Ctrl-C in a terminal is for us; we stop the child in its turn
      });
      child.on('message', (news: FollowerNews) => {
        if (news.kind === 'progress') pauseMs = restartMs.first;
        failures.hear(news);
      });
      const how = await ended(child);
      if (stopped()) return;
      log.error(`the follower ended (${how}); starting it again`);
      failures.add(new OpsError('OPS_KEEPS_ENDING', `the follower: ${how}`));
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stuck: failures.tooMany,
    stop: async () => {
      stop.abort();
      child?.kill('SIGTERM');
      await running;
    },
  };
}

class FailuresInARow {
  readonly tooMany: Promise<Error>;
  #count = 0;
  #onTooMany: (last: Error) => void = () => undefined;

  constructor() {
    this.tooMany = new Promise((resolve) => (this.#onTooMany = resolve));
  }

  hear(news: FollowerNews): void {
    if (news.kind === 'progress') this.#count = 0;
    else this.add(news.code === null ? new Error(news.message) : new ForecourtError(news.code, news.message));
  }

  add(failure: Error): void {
    this.#count += 1;
    if (this.#count >= mostFailures) this.#onTooMany(failure);
  }
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
