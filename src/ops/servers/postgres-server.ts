import { join } from 'node:path';
import pg from 'pg';
import { messageOf } from '../../shared/errors.js';
import { OpsError } from '../errors.js';
import { onPort } from './free-port.js';
import type { Guard } from './guard.js';
import { passwordIn } from './password-file.js';
import { postgresBinaries } from './postgres-binaries.js';
import { preparePostgresData } from './postgres-data.js';
import { findPostgresHome } from './postgres-home.js';
import type { Log, Server } from './server.js';
import { startServerProcess } from './server-process.js';

export interface PostgresOptions {
  /** Holds its data, log and password; made if missing. */
  readonly folder: string;
  readonly log: Log;
  readonly guard: Guard;
  /** Undefined: a free one. */
  readonly port?: number | undefined;
  /** Over the standard ones, such as `{ fsync: 'off' }` for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** On the command line, so that a newer Forecourt's apply to older data. */
const standardSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  wal_level: 'logical',
  max_replication_slots: '20',
  max_wal_senders: '20',
  // A slot that nobody reads would otherwise fill the disk.
  max_slot_wal_keep_size: '2GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
};

/**
 * Starts the Postgres that npm brought, on this machine's loopback address; resumes what is in the folder. Its url is the
 * superuser's, of database `postgres`.
 *
 * @throws OpsError OPS_POSTGRES_...
 */
export async function startPostgres(options: PostgresOptions): Promise<Server> {
  const { folder, log, guard } = options;
  const home = await findPostgresHome(folder, postgresBinaries(), log);
  const password = await passwordIn(join(folder, 'password'));
  const settings = { ...standardSettings, ...options.settings };
  const data = await preparePostgresData(home, { password, durable: settings.fsync !== 'off', guard });
  try {
    return await onPort(options.port, async (port) => {
      const server = await startServerProcess({
        name: 'Postgres',
        program: join(home.binaries, 'bin/postgres'),
        args: ['-D', data, '-p', String(port), ...settingArguments(settings)],
        folder: home.folder,
        environment: {},
        user: home.user,
        logFile: join(folder, 'postgres.log'),
        // Fast, then immediate: https://www.postgresql.org/docs/18/server-shutdown.html
        stopSignals: ['SIGINT', 'SIGQUIT'],
        guard,
      });
      const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
      await server.ready(() => acceptsConnections(url));
      return { ...server, url };
    });
  } catch (error) {
    throw new OpsError('OPS_POSTGRES_FAILED', messageOf(error), { cause: error });
  }
}

function settingArguments(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** False while it starts, which after a crash can take long; a refused password won't get better. */
async function acceptsConnections(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '28P01') throw error;
    return false;
  } finally {
    await client.end();
  }
}
