import { Redis } from 'iovalkey';
import { inject, onTestFinished } from 'vitest';

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
