import { execFile } from 'node:child_process';
import type { PlatformOptions } from './platform.js';
import { environmentOf } from './platform.js';

/** What a command that has ended left behind. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command on the platform of `options`, as a person at a terminal does. */
export function runCommand(options: PlatformOptions, ...args: readonly string[]): Promise<Outcome> {
  return runCommandIn(environmentOf(options), ...args);
}

export function runCommandIn(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['dist/ops/main.js', ...args],
      { env, encoding: 'utf8' },
      (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), out, err });
      },
    );
  });
}
