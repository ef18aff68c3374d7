import type { Logger } from 'pino';
import { ForecourtError } from '../shared/errors.js';
import { OpsError } from './errors.js';
import type { FollowerNews } from './follower-news.js';
import { keepChild } from './kept-child.js';
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

/** Runs `forecourt follow` beside this process: see {@link keepChild}. */
export function startFollowerProcess(urls: ServerUrls, log: Logger): FollowerProcess {
  const failures = new FailuresInARow();
  const child = keepChild(
    urls,
    {
      name: 'the follower',
      args: ['follow'],
      restartMs,
      onStart: (started, isWell) =>
        started.on('message', (news: FollowerNews) => {
          if (news.kind === 'progress') isWell();
          failures.hear(news);
        }),
      onEnd: (how) => {
        failures.add(new OpsError('OPS_KEEPS_ENDING', `the follower: ${how}`));
      },
    },
    log,
  );
  return { stuck: failures.tooMany, stop: () => child.stop() };
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
