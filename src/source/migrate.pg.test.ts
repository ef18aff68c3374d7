import pg from 'pg';
import { expect, it } from 'vitest';
import { testDatabase } from '../../test/support/postgres.js';
import { migrate } from './migrate.js';

async function emptyDatabase(): Promise<string> {
  const { url } = await testDatabase();
  await run(url, 'drop schema public cascade; create schema public');
  return url;
}

async function run(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

it('many programs that migrate at once end well, and each migration is applied once', async () => {
  const url = await emptyDatabase();
  await Promise.all(Array.from({ length: 8 }, () => migrate(url)));
  await migrate(url);
  const names = (await run(url, 'select name from forecourt_migration order by name')) as { name: string }[];
  expect(names.map(({ name }) => name)).toEqual([
    '0001_catalogue.sql',
    '0002_slug_tokens.sql',
    '0003_event.sql',
    '0004_recommender_model.sql',
    '0005_event_simulated_and_plan.sql',
    '0006_leads.sql',
    '0007_price_history.sql',
    '0008_code_consent_time.sql',
  ]);
});

it('a migration that was edited after it had been applied is refused', async () => {
  const { url } = await testDatabase();
  await run(url, "update forecourt_migration set checksum = 'other' where name like '0001%'");
  await expect(migrate(url)).rejects.toMatchObject({ code: 'SOURCE_MIGRATION_CHANGED' });
});

it('a database of a newer program is refused', async () => {
  const { url } = await testDatabase();
  await run(url, "insert into forecourt_migration (name, checksum) values ('9999_later.sql', 'x')");
  await expect(migrate(url)).rejects.toMatchObject({ code: 'SOURCE_SCHEMA_NEWER' });
});

it('where all is up to date, a user without the right to make tables may run it', async () => {
  const { url } = await testDatabase();
  const role = `reader_${new URL(url).pathname.slice(1)}`;
  await run(url, `create role ${role} login password 'x'; grant select on forecourt_migration to ${role}`);
  const as = new URL(url);
  [as.username, as.password] = [role, 'x'];
  try {
    await migrate(as.href);
  } finally {
    await run(url, `drop owned by ${role}; drop role ${role}`);
  }
});
