import type { ListingRequest } from '../catalog/parse-request.js';
import type { Position } from '../catalog/position.js';
import { later, positionZero } from '../catalog/position.js';
import { notReached } from './errors.js';
import type { Horizon } from './horizon.js';

/**
 * The position that nothing older than may be shown.
 *
 * @param seen what the visitor has been shown, by whatever server
 */
export function floorOf(
  horizon: Pick<Horizon, 'atLeast'>,
  { minPosition }: ListingRequest,
  seen: Position,
): Position {
  return later(horizon.atLeast(seen), minPosition ?? positionZero);
}

/**
 * Postgres reads every car that passes only for an answer that the request allows: one look tells, before. Throws
 * `LISTING_POSITION_NOT_REACHED`.
 */
export async function checkSource(
  sql: { position(): Promise<Position> },
  { minPosition }: ListingRequest,
): Promise<void> {
  if (minPosition === null) return;
  const position = await sql.position();
  if (position < minPosition) throw notReached(position, minPosition);
}
