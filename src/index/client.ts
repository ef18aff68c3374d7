import { readFileSync } from 'node:fs';
import { Redis } from 'iovalkey';
import { messageOf } from '../shared/errors.js';
import { IndexError } from './errors.js';
import { indexFormat } from './index-format.js';

/** A connection to Valkey. */
export type Valkey = Redis;

export interface ValkeyOptions {
  /** A command that takes longer counts as failed. Null: wait (for the follower, whose batches may be large). */
  readonly commandTimeoutMs: number | null;
  /** While answers are due, silence that is longer breaks the connection, and with it all commands that wait. */
  readonly silenceLimitMs?: number;
}

/**
 * Connects, and reconnects by itself for ever. A command fails at once while there is no connection: the caller has
 * something better to do than to wait (a server asks Postgres, the follower starts again).
 * Auto-pipelining stays off: it made everything slower (docs/gotchas.md).
 */
export function connectValkey(url: string, options: ValkeyOptions): Valkey {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
    ...(options.commandTimeoutMs === null ? {} : { commandTimeout: options.commandTimeoutMs }),
    ...(options.silenceLimitMs === undefined ? {} : { socketTimeout: options.silenceLimitMs }),
  });
  // Every failed command rejects; the event only needs a listener.
  client.on('error', () => undefined);
  return client;
}

/** Waits for the first connection. Throws `INDEX_UNREACHABLE` after `timeoutMs`. */
export async function whenConnected(client: Valkey, timeoutMs: number): Promise<void> {
  if (client.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    let last = 'no connection yet';
    const timer = setTimeout(() => {
      finish(new IndexError('INDEX_UNREACHABLE', last));
    }, timeoutMs);
    const onError = (error: Error): void => {
      last = messageOf(error);
    };
    const finish = (error: IndexError | null): void => {
      clearTimeout(timer);
      client.off('ready', onReady);
      client.off('error', onError);
      if (error === null) resolve();
      else reject(error);
    };
    const onReady = (): void => {
      finish(null);
    };
    client.on('ready', onReady);
    client.on('error', onError);
  });
}

/** `error` as an error of this area: Valkey does not answer, or answers that it won't. */
export function asIndexError(error: unknown): unknown {
  if (error instanceof IndexError) return error;
  const refused =
    error instanceof Error &&
    error.name === 'ReplyError' &&
    !/^(LOADING|MASTERDOWN|CLUSTERDOWN)/.test(error.message);
  return new IndexError(refused ? 'INDEX_REFUSED' : 'INDEX_UNREACHABLE', messageOf(error), { cause: error });
}

const luaFolder = new URL('./lua/', import.meta.url);

/** A script with the routines that its header names (`-- uses: page, views`) in front, and the layout that it is written for. */
export function readScript(name: string): string {
  const script = readFileSync(new URL(`${name}.lua`, luaFolder), 'utf8');
  const uses = /^-- uses: (.+)$/m.exec(script)?.[1]?.split(', ') ?? [];
  const routines = uses.map((routine) => readFileSync(new URL(`lib/${routine}.lua`, luaFolder), 'utf8'));
  return [`local indexFormat = '${indexFormat}'`, ...routines, script].join('\n');
}

/** Calls a script by its digest, and sends its text only where the server doesn't know it. */
export type Script = (
  client: Valkey,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

export function defineScript(name: string): Script {
  const text = readScript(name);
  const command = `forecourt_${name.replaceAll('-', '_')}`;
  const defined = new WeakSet<Valkey>();
  return (client, keys, args) => {
    if (!defined.has(client)) {
      client.defineCommand(command, { lua: text });
      defined.add(client);
    }
    const run = (client as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[command];
    if (run === undefined) throw new Error(`script ${name} was not defined`);
    return run.call(client, keys.length, ...keys, ...args);
  };
}
