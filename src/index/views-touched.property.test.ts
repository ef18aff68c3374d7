import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arbitraryCar,
  arbitraryParameters,
  filtersOf,
  smallNumbers,
  toQuery,
} from '../../test/support/random-filters.js';
import { attributes } from '../catalog/attributes.js';
import type { CarId, CarValues, IndexedCar } from '../catalog/car.js';
import { canonicalForm, matches, noFilters } from '../catalog/filters.js';
import { compareCars, orderedAttributes } from '../catalog/ordering.js';
import { queryHash } from '../catalog/query.js';
import type { ViewQuestion } from './view.js';
import { emptyOrder, readMember } from './view.js';
import type { CarMove, PreparedMove } from './views-touched.js';
import { maxLooks, prepareMoves, ViewsByConcern } from './views-touched.js';

/**
 * A view is dropped if and only if its stored content (its cars, each with the value it is ordered by) is another after the
 * changes: never a stale view, never one dropped for nothing.
 */

const arbitraryView: fc.Arbitrary<ViewQuestion> = fc.record({
  filters: arbitraryParameters(smallNumbers).map((parameters) => filtersOf(toQuery(parameters))),
  order: fc.constantFrom(...orderedAttributes, null),
});

/** The name under which `viewOf` registers it. */
function memberOf({ filters, order }: ViewQuestion): string {
  return `${order ?? emptyOrder}:${queryHash(filters)}:${canonicalForm(filters)}`;
}

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

/** A car of the first city, with little else. */
function plainCar(id: number, values: Partial<CarValues>): IndexedCar {
  const none = Object.fromEntries(attributes.map(({ name }) => [name, null])) as CarValues;
  return { id: id as CarId, values: { ...none, city: 1, ...values }, featureIds: [] };
}

function content({ filters, order }: ViewQuestion, cars: readonly (IndexedCar | null)[]): unknown {
  const compare = (a: IndexedCar, b: IndexedCar): number =>
    order === null ? a.id - b.id : compareCars({ attribute: order, descending: false }, a, b);
  return cars
    .filter((car) => car !== null)
    .filter((car) => matches(filters, car))
    .sort(compare)
    .map((car) => [car.id, order === null ? null : car.values[order]]);
}

const arbitraryMoves = fc.uniqueArray(arbitraryMove, {
  selector: ({ before, after }) => (before ?? after)?.id,
  minLength: 1,
  maxLength: 4,
});

/** Whether the view's content is another after the moves. */
function isChanged(view: ViewQuestion, moves: readonly CarMove[]): boolean {
  const [before, after] = [moves.map((move) => move.before), moves.map((move) => move.after)];
  return JSON.stringify(content(view, before)) !== JSON.stringify(content(view, after));
}

function watching(members: readonly string[], looks?: number): ViewsByConcern {
  const views = new ViewsByConcern(looks);
  for (const member of members) views.add(member);
  return views;
}

describe('the name of a view', () => {
  it('reads back as what the view asks', () => {
    fc.assert(
      fc.property(arbitraryView, (view) => {
        const member = memberOf(view);
        expect(readMember(member)).toEqual({ ...view, member });
      }),
    );
  });

  it('reads back whatever the length of its lists', () => {
    const colours = Array.from({ length: 1_000 }, (_, place) => place + 1);
    const filters = { ...noFilters, options: { color: colours } };
    const member = memberOf({ filters, order: 'price' });
    expect(readMember(member)).toEqual({ member, filters, order: 'price' });
  });

  it.each([
    '',
    'price',
    'price:x',
    'size:x:',
    'price:x:size=1',
    'price:x:city_id',
    'price:x:city_id=a',
    'a:b:c:d',
  ])('that none has is not read: %j', (member) => {
    expect(readMember(member)).toBeNull();
  });
});

describe('views that changes touch', () => {
  it('are those whose content changes, and no others', () => {
    let changed = 0;
    fc.assert(
      fc.property(fc.array(arbitraryView, { minLength: 1, maxLength: 4 }), arbitraryMoves, (drawn, moves) => {
        const expected = drawn.filter((view) => isChanged(view, moves)).map(memberOf);
        changed += expected.length;
        const { members } = watching(drawn.map(memberOf)).touchedBy(prepareMoves(moves));
        expect(new Set(members)).toEqual(new Set(expected));
      }),
      { numRuns: 5_000 },
    );
    expect(changed).toBeGreaterThan(500);
  });

  it('are all found when nothing may be looked at', () => {
    fc.assert(
      fc.property(arbitraryView, arbitraryMoves, (view, moves) => {
        const { members } = watching([memberOf(view)], 0).touchedBy(prepareMoves(moves));
        if (isChanged(view, moves)) expect(members).toEqual([memberOf(view)]);
      }),
    );
  });

  it('are no longer found once they are deleted or forgotten', () => {
    const views = watching(['price:x:city_id=1', 'price:y:city_id=2', 'unreadable']);
    const gone = prepareMoves([{ before: plainCar(1, {}), after: null }]);
    expect(views.touchedBy(gone).members).toEqual(['unreadable', 'price:x:city_id=1']);
    views.delete('price:x:city_id=1');
    views.delete('unreadable');
    expect([views.touchedBy(gone).members, views.size]).toEqual([[], 1]);
    views.clear();
    expect(views.size).toBe(0);
  });
});

describe('the work of finding them', () => {
  const repricings = (count: number): readonly PreparedMove[] =>
    prepareMoves(
      Array.from({ length: count }, (_, id) => ({
        before: plainCar(id, { price: 5 }),
        after: plainCar(id, { price: 6 }),
      })),
    );
  const many = (name: (place: number) => string): string[] =>
    Array.from({ length: 10_000 }, (_, at) => name(at));

  it('is nothing for views that do not depend on what changes', () => {
    const views = watching(many((place) => `date_added:x:city_id=${place}`));
    expect(views.touchedBy(repricings(5_000))).toEqual({ members: [], looks: 0 });
  });

  it('ends with the first car that changes a view', () => {
    const views = watching(many((place) => `price:x${place}:city_id=1`));
    const { members, looks } = views.touchedBy(repricings(5_000));
    expect([members.length, looks]).toEqual([10_000, 10_000]);
  });

  it('is bounded: beyond it every view concerned is dropped unseen, and no other', () => {
    const concerned = many((place) => `price:x:city_id=${place + 2}`);
    const views = watching([...concerned, ...many((place) => `date_added:x:city_id=${place}`)]);
    const { members, looks } = views.touchedBy(repricings(5_000));
    // 10,000 views x 5,000 cars would be 50,000,000.
    expect(looks).toBeLessThanOrEqual(maxLooks + 5_000);
    expect(members).toEqual(concerned.slice(maxLooks / 5_000));
  });
});
