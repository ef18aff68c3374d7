import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { OpsError } from './errors.js';
import { aborted } from './stopping.js';

export interface WorkersParts {
  readonly count: number;
  /** What they find in their environment beside ours. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Logger;
  readonly stopping: AbortSignal;
  /** Told once, when all of them listen: where. */
  readonly onReady: (address: string) => void;
  /** Told whatever else a worker says. */
  readonly onMessage: (worker: Worker, message: unknown) => void;
}

/** What a worker says when it listens. */
interface Ready {
  readonly kind: 'ready';
  readonly address: string;
}

const restartMs = 500;
/** Workers that end one after the other before any of them has listened. */
const mostFailures = 5;

/** Whether this process is one of several that share a port. */
export function isWorker(): boolean {
  return cluster.isWorker;
}

export function tellReady(address: string): void {
  const ready: Ready = { kind: 'ready', address };
  process.send?.(ready);
}

/**
 * Runs the same command in `count` processes that share its port, until `stopping`; one that ends is started again. Throws
 * `OPS_KEEPS_ENDING` if they end before they listen, again and again.
 */
export async function runWorkers(parts: WorkersParts): Promise<void> {
  const over = new AbortController();
  const stopping = AbortSignal.any([parts.stopping, over.signal]);
  const crew = new Crew(parts, over);
  const running = Array.from({ length: parts.count }, () => crew.keepOne(stopping));
  await aborted(stopping);
  crew.stop();
  await Promise.all(running);
  if (crew.failure !== null) throw crew.failure;
}

class Crew {
  readonly #parts: WorkersParts;
  readonly #over: AbortController;
  readonly #ready = new Set<number>();
  readonly #workers = new Set<Worker>();
  #failures = 0;
  #said = false;
  failure: OpsError | null = null;

  constructor(parts: WorkersParts, over: AbortController) {
    this.#parts = parts;
    this.#over = over;
  }

  async keepOne(stopping: AbortSignal): Promise<void> {
    const stopped = (): boolean => stopping.aborted;
    while (!stopped()) {
      const worker = cluster.fork(this.#parts.environment);
      this.#workers.add(worker);
      worker.on('message', (message: unknown) => {
        if (isReady(message)) this.#heardReady(worker.id, message.address);
        else this.#parts.onMessage(worker, message);
      });
      const how = await ended(worker);
      this.#workers.delete(worker);
      this.#ready.delete(worker.id);
      if (stopped()) return;
      this.#heardEnd(how);
      await sleep(restartMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  stop(): void {
    for (const worker of this.#workers) worker.process.kill('SIGTERM');
  }

  #heardReady(id: number, address: string): void {
    this.#failures = 0;
    this.#ready.add(id);
    if (this.#said || this.#ready.size < this.#parts.count) return;
    this.#said = true;
    this.#parts.onReady(address);
  }

  #heardEnd(how: string): void {
    this.#parts.log.error(`a server process ended (${how}); starting another`);
    this.#failures += 1;
    if (this.#failures < mostFailures) return;
    this.failure = new OpsError('OPS_KEEPS_ENDING', `a server process: ${how}`);
    this.#over.abort();
  }
}

function isReady(message: unknown): message is Ready {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready';
}

async function ended(worker: Worker): Promise<string> {
  return new Promise((resolve) => {
    worker.once('exit', (code: number, signal: string | null) => {
      resolve(signal ?? `exit code ${code}`);
    });
  });
}
