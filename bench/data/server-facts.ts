import { Redis } from 'iovalkey';
import pg from 'pg';
import { positionToString } from '../../src/catalog/position.js';
import { readLogPosition } from '../../src/source/log-position.js';
import type { Servers } from './servers.js';

/** Where the log of Postgres ends, asked over a connection of its own. */
export async function serverLog(
  databaseUrl: string,
): Promise<{ position: () => Promise<string>; close: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined); // it is stopped before us at the end of a run
  await client.connect();
  return {
    position: async () => positionToString(await readLogPosition(client)),
    close: () => client.end(),
  };
}

export async function readVersions(servers: Servers): Promise<Readonly<Record<string, string>>> {
  const client = new pg.Client({ connectionString: servers.postgres.url });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  const info = await withValkey(servers, (valkey) => valkey.info('server'));
  return {
    postgres: rows[0]?.server_version ?? 'unknown',
    valkey: /^valkey_version:(\S+)/m.exec(info)?.[1] ?? 'unknown',
  };
}

/** Nothing of the size before stays. */
export async function emptyValkey(servers: Servers): Promise<void> {
  await withValkey(servers, (valkey) => valkey.flushall());
}

async function withValkey<T>({ valkey }: Servers, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(valkey.url);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}
