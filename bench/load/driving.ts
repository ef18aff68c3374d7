import type { Answer } from './http-connection.js';
import { HttpConnection } from './http-connection.js';
import type { Job, Report } from './job.js';
import { Latencies } from './latencies.js';

/** A cell of fewer answers has no percentiles: a slow system gets more time, up to so many times as much. */
const fewestRequests = 50;
const mostPatience = 10;

interface Asker {
  readonly connection: HttpConnection;
  /** When its request was sent, and for what. */
  sent: number;
  path: number;
}

/**
 * One job: every connection asks, waits for the answer, and asks again. As light as it can be, for it takes from nobody only while it
 * is lighter than the server: requests are encoded beforehand, answers are counted and not read. Anything but a 200 is thrown, unless the job
 * says that it may come.
 */
export class Drive {
  readonly #job: Job;
  readonly #onPhase: (phase: 'began' | 'ended') => void;
  readonly #requests: readonly Buffer[];
  readonly #latencies = new Latencies();
  readonly #origins: Record<string, number> = {};
  readonly #askers: Asker[] = [];
  #phase: 'warming' | 'measuring' | 'over' = 'warming';
  #asked = 0;
  #bytes = 0;
  #refused = 0;
  #warmAt = 0;
  #began = 0;
  #cpu = process.cpuUsage();
  #finish: (report: Report) => void = () => undefined;

  constructor(job: Job, onPhase: (phase: 'began' | 'ended') => void) {
    this.#job = job;
    this.#onPhase = onPhase;
    this.#requests = job.paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`));
  }

  run(): Promise<Report> {
    const { port, connections, warmUpSeconds } = this.#job;
    this.#warmAt = performance.now() + 1000 * warmUpSeconds;
    for (let nth = 0; nth < connections; nth++) {
      const connection = new HttpConnection(
        port,
        (answer) => {
          this.#take(asker, answer);
        },
        (error) => {
          throw error;
        },
      );
      const asker: Asker = { connection, sent: 0, path: 0 };
      this.#askers.push(asker);
      this.#ask(asker);
    }
    if (this.#job.awake) this.#stayAwake();
    return new Promise((resolve) => (this.#finish = resolve));
  }

  #stayAwake(): void {
    if (this.#phase !== 'over')
      setImmediate(() => {
        this.#stayAwake();
      });
  }

  #ask(asker: Asker): void {
    const { draws } = this.#job;
    const nth = this.#asked++;
    asker.path = draws === null ? nth : (draws[nth % draws.length] ?? 0);
    const request = this.#requests[asker.path];
    if (request === undefined) {
      // Every question has been asked once: it ends here, however short it was.
      if (this.#phase === 'warming') throw new Error('too few questions even to warm up');
      this.#end(performance.now());
      return;
    }
    asker.sent = performance.now();
    asker.connection.send(request);
  }

  #take(asker: Asker, { status, bytes, origin }: Answer): void {
    const now = performance.now();
    if (status !== 200 && this.#job.mayRefuse !== true)
      throw new Error(`status ${status} for ${this.#job.paths[asker.path] ?? ''}`);
    if (this.#phase === 'warming' && now >= this.#warmAt) this.#begin(now);
    else if (this.#phase === 'measuring') {
      if (status !== 200) this.#refused += 1;
      this.#latencies.add(now - asker.sent);
      this.#bytes += bytes;
      this.#origins[origin] = (this.#origins[origin] ?? 0) + 1;
      if (this.#isEnough(now)) this.#end(now);
    }
    if (this.#phase !== 'over') this.#ask(asker);
  }

  #isEnough(now: number): boolean {
    const milliseconds = 1000 * this.#job.seconds;
    const elapsed = now - this.#began;
    return (
      elapsed >= milliseconds &&
      (this.#latencies.count >= fewestRequests || elapsed >= mostPatience * milliseconds)
    );
  }

  #begin(now: number): void {
    this.#phase = 'measuring';
    this.#onPhase('began');
    this.#cpu = process.cpuUsage();
    this.#began = now;
  }

  #end(now: number): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#onPhase('ended');
    const { user, system } = process.cpuUsage(this.#cpu);
    const milliseconds = now - this.#began;
    for (const { connection } of this.#askers) connection.close();
    this.#finish({
      requests: this.#latencies.count,
      seconds: milliseconds / 1000,
      p50Ms: this.#latencies.percentile(0.5),
      p99Ms: this.#latencies.percentile(0.99),
      bytes: this.#bytes,
      refused: this.#refused,
      origins: this.#origins,
      driverCpu: (user + system) / 1000 / milliseconds,
    });
  }
}
