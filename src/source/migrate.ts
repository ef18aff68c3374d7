import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { asSourceError } from './database.js';
import { SourceError } from './errors.js';

const folder = new URL('./migrations/', import.meta.url);

/** One number for all programs that migrate this database: they take turns. */
const migrationLock = 7_302_184_119;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Brings the schema up to date; does nothing if it is. Safe to run from many programs at once. */
export async function migrate(databaseUrl: string): Promise<void> {
  const migrations = await readMigrations();
  const client = new pg.Client({ connectionString: databaseUrl });
  // The query that is under way says the same; without a listener a lost connection would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    const { rows: present } = await client.query<{ there: boolean }>(
      `select to_regclass('forecourt_migration') is not null as there`,
    );
    // Not "if not exists": that wants the right to make tables even where there is nothing to make.
    if (present[0]?.there !== true) {
      await client.query(
        'create table forecourt_migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
      );
    }
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from forecourt_migration',
    );
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    refuseStrangers(migrations, applied);
    for (const migration of migrations) {
      if (!applied.has(migration.name)) await apply(client, migration);
    }
  } catch (error) {
    throw asSourceError(error);
  } finally {
    await client.end();
  }
}

async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

function refuseStrangers(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.checksum]));
  for (const [name, checksum] of applied) {
    if (!known.has(name)) throw new SourceError('SOURCE_SCHEMA_NEWER', name);
    if (known.get(name) !== checksum) throw new SourceError('SOURCE_MIGRATION_CHANGED', name);
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into forecourt_migration (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
