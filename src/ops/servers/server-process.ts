import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guard } from './guard.js';

export interface ServerCommand {
  /** As people call it: "Postgres". */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What it reads from standard input. */
  readonly input?: string;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly logFile: string;
  /** Sent one after another, until it is gone; the first is the orderly way. */
  readonly stopSignals: readonly NodeJS.Signals[];
  readonly guard: Guard;
}

export interface ServerProcess {
  readonly pid: number;
  readonly exited: Promise<string>;
  stop(): Promise<void>;
  /** Polls until the probe says yes. If it throws, or the process ends (ServerEnded), the server is stopped. */
  ready(probe: () => Promise<boolean>): Promise<void>;
}

/** It ended while starting; the message is the end of its log, in one line. */
export class ServerEnded extends Error {}

/** How long the orderly way may take (a dump of a large index, a checkpoint), and each rougher one. */
const orderlyMs = 60_000;
const rougherMs = 10_000;

/**
 * Starts a server in a session of its own: Ctrl-C in a terminal reaches us alone, who stop the servers in order. It gets no
 * pipe of ours and none of our environment; what it prints goes to its log file, the previous one is kept as `.old`.
 */
export async function startServerProcess(command: ServerCommand): Promise<ServerProcess> {
  const { name, logFile, guard, user } = command;
  await rename(logFile, `${logFile}.old`).catch(() => undefined); // there is none the first time
  const output = openSync(logFile, 'a', 0o600);
  const child = spawn(command.program, command.args, {
    cwd: command.folder,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...command.environment },
    stdio: [command.input === undefined ? 'ignore' : 'pipe', output, output],
    detached: true,
    ...user,
  });
  const { pid } = child;
  if (pid !== undefined) guard.add(pid);
  closeSync(output);
  child.stdin?.on('error', () => undefined); // it ended at once; its log says why
  child.stdin?.end(command.input);

  let state: 'running' | 'stopping' | 'gone' = 'running';
  let stopped: Promise<void> | undefined;
  let onExited: (sentence: string) => void;
  const exited = new Promise<string>((resolve) => (onExited = resolve));
  const gone = new Promise<string>((resolve) => {
    const finish = (how: string): void => {
      if (state === 'running') onExited(`${name} ended by itself (${how}); its log: ${logFile}`);
      state = 'gone';
      if (pid !== undefined) guard.drop(pid);
      resolve(how);
    };
    child.on('exit', (code, signal) => {
      finish(signal ?? `exit code ${code ?? 'unknown'}`);
    });
    child.on('error', (error) => {
      if (pid === undefined) finish(error.message);
    });
  });
  const stop = async (): Promise<void> => {
    if (state === 'running') state = 'stopping';
    for (const [index, signal] of [...command.stopSignals, 'SIGKILL' as const].entries()) {
      if (state === 'gone') return;
      child.kill(signal);
      await Promise.race([gone, sleep(index === 0 ? orderlyMs : rougherMs, undefined, { ref: false })]);
    }
    await gone;
  };

  return {
    pid: pid ?? -1,
    exited,
    stop: () => (stopped ??= stop()),
    ready: async (probe) => {
      try {
        while (!(await probe())) {
          const how = await Promise.race([gone, sleep(pollMs).then(() => null)]);
          if (how !== null) throw new ServerEnded(`${how}: ${await lastLines(logFile)}`);
        }
      } catch (error) {
        await (stopped ??= stop());
        throw error;
      }
    },
  };
}

const pollMs = 15;

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-8).join(' | ');
}
