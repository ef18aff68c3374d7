import type pg from 'pg';
import { must } from '../shared/assert.js';
import type { Position } from '../catalog/position.js';
import { positionFromString } from '../catalog/position.js';

/** Where Postgres' log ends now: every change committed so far lies before it. */
export async function readLogPosition(client: pg.Pool | pg.ClientBase): Promise<Position> {
  const { rows } = await client.query<{ position: string }>(
    'select pg_current_wal_insert_lsn()::text as position',
  );
  return must(positionFromString(rows[0]?.position ?? ''), 'the log position');
}
