import type { EventId, EventKind } from '../catalog/buyer-event.js';
import type { BuyerId } from '../catalog/buyer.js';
import { carId } from '../catalog/car.js';
import type { Database } from './database.js';
import { asSourceError } from './database.js';
import type { EventRow } from './events.js';

/** Which events to learn from. */
export interface TrainingSpan {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  /** Simulated buyers and real ones are never mixed. */
  readonly simulated: boolean;
}

/**
 * Who opens more cars within an hour is no buyer: one every half minute, without a pause. By the server's clock; the buyer's own could
 * spread them out.
 */
export const mostOpensAnHour = 120;

/** Who opens so many and was never shown a list of cars works through the addresses. People come from an advert to one car, or to a few. */
export const opensWithoutSeeing = 20;

const batchSize = 10_000;

/** A row of the cursor. */
interface Columns {
  readonly id: EventId;
  readonly buyer: BuyerId;
  readonly kind: EventKind;
  readonly carIds: readonly number[];
  readonly happenedAtMs: number;
  readonly receivedAtMs: number;
}

/**
 * What people did in a span of time, by when it happened, some thousands at once, and all of one picture. Left out are buyers that are
 * programs, with all that they did in the span: whose User-Agent said so at any event, who opened more than {@link mostOpensAnHour} cars
 * within any hour, or {@link opensWithoutSeeing} and more without ever having been shown a listing.
 */
export async function* readTrainingEvents(
  database: Database,
  { from, to, simulated }: TrainingSpan,
): AsyncGenerator<readonly EventRow[]> {
  const client = await database.connect().catch((error: unknown) => {
    throw asSourceError(error);
  });
  let isWhole = false;
  try {
    await client.query('begin transaction isolation level repeatable read, read only');
    await client.query(
      `declare training_event no scroll cursor for
       with given as (
         select id, buyer, kind, car_ids, happened_at, received_at, is_bot,
                count(*) filter (where kind = 'opened') over
                  (partition by buyer order by received_at range between interval '1 hour' preceding and current row) as opens_in_hour
         from event
         where happened_at >= $1 and happened_at < $2 and is_simulated = $3
       ),
       program as (
         select buyer from given group by buyer
         having bool_or(is_bot) or max(opens_in_hour) > $4
           or (count(*) filter (where kind = 'opened') >= $5 and not bool_or(kind = 'seen'))
       )
       select id, buyer, kind, car_ids as "carIds",
              (extract(epoch from happened_at) * 1000)::float8 as "happenedAtMs",
              (extract(epoch from received_at) * 1000)::float8 as "receivedAtMs"
       from given where buyer not in (select buyer from program)
       order by happened_at, id`,
      [from, to, simulated, mostOpensAnHour, opensWithoutSeeing],
    );
    for (;;) {
      const { rows } = await client.query<Columns>(`fetch ${batchSize} from training_event`);
      if (rows.length === 0) break;
      yield rows.map((row) => ({ ...row, carIds: row.carIds.map(carId), isBot: false }));
    }
    await client.query('commit');
    isWhole = true;
  } catch (error) {
    throw asSourceError(error);
  } finally {
    // Who stops reading early, or met an error, leaves a transaction open: its connection is not used again.
    client.release(!isWhole);
  }
}
