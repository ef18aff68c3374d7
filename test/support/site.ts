import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { PlatformOptions } from './platform.js';
import { environmentOf } from './platform.js';

/** A server in a process of its own, as in production. */
export interface SpawnedSite {
  /** `http://localhost:40123`. */
  readonly address: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** `forecourt serve` on a free port, once it answers. */
export async function spawnSite(options: PlatformOptions): Promise<SpawnedSite> {
  const child = spawn(process.execPath, ['dist/ops/main.js', 'serve'], {
    env: { ...environmentOf(options), PORT: '0' },
    stdio: ['ignore', 'pipe', process.env.TEST_LOG === undefined ? 'ignore' : 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^ready (\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    return {
      address,
      [Symbol.asyncDispose]: async () => {
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error('the server ended before it was ready');
}
