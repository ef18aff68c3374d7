import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/source/migrate.js';
import { generateCars } from '../../src/source/sample/generate-cars.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { benchNow, seeds } from '../seeds.js';
import { fillWideTable } from './wide-rows.js';

/**
 * A database with so many sample cars and the wide table beside them, as it was before anybody changed one: a copy of a template
 * that is made once and kept.
 */
export async function freshDatabase(
  serverUrl: string,
  cars: number,
  log: (line: string) => void,
): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const template = await obtainTemplate(client, serverUrl, cars, log);
    const name = `run_${cars}`;
    // A checkpoint now, not while something is measured.
    await client.query(`create database ${name} template ${template} strategy file_copy`);
    await client.query('checkpoint');
    return urlOf(serverUrl, name);
  } finally {
    await client.end();
  }
}

/** Also those of runs that failed; with their slots, which would keep the log of all that is done in other databases. */
export async function dropRuns(serverUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      `select datname from pg_database where starts_with(datname, 'run_')`,
    );
    for (const { datname } of rows) await dropDatabase(client, datname);
  } finally {
    await client.end();
  }
}

async function obtainTemplate(
  client: pg.Client,
  serverUrl: string,
  cars: number,
  log: (line: string) => void,
): Promise<string> {
  const name = `cars_${cars}_${await digestOfMakers()}`;
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database where starts_with(datname, $1)`,
    [`cars_${cars}_`],
  );
  if (rows.some(({ datname }) => datname === name)) return name;
  for (const { datname } of rows) await dropDatabase(client, datname);
  log(`making ${cars} cars (once) ...`);
  await client.query(`create database ${name}_new`);
  const databaseUrl = urlOf(serverUrl, `${name}_new`);
  const request = { count: cars, seed: seeds.cars, now: benchNow };
  await migrate(databaseUrl);
  await loadSampleCars({ databaseUrl, ...request });
  const inside = new pg.Client({ connectionString: databaseUrl });
  await inside.connect();
  await fillWideTable(inside, generateCars(request)).finally(() => inside.end());
  await client.query(`alter database ${name}_new rename to ${name}`);
  return name;
}

/** Of the code that decides what is in a template. */
async function digestOfMakers(): Promise<string> {
  const hash = createHash('sha256');
  const files = ['../../src/catalog/car.js', 'wide-rows.js', 'wide-table.sql', 'wide-indexes.sql'].map(
    pathOf,
  );
  for (const folder of ['../../src/source/migrations', '../../src/source/sample'].map(pathOf)) {
    const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(js|sql)$/.test(name));
    files.push(...names.sort().map((name) => join(folder, name)));
  }
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 10);
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query<{ slot_name: string; active_pid: number | null }>(
    'select slot_name, active_pid from pg_replication_slots where database = $1',
    [name],
  );
  for (const { slot_name: slot, active_pid: reader } of rows) {
    if (reader !== null) await client.query('select pg_terminate_backend($1, 5000)', [reader]);
    await client.query('select pg_drop_replication_slot($1)', [slot]);
  }
  await client.query(`drop database if exists ${name} with (force)`);
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
