import type { AttributeName } from './attributes.js';
import { attributes } from './attributes.js';
import type { IndexedCar } from './car.js';

/** An order by one attribute. Ties are broken by id in the same direction; cars without the value come last. */
export interface AttributeOrdering {
  readonly attribute: AttributeName;
  readonly descending: boolean;
}

/** `recommended`: decided by the recommender, perhaps for this very buyer. */
export type Ordering = 'recommended' | AttributeOrdering;

const orderings: ReadonlyMap<string, Ordering> = new Map<string, Ordering>([
  ['recommended', 'recommended'],
  ...attributes
    .filter((attribute) => attribute.ordered)
    .flatMap(({ name }): [string, Ordering][] => [
      [name, { attribute: name, descending: false }],
      [`-${name}`, { attribute: name, descending: true }],
    ]),
]);

/** Every value that the parameter `ordering` takes. */
export const orderingTokens: readonly string[] = [...orderings.keys()];

/** The attributes that listings can be ordered by. */
export const orderedAttributes: readonly AttributeName[] = attributes
  .filter((attribute) => attribute.ordered)
  .map((attribute) => attribute.name);

export function orderingFromToken(token: string): Ordering | null {
  return orderings.get(token) ?? null;
}

export function orderingToToken(ordering: Ordering): string {
  return ordering === 'recommended' ? ordering : `${ordering.descending ? '-' : ''}${ordering.attribute}`;
}

/** Negative if `one` stands before `other`. Total: 0 only for the same car. */
export function compareCars(ordering: AttributeOrdering, one: IndexedCar, other: IndexedCar): number {
  const a = one.values[ordering.attribute];
  const b = other.values[ordering.attribute];
  const sign = ordering.descending ? -1 : 1;
  if (a === null || b === null) {
    if (a !== b) return a === null ? 1 : -1;
    return sign * (one.id - other.id);
  }
  return sign * (a - b || one.id - other.id);
}
