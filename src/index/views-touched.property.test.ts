import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arbitraryCar,
  arbitraryParameters,
  filtersOf,
  smallNumbers,
  toQuery,
} from '../../test/support/random-filters.js';
import type { IndexedCar } from '../catalog/car.js';
import { matches } from '../catalog/filters.js';
import { compareCars, orderedAttributes } from '../catalog/ordering.js';
import type { ViewQuestion } from './views-touched.js';
import { isTouched, prepareMoves } from './views-touched.js';

/**
 * A view is dropped if and only if its stored content (its cars, each with the value it is ordered by) is another after the
 * changes: never a stale view, never one dropped for nothing.
 */

const arbitraryView: fc.Arbitrary<ViewQuestion> = fc.record({
  filters: arbitraryParameters(smallNumbers).map((parameters) => filtersOf(toQuery(parameters))),
  order: fc.constantFrom(...orderedAttributes),
});

/** A car before and after: the same car, one or more values changed, or come or gone. */
const arbitraryMove = fc
  .tuple(arbitraryCar, arbitraryCar, fc.constantFrom('change', 'one value', 'come', 'go'), fc.nat())
  .map(([before, other, how, pick]): { before: IndexedCar | null; after: IndexedCar | null } => {
    if (how === 'come') return { before: null, after: before };
    if (how === 'go') return { before, after: null };
    if (how === 'change') return { before, after: { ...other, id: before.id } };
    const [name, value] = Object.entries(other.values)[pick % Object.keys(other.values).length] ?? [
      'price',
      1,
    ];
    return { before, after: { ...before, values: { ...before.values, [name]: value } } };
  });

function content({ filters, order }: ViewQuestion, cars: readonly (IndexedCar | null)[]): unknown {
  const ordering = { attribute: order ?? 'price', descending: false };
  return cars
    .filter((car) => car !== null)
    .filter((car) => matches(filters, car))
    .sort((a, b) => compareCars(ordering, a, b))
    .map((car) => [car.id, order === null ? null : car.values[order]]);
}

describe('views that changes touch', () => {
  it('are those whose content changes, and no others', () => {
    const moves = fc.uniqueArray(arbitraryMove, {
      selector: ({ before, after }) => (before ?? after)?.id,
      minLength: 1,
      maxLength: 4,
    });
    let touched = 0;
    fc.assert(
      fc.property(arbitraryView, moves, (view, drawn) => {
        const before = content(
          view,
          drawn.map((move) => move.before),
        );
        const after = content(
          view,
          drawn.map((move) => move.after),
        );
        const changed = JSON.stringify(before) !== JSON.stringify(after);
        if (changed) touched += 1;
        expect(isTouched(view, prepareMoves(drawn))).toBe(changed);
      }),
      { numRuns: 10_000 },
    );
    expect(touched).toBeGreaterThan(500);
  });
});
