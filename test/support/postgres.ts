import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { migrate } from '../../src/source/migrate.js';

export interface TestDatabase {
  readonly url: string;
  /** Drops it with its replication slots and connections; may be called again. */
  drop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Any number will do, if it is the same in every test process. */
const templateLock = 5_120_917;

let made = 0;

/**
 * A database of its own with the whole schema and no rows: a copy of a template, which the first caller of the run migrates.
 * Dropped at the end of the test it is made in; made outside a test, by `await using` or `afterAll(() => database.drop())`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl');
  if (serverUrl === null)
    throw new Error('A test that uses Postgres is named *.pg.test.ts or *.e2e.test.ts.');
  const runId = inject('runId');
  const template = `forecourt_${runId}_template`;
  const name = `forecourt_${runId}_${process.pid}_${(made += 1)}`;
  await withClient(serverUrl, async (client) => {
    await makeTemplate(client, serverUrl, template);
    await client.query(`create database ${name} template ${template}`);
  });
  let dropped: Promise<void> | undefined;
  const drop = (): Promise<void> =>
    (dropped ??= withClient(serverUrl, (client) => dropDatabase(client, name)));
  dropAfterTest(drop);
  return { url: urlOf(serverUrl, name), drop, [Symbol.asyncDispose]: drop };
}

/** Only one at a time, and only whole: it gets its name when it is migrated. */
async function makeTemplate(client: pg.Client, serverUrl: string, template: string): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [templateLock]);
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount === 1) return;
    await client.query(`drop database if exists ${template}_new with (force)`);
    await client.query(`create database ${template}_new`);
    await migrate(urlOf(serverUrl, `${template}_new`));
    await client.query(`alter database ${template}_new rename to ${template}`);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [templateLock]);
  }
}

/** A slot keeps its database, and its reader keeps the slot. */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ slot_name: string; active_pid: number | null }>(
      'select slot_name, active_pid from pg_replication_slots where database = $1',
      [name],
    );
    if (rows.length === 0) break;
    for (const { slot_name: slot, active_pid: reader } of rows) {
      if (reader !== null) await client.query('select pg_terminate_backend($1)', [reader]);
      // Its reader may need a moment to end, or end the (temporary) slot itself: the next round tells.
      else await client.query('select pg_drop_replication_slot($1)', [slot]).catch(() => undefined);
    }
  }
  await client.query(`drop database if exists ${name} with (force)`);
}

/** For the end of a run on a server that stays: the template, and what a killed test left. */
export async function dropRunDatabases(serverUrl: string, runId: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [`forecourt_${runId}_`],
    );
    for (const { datname } of rows) await dropDatabase(client, datname);
  });
}

function dropAfterTest(drop: () => Promise<void>): void {
  try {
    onTestFinished(drop);
  } catch {
    // not inside a test: the caller drops it
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
