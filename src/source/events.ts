import pg from 'pg';
import type { BuyerEvent } from '../catalog/buyer-event.js';
import type { BuyerId } from '../catalog/buyer.js';
import type { Database } from './database.js';
import { withSourceErrors } from './database.js';

/** An event as the table holds it. */
export interface EventRow extends BuyerEvent {
  readonly buyer: BuyerId;
  readonly receivedAtMs: number;
  readonly isBot: boolean;
}

/**
 * Stores events in one statement, each once: what is there already stays as it is. Answers how many are new. In the order of their ids,
 * so that two followers with the same events wait for each other in one direction only.
 */
export async function insertEvents(
  database: Database | pg.ClientBase,
  events: readonly EventRow[],
  { areSimulated = false }: { readonly areSimulated?: boolean } = {},
): Promise<number> {
  const column = <T>(of: (event: EventRow) => T): readonly T[] => events.map(of);
  const { rowCount } = await database.query({
    name: 'insert-events',
    text: `insert into event (id, buyer, kind, car_ids, happened_at, received_at, is_bot, is_simulated)
           select id, buyer, kind, car_ids::int[], happened_at, received_at, is_bot, $8::boolean
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::boolean[])
             as given (id, buyer, kind, car_ids, happened_at, received_at, is_bot)
           order by id
           on conflict (id) do nothing`,
    values: [
      column(({ id }) => id),
      column(({ buyer }) => buyer),
      column(({ kind }) => kind),
      // Arrays of arrays would have to be equally long.
      column(({ carIds }) => `{${carIds.join(',')}}`),
      column(({ happenedAtMs }) => new Date(happenedAtMs).toISOString()),
      column(({ receivedAtMs }) => new Date(receivedAtMs).toISOString()),
      column(({ isBot }) => isBot),
      areSimulated,
    ],
  });
  return rowCount ?? 0;
}

/**
 * Deletes events that happened before `beforeMs`, the oldest `most` at most. Answers how many. What another follower is about to delete is left
 * to that one.
 */
export function deleteEvents(database: Database, beforeMs: number, most: number): Promise<number> {
  return withSourceErrors(async () => {
    const { rowCount } = await database.query(
      `with old as (
         select id from event where happened_at < $1 order by happened_at limit $2 for update skip locked
       )
       delete from event using old where event.id = old.id`,
      [new Date(beforeMs), most],
    );
    return rowCount ?? 0;
  });
}

/**
 * Why Postgres refuses rows for what they hold: the code of a value that does not fit (class 22) or of a check (class 23). Not its words,
 * which may repeat what a row holds. Null: that is not the trouble. https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
export function refusalOf(error: unknown): string | null {
  const code = error instanceof pg.DatabaseError ? (error.code ?? '') : '';
  return /^2[23]/.test(code) ? code : null;
}
