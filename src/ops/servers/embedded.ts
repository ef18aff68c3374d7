import { resolve, join } from 'node:path';
import pg from 'pg';
import { OpsError } from '../errors.js';
import { lockDataFolder } from './data-folder-lock.js';
import type { Guard } from './guard.js';
import { startGuard } from './guard.js';
import { obtainValkey } from './install-valkey.js';
import { startPostgres } from './postgres-server.js';
import type { KeptServer } from './keep-running.js';
import { keepRunning } from './keep-running.js';
import type { Log, Server } from './server.js';
import { startValkey } from './valkey-server.js';

export interface EmbeddedOptions {
  readonly dataFolder: string;
  /** Given: this one is used, none is started. */
  readonly databaseUrl?: string;
  readonly valkeyUrl?: string;
  readonly log: Log;
}

export interface Embedded {
  readonly databaseUrl: string;
  readonly valkeyUrl: string;
  stop(): Promise<void>;
  /** A server that ends by itself is started again, on its port; resolves when one does so again and again. */
  readonly failed: Promise<OpsError>;
}

const databaseName = 'forecourt';

/** Starts what is not given, both at once, and holds the data folder's lock meanwhile. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { databaseUrl, valkeyUrl, log } = options;
  if (databaseUrl !== undefined && valkeyUrl !== undefined) {
    const never = new Promise<OpsError>(() => undefined);
    return { databaseUrl, valkeyUrl, stop: () => Promise.resolve(), failed: never };
  }
  if (process.platform === 'win32') throw new OpsError('OPS_PLATFORM_UNSUPPORTED');
  const dataFolder = resolve(options.dataFolder);
  const lock = await lockDataFolder(dataFolder);
  const guard = startGuard();
  const servers: KeptServer[] = [];
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
    await guard.end();
    await lock.release();
  };
  const started = async (start: (port?: number) => Promise<Server>): Promise<string> => {
    const server = await keepRunning(start, log);
    servers.push(server);
    return server.url;
  };
  // Both are waited for even if one fails: what came up has to be stopped.
  const [database, valkey] = await Promise.allSettled([
    databaseUrl ?? started((port) => startPostgresWithDatabase(dataFolder, { guard, log, port })),
    valkeyUrl ?? started((port) => startOwnValkey(dataFolder, { guard, log, port })),
  ]);
  if (database.status === 'rejected' || valkey.status === 'rejected') {
    await stop();
    throw database.status === 'rejected'
      ? database.reason
      : valkey.status === 'rejected'
        ? valkey.reason
        : null;
  }
  return {
    databaseUrl: database.value,
    valkeyUrl: valkey.value,
    stop: () => (stopped ??= stop()),
    failed: Promise.race(servers.map(({ failed }) => failed)),
  };
}

interface Circumstances {
  readonly guard: Guard;
  readonly log: Log;
  readonly port: number | undefined;
}

async function startOwnValkey(dataFolder: string, { log, ...others }: Circumstances): Promise<Server> {
  const program = await obtainValkey(join(dataFolder, 'tools'), log);
  return startValkey({ program, folder: join(dataFolder, 'valkey'), keepData: true, ...others });
}

async function startPostgresWithDatabase(dataFolder: string, circumstances: Circumstances): Promise<Server> {
  const server = await startPostgres({ folder: join(dataFolder, 'postgres'), ...circumstances });
  try {
    const client = new pg.Client({ connectionString: server.url });
    // As of any query under way, its failing says enough.
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
      if (rowCount === 0) await client.query(`create database ${databaseName}`);
    } finally {
      await client.end();
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, url: server.url.replace(/\/postgres$/, `/${databaseName}`) };
}
