import type pg from 'pg';
import type { Database } from './database.js';

/** `one picture`: all that is read is of the same moment, and nothing is written. */
export type TransactionKind = 'one picture' | 'change';

const beginnings: Readonly<Record<TransactionKind, string>> = {
  'one picture': 'begin isolation level repeatable read read only',
  change: 'begin',
};

/** Does `work` in a transaction, by a connection of the pool. What fails leaves nothing behind. */
export async function inTransaction<T>(
  database: Database,
  kind: TransactionKind,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await database.connect();
  try {
    await client.query(beginnings[kind]);
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // Its transaction goes with the connection.
    client.release(true);
    throw error;
  }
}
