import type pg from 'pg';
import type { Position } from '../catalog/position.js';
import { positionFromString } from '../catalog/position.js';
import { SourceError } from './errors.js';

/** What the change stream is called in Postgres. */
export interface StreamNames {
  readonly slot: string;
  readonly publication: string;
}

/** Checks that Postgres can be followed at all, and says the remedy where it can't. */
export async function checkReplication(client: pg.ClientBase, names: StreamNames): Promise<void> {
  const { rows } = await client.query<{
    standby: boolean;
    walLevel: string;
    mayReplicate: boolean;
    slotsLeft: boolean;
    slotOwner: string | null;
  }>(
    `select pg_is_in_recovery() as standby,
            current_setting('wal_level') as "walLevel",
            (select rolreplication or rolsuper from pg_roles where rolname = current_user) as "mayReplicate",
            exists (select 1 from pg_replication_slots where slot_name = $1)
              or current_setting('max_replication_slots')::int - (select count(*) from pg_replication_slots) >= 2
              as "slotsLeft",
            (select coalesce('database ' || database, 'a standby server') from pg_replication_slots
             where slot_name = $1 and (database, plugin) is distinct from (current_database(), 'pgoutput'))
              as "slotOwner"`,
    [names.slot],
  );
  const facts = rows[0];
  if (facts === undefined) return;
  if (facts.standby) throw new SourceError('SOURCE_STANDBY');
  if (facts.walLevel !== 'logical')
    throw new SourceError('SOURCE_WAL_LEVEL', `wal_level is ${facts.walLevel}`);
  if (!facts.mayReplicate) throw new SourceError('SOURCE_NO_REPLICATION_RIGHT');
  if (facts.slotOwner !== null)
    throw new SourceError('SOURCE_SLOT_TAKEN', `${names.slot} serves ${facts.slotOwner}`);
  if (!facts.slotsLeft) throw new SourceError('SOURCE_NO_SLOT_LEFT');
}

/** `SOURCE_LOG_UNBOUNDED` if a follower that stays away can fill the disk of Postgres; null if not. */
export async function findUnboundedLog(client: pg.ClientBase): Promise<SourceError | null> {
  const { rows } = await client.query<{ unbounded: boolean }>(
    `select current_setting('max_slot_wal_keep_size') = '-1' as unbounded`,
  );
  return rows[0]?.unbounded === true ? new SourceError('SOURCE_LOG_UNBOUNDED') : null;
}

export interface SlotState {
  /** Changes before it are gone from the slot. */
  readonly confirmed: Position | null;
  /** Postgres dropped log that was not read yet. */
  readonly lost: boolean;
}

export async function readSlot(client: pg.ClientBase, slot: string): Promise<SlotState | null> {
  const { rows } = await client.query<{ confirmed: string | null; lost: boolean }>(
    `select confirmed_flush_lsn::text as confirmed, coalesce(wal_status = 'lost', false) as lost
     from pg_replication_slots where slot_name = $1 and database = current_database()`,
    [slot],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { confirmed: row.confirmed === null ? null : positionFromString(row.confirmed), lost: row.lost };
}

/** A slot waits for all transactions that are open; one that is open for longer than this is rather forgotten. */
export const slotPatienceMs = 600_000;

/** From here on Postgres keeps its log for us. Waits for transactions that are open now. */
export async function createSlot(client: pg.ClientBase, slot: string): Promise<void> {
  // The driver takes the limit for one query as well; its types don't say so.
  const query: pg.QueryConfig & { readonly query_timeout: number } = {
    text: `select pg_create_logical_replication_slot($1, 'pgoutput')`,
    values: [slot],
    query_timeout: slotPatienceMs,
  };
  await client.query(query);
}

export async function dropSlot(client: pg.ClientBase, slot: string): Promise<void> {
  await client.query(
    'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active',
    [slot],
  );
}
