import type { AttributeName } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { IndexedCar } from '../catalog/car.js';
import type { Filters } from '../catalog/filters.js';
import { matches } from '../catalog/filters.js';

/** A car before and after a change, as filters see it; null: not listed. */
export interface CarMove {
  readonly before: IndexedCar | null;
  readonly after: IndexedCar | null;
}

/** What a view is made of: its filters, and the attribute of its order (null: it is known to be empty). */
export interface ViewQuestion {
  readonly filters: Filters;
  readonly order: AttributeName | null;
}

/**
 * Whether the view's stored content is no longer right after these moves: a car enters it, leaves it, or changes place in
 * it. A change that only the cards show (a photo, a name) leaves it right, for cards are not part of it.
 */
export function isTouched(view: ViewQuestion, moves: readonly PreparedMove[]): boolean {
  const concerns = concernsOf(view);
  return moves.some((move) => move.changed.some((what) => concerns.has(what)) && changesView(view, move));
}

function changesView({ filters, order }: ViewQuestion, { before, after }: CarMove): boolean {
  const was = before !== null && matches(filters, before);
  const is = after !== null && matches(filters, after);
  if (was !== is) return true;
  return was && is && order !== null && before.values[order] !== after.values[order];
}

type Concern = AttributeName | 'feature' | 'presence';

/** A move with what it changes, found once for all views. */
export interface PreparedMove extends CarMove {
  readonly changed: readonly Concern[];
}

/** Moves that no view can see are left out. */
export function prepareMoves(moves: readonly CarMove[]): readonly PreparedMove[] {
  return moves
    .map((move) => ({ ...move, changed: changedBy(move) }))
    .filter(({ changed }) => changed.length > 0);
}

function changedBy({ before, after }: CarMove): readonly Concern[] {
  if (before === null || after === null) return before === after ? [] : ['presence'];
  const changed: Concern[] = attributes
    .map(({ name }) => name)
    .filter((name) => before.values[name] !== after.values[name]);
  const same =
    before.featureIds.length === after.featureIds.length &&
    before.featureIds.every((id, place) => id === after.featureIds[place]);
  return same ? changed : [...changed, 'feature'];
}

function concernsOf({ filters, order }: ViewQuestion): ReadonlySet<Concern> {
  const concerns = new Set<Concern>(['presence']);
  if (order !== null) concerns.add(order);
  for (const { name } of attributes)
    if (name in filters.options || name in filters.ranges) concerns.add(name);
  if (Object.values(filters.features).some((ids) => ids.length > 0)) concerns.add('feature');
  return concerns;
}
