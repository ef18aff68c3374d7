import { mkdir, chmod } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { lockDataFolder } from '../../src/ops/servers/data-folder-lock.js';
import { obtainValkey } from '../../src/ops/servers/install-valkey.js';
import { startPostgres } from '../../src/ops/servers/postgres-server.js';
import type { Server } from '../../src/ops/servers/server.js';
import { startValkey } from '../../src/ops/servers/valkey-server.js';
import type { Crew } from '../process/crew.js';

/** A Postgres and a Valkey of the bench's own. */
export interface Servers {
  readonly postgres: Server;
  readonly valkey: Server;
}

/** As somebody who knows Postgres sets up a machine of this size, for the SQL systems' sake. Durable, as in production. */
export function postgresSettings(): Readonly<Record<string, string>> {
  const megabytes = Math.floor(totalmem() / 1_048_576);
  return {
    shared_buffers: `${Math.min(Math.floor(megabytes / 4), 4_096)}MB`,
    effective_cache_size: `${Math.floor(megabytes / 2)}MB`,
    work_mem: '32MB',
    maintenance_work_mem: '512MB',
    random_page_cost: '1.1',
    jit: 'off',
    max_wal_size: '8GB',
    max_connections: '200',
  };
}

/** Starts both on free ports of the loopback address, with their data in a folder; that of Postgres stays for the next run. */
export async function startServers(folder: string, crew: Crew): Promise<Servers> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711); // as root, Postgres runs as another user
  const lock = await lockDataFolder(folder);
  crew.atEnd(() => lock.release());
  const { guard } = crew;
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const program = await obtainValkey(join('.forecourt', 'tools'), log);
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    log,
    guard,
    settings: postgresSettings(),
  });
  watch(crew, postgres);
  const valkey = await startValkey({ program, folder: join(folder, 'valkey'), keepData: false, guard });
  watch(crew, valkey);
  return { postgres, valkey };
}

function watch(crew: Crew, server: Server): void {
  crew.atEnd(() => server.stop());
  void server.exited.then((sentence) => {
    crew.fail(new Error(sentence));
  });
}
