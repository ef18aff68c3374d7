import type { CarId, CarStatus } from '../catalog/car.js';
import type { Database } from './database.js';
import { withSourceErrors } from './database.js';

/** Null: there is no such car. */
export function readCarStatus(database: Database, carId: CarId): Promise<CarStatus | null> {
  return withSourceErrors(async () => {
    const { rows } = await database.query<{ status: CarStatus }>('select status from car where id = $1', [
      carId,
    ]);
    return rows[0]?.status ?? null;
  });
}
