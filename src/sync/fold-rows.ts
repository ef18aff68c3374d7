import type { Car, CarId, CarRow } from '../catalog/car.js';
import { composeCar, isActive } from '../catalog/car.js';
import type { RowChange } from '../catalog/change.js';
import type { Names } from '../catalog/names.js';
import { SyncError } from './errors.js';

/**
 * The cars of which these changes tell a new row and nothing else, with the last row of each: features and images stay as they are,
 * so they need not be looked up. Repricing all cars is nothing but such changes. An inserted row comes with nothing on it, and a car
 * that is sold, if only for a moment, may come back with other things: neither is among them.
 */
export function rowsAlone(changes: readonly RowChange[]): ReadonlyMap<CarId, CarRow> {
  const rows = new Map<CarId, CarRow>();
  const others = new Set<CarId>();
  for (const change of changes) {
    if (change.kind === 'name' || change.kind === 'slug-token') continue;
    if (change.kind === 'truncated') return new Map();
    if (change.kind === 'car' && !change.fresh && isActive(change.row.status))
      rows.set(change.row.id, change.row);
    else others.add(change.kind === 'car' ? change.row.id : change.id);
  }
  for (const id of others) rows.delete(id);
  return rows;
}

/** A car under its new row, with nothing on it, and the names as they are after the batch. */
export function bareCar(row: CarRow, names: Names): Car {
  const record = { row, featureIds: [], images: [] };
  const found = names.of(record);
  if (found === null)
    throw new SyncError('SYNC_CONTRADICTION', `car ${row.id} has a name that is unknown`, {
      facts: { car: row.id },
    });
  return composeCar(record, found);
}
