import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'iovalkey';
import { inject, onTestFinished } from 'vitest';
import { startGuard } from '../../src/ops/servers/guard.js';
import { obtainValkey } from '../../src/ops/servers/install-valkey.js';
import { startValkey } from '../../src/ops/servers/valkey-server.js';

export interface TestPrefix {
  readonly url: string;
  /** Stands before every key; another one for each call. */
  readonly prefix: string;
  /** Deletes every key under the prefix; may be called again. */
  clear(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

let made = 0;

/**
 * A part of the tests' Valkey that is nobody else's. Emptied at the end of the test it is made in; made outside a test, by
 * `await using` or `afterAll(() => test.clear())`.
 */
export function testPrefix(): TestPrefix {
  const url = inject('valkeyUrl');
  if (url === null) throw new Error('A test that uses Valkey is named *.valkey.test.ts or *.e2e.test.ts.');
  const prefix = `test:${inject('runId')}:${process.pid}:${(made += 1)}:`;
  const clear = (): Promise<void> => deleteKeys(url, prefix);
  try {
    onTestFinished(clear);
  } catch {
    // not inside a test: the caller clears it
  }
  return { url, prefix, clear, [Symbol.asyncDispose]: clear };
}

export interface OwnValkey {
  readonly url: string;
  readonly prefix: string;
  readonly pid: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A Valkey that no other test uses: it may be stalled, emptied or killed. */
export async function ownValkey(): Promise<OwnValkey> {
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-valkey-'));
  const guard = startGuard({ temporaryFolder: folder });
  const program = await obtainValkey(toolsFolder(), () => undefined);
  const server = await startValkey({ program, folder, keepData: false, guard });
  const dispose = async (): Promise<void> => {
    await server.stop();
    await guard.end();
    await rm(folder, { recursive: true, force: true });
  };
  // Slots are named after the prefix, and the Postgres is everybody's.
  const prefix = `own:${process.pid}:${(made += 1)}:`;
  return { url: server.url, prefix, pid: server.pid, [Symbol.asyncDispose]: dispose };
}

/** Where a Valkey that is not on the PATH was or will be installed. */
export function toolsFolder(): string {
  const data = process.env.FORECOURT_DATA ?? '';
  return join(data === '' ? '.forecourt' : data, 'tools');
}

async function deleteKeys(url: string, prefix: string): Promise<void> {
  const client = new Redis(url);
  try {
    let cursor = '0';
    do {
      const [next, keys] = await client.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 1_000);
      if (keys.length > 0) await client.unlink(...keys);
      cursor = next;
    } while (cursor !== '0');
  } finally {
    client.disconnect();
  }
}
