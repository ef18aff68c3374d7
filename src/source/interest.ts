import type { CarId } from '../catalog/car.js';
import type { Interest } from '../catalog/interest.js';
import type { Database } from './database.js';
import { withSourceErrors } from './database.js';

/**
 * The cars that at least `fewest` people looked at since `from`. Without programs that say that they are such, and without simulated buyers unless
 * there are no others. Cost: the events of that time, by the index on `happened_at`.
 */
export function readInterest(
  database: Database,
  from: Date,
  fewest: number,
): Promise<ReadonlyMap<CarId, Interest>> {
  return withSourceErrors(async () => {
    const { rows } = await database.query<Interest & { readonly id: CarId }>({
      name: 'read-interest',
      text: `with recent as materialized (
               select car_ids[1] as car_id, kind, buyer, is_simulated from event
               where happened_at >= $1 and kind in ('opened', 'test_drive') and not is_bot
             )
             select car_id as id,
                    (count(distinct buyer) filter (where kind = 'opened'))::int as lookers,
                    (count(distinct buyer) filter (where kind = 'test_drive'))::int as "testDrives"
             from recent
             where is_simulated = not exists (select from recent where not is_simulated)
             group by car_id
             having count(distinct buyer) filter (where kind = 'opened') >= $2`,
      values: [from, fewest],
    });
    return new Map(rows.map(({ id, lookers, testDrives }) => [id, { lookers, testDrives }]));
  });
}
