import { expect, it } from 'vitest';
import { testDatabase } from '../../test/support/postgres.js';
import { openDatabase } from './database.js';

it('a connection that Postgres ends while it is lent out is an error of the next question, and of nothing else', async () => {
  await using own = await testDatabase();
  const database = openDatabase(own.url, { connections: 2, statementTimeoutMs: 5_000 });
  const client = await database.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const ended = new Promise((resolve) => client.once('end', resolve));
  await database.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await ended;
  await expect(client.query('select 1')).rejects.toThrow();
  client.release(true);
  expect((await database.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await database.end();
});
