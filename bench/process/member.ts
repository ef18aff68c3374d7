import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export interface MemberCommand {
  /** As people call it. */
  readonly name: string;
  /** A file of JavaScript. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly nodeOptions?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The cores that it may use, as taskset takes them; null: any. */
  readonly cores?: string | null;
  /** It says nothing of the kind: it is ready as soon as it runs. */
  readonly readyAtOnce?: boolean;
  /** It does its work and ends: that it ends without an error is no failure. */
  readonly mayEnd?: boolean;
  /** How long it may take until it is ready. */
  readonly patienceMs?: number;
}

const stopMs = 10_000;
const keptLog = 16_384;

/** A process of the run: a server, the driver, a writer. It says `ready`, with its address if it has one, on standard output. */
export class Member {
  readonly name: string;
  readonly pid: number;
  readonly ready: Promise<void>;
  /** How it ended, for people; null: it was told to. */
  readonly ended: Promise<string | null>;
  readonly #child: ChildProcess;
  #port = 0;
  #log = '';
  #stopping = false;

  constructor(command: MemberCommand) {
    const { name, script, args = [], nodeOptions = [], environment, cores } = command;
    const node = [process.execPath, ...nodeOptions, script, ...args];
    const [program = '', ...rest] = cores == null ? node : ['taskset', '-c', cores, ...node];
    const child = spawn(program, rest, {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      detached: true, // Ctrl-C in a terminal is for us; we stop them in their turn
    });
    this.name = name;
    this.pid = child.pid ?? -1;
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        const how = signal ?? `exit code ${code ?? 'unknown'}`;
        const isDone = command.mayEnd === true && code === 0;
        resolve(
          this.#stopping || isDone ? null : `${name} ended by itself (${how}):\n${this.#log.trimEnd()}`,
        );
      });
      child.once('error', (error) => {
        resolve(`${name} could not be run: ${error.message}`);
      });
    });
    const keep = (data: Buffer): void => {
      this.#log = (this.#log + data.toString()).slice(-keptLog);
    };
    child.stderr?.on('data', keep);
    if (command.mayEnd === true) child.stdout?.on('data', keep);
    this.ready =
      command.readyAtOnce === true ? Promise.resolve() : this.#untilReady(command.patienceMs ?? 120_000);
  }

  /** Where it listens. */
  get port(): number {
    return this.#port;
  }

  /** The end of what it wrote on standard error; of one that may end, on standard output too. */
  get log(): string {
    return this.#log;
  }

  send(message: object): void {
    this.#child.send(message);
  }

  onMessage(listener: (message: unknown) => void): () => void {
    this.#child.on('message', listener);
    return () => this.#child.off('message', listener);
  }

  /** Takes the processor from it, so that it stands in nobody's figures. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      this.#child.kill('SIGCONT');
      this.#child.kill(signal);
      const gone = await Promise.race([this.ended.then(() => true), sleep(stopMs, false, { ref: false })]);
      if (gone) return;
    }
  }

  #untilReady(patienceMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let printed = '';
      const timer = setTimeout(() => {
        reject(new Error(`${this.name} is not ready after ${patienceMs / 1000} s:\n${this.#log}`));
      }, patienceMs);
      const done = (): void => {
        clearTimeout(timer);
      };
      void this.ended.then(done);
      this.#child.stdout?.on('data', (data: Buffer) => {
        printed += data.toString();
        const said = /^ready(?:.*:(\d+))?\n/m.exec(printed);
        if (said === null) return;
        this.#port = Number(said[1] ?? 0);
        done();
        resolve();
      });
    });
  }
}
