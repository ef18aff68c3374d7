import { resolve, join } from 'node:path';
import pg from 'pg';
import { OpsError } from '../errors.js';
import { lockDataFolder } from './data-folder-lock.js';
import type { Guard } from './guard.js';
import { startGuard } from './guard.js';
import { obtainValkey } from './install-valkey.js';
import { startPostgres } from './postgres-server.js';
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
  /** Resolves, with a sentence for people, when a server that was started here has ended by itself. */
  readonly exited: Promise<string>;
}

const databaseName = 'forecourt';

/** Starts what is not given, both at once, and holds the data folder's lock meanwhile. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { databaseUrl, valkeyUrl, log } = options;
  if (databaseUrl !== undefined && valkeyUrl !== undefined) {
    const never = new Promise<string>(() => undefined);
    return { databaseUrl, valkeyUrl, stop: () => Promise.resolve(), exited: never };
  }
  if (process.platform === 'win32') throw new OpsError('OPS_PLATFORM_UNSUPPORTED');
  const dataFolder = resolve(options.dataFolder);
  const lock = await lockDataFolder(dataFolder);
  const guard = startGuard();
  const servers: Server[] = [];
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
    await guard.end();
    await lock.release();
  };
  const started = async (starting: Promise<Server>): Promise<string> => {
    const server = await starting;
    servers.push(server);
    return server.url;
  };
  // Both are waited for even if one fails: what came up has to be stopped.
  const [database, valkey] = await Promise.allSettled([
    databaseUrl ?? started(startPostgresWithDatabase(dataFolder, guard, log)),
    valkeyUrl ?? started(startOwnValkey(dataFolder, guard, log)),
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
    exited: Promise.race(servers.map(({ exited }) => exited)),
  };
}

async function startOwnValkey(dataFolder: string, guard: Guard, log: Log): Promise<Server> {
  const program = await obtainValkey(join(dataFolder, 'tools'), log);
  return startValkey({ program, folder: join(dataFolder, 'valkey'), keepData: true, guard });
}

async function startPostgresWithDatabase(dataFolder: string, guard: Guard, log: Log): Promise<Server> {
  const server = await startPostgres({ folder: join(dataFolder, 'postgres'), guard, log });
  try {
    const client = new pg.Client({ connectionString: server.url });
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
