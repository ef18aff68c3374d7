import type { CarFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import { carJoins, factColumns } from './cars.js';
import type { Database } from './database.js';
import { withSourceErrors } from './database.js';
import { publishedTables } from './published-tables.js';

/** A car that is learned from or ranked. */
export interface TrainingCar extends CarFacts {
  readonly id: CarId;
}

const batchSize = 5_000;

/** All live cars, and these in any status, by ascending id, some thousands at once. Cars that change meanwhile may be of before or after. */
export async function* readTrainingCars(
  database: Database,
  others: readonly CarId[],
): AsyncGenerator<readonly TrainingCar[]> {
  let after = 0;
  for (;;) {
    const cars = await readBatch(database, others, after);
    if (cars.length === 0) return;
    yield cars;
    after = cars.at(-1)?.id ?? after;
  }
}

function readBatch(
  database: Database,
  others: readonly CarId[],
  after: number,
): Promise<readonly TrainingCar[]> {
  return withSourceErrors(async () => {
    const { rows } = await database.query<TrainingCar>(
      `select car.id, ${factColumns}
       from (select ${publishedTables.car.join(', ')} from car where id > $1 and (status = 'live' or id = any($2::int[]))
             order by id limit ${batchSize}) as car ${carJoins}
       order by car.id`,
      [after, others],
    );
    return rows;
  });
}
