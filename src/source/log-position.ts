import type pg from 'pg';
import { must } from '../shared/assert.js';
import type { Position } from '../catalog/position.js';
import { positionFromString } from '../catalog/position.js';

/**
 * How far Postgres' log is on disk: every change whose commit was acknowledged so far lies before it (but for those made with
 * `synchronous_commit = off`). Not where the log ends: what is not on disk is sent to nobody, and can stay so for seconds.
 */
export async function readLogPosition(client: pg.Pool | pg.ClientBase): Promise<Position> {
  return positionBy(client, 'select pg_current_wal_flush_lsn()::text as position');
}

/**
 * Writes a mark into the log and makes sure that it is on disk. Everything that any snapshot taken before has seen lies
 * before the position that is returned.
 */
export async function markLog(client: pg.Pool | pg.ClientBase): Promise<Position> {
  // Transactional, so that its commit flushes the log up to here.
  return positionBy(client, `select pg_logical_emit_message(true, 'forecourt', 'mark')::text as position`);
}

async function positionBy(client: pg.Pool | pg.ClientBase, text: string): Promise<Position> {
  const { rows } = await client.query<{ position: string }>(text);
  return must(positionFromString(rows[0]?.position ?? ''), 'a log position');
}
