import type { Car, CarId } from '../catalog/car.js';
import type { Position } from '../catalog/position.js';
import type { SlugToken } from '../catalog/slug-token.js';

/** What the listing needs of Postgres beside the SQL engine; handed in, so that this room does not depend on it. */
export interface CarSource {
  /** A car in any status; null: there is none with this id. */
  read(id: CarId): Promise<Car | null>;
  /** Cars in any status, in no order; ids of no car are left out. */
  readAll(ids: readonly CarId[]): Promise<readonly Car[]>;
  slugTokens(): Promise<readonly SlugToken[]>;
  /** Where Postgres' log ends now. */
  position(): Promise<Position>;
}
