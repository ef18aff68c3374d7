import type { Car, CarId } from '../../catalog/car.js';
import { carIdFrom } from '../../catalog/car.js';
import type { Result } from '../../shared/result.js';
import { failed, ok } from '../../shared/result.js';
import { factRows } from '../car/car-words.js';
import { featureGroups, groupOfFeature } from '../car/feature-groups.js';
import { wholeRupees } from '../rupees.js';

/** More columns than this fit no screen. */
export const mostCompared = 4;

export function addressOfComparison(ids: readonly CarId[]): string {
  return ids.length === 0 ? '/compare' : `/compare?cars=${ids.join()}`;
}

/** The cars that an address names. */
export interface CarsNamed {
  /** The first {@link mostCompared} of them. */
  readonly compared: readonly CarId[];
  /** How many come after those. */
  readonly beyond: number;
}

/**
 * What an address compares, in lists or one by one as a form sends them. Failed: something in it is no id.
 *
 * @param values of its parameter
 */
export function carsNamed(values: readonly string[]): Result<CarsNamed, string> {
  const ids = new Set<CarId>();
  for (const text of values.flatMap((value) => value.split(','))) {
    if (text.trim() === '') continue;
    const id = carIdFrom(text.trim());
    if (id === null) return failed('takes ids of cars');
    ids.add(id);
  }
  return ok({ compared: [...ids].slice(0, mostCompared), beyond: Math.max(0, ids.size - mostCompared) });
}

/** One fact of all cars that are compared. */
export interface ComparedFact {
  readonly label: string;
  /** A value for each car, in their order; null: nobody has told. */
  readonly values: readonly (string | null)[];
  /** Whether they are not all the same. */
  readonly differs: boolean;
}

/** Facts that belong together. */
export interface ComparedGroup {
  readonly title: string;
  readonly facts: readonly ComparedFact[];
}

/** What is compared: prices, facts, and every feature that one of the cars has. */
export function compareCars(cars: readonly Car[]): readonly ComparedGroup[] {
  const rows = cars.map((car) => [{ label: 'Price', value: wholeRupees(car.price) }, ...factRows(car)]);
  const labels = rows[0]?.map(({ label }) => label) ?? [];
  const facts = labels.map((label, place) =>
    fact(
      label,
      rows.map((row) => row[place]?.value ?? null),
    ),
  );
  return [{ title: 'Facts', facts }, ...compareFeatures(cars)];
}

function compareFeatures(cars: readonly Car[]): readonly ComparedGroup[] {
  const has = cars.map(({ features }) => new Set(features.map(({ name }) => name)));
  const names = [...new Set(has.flatMap((each) => [...each]))].sort((one, other) =>
    one.localeCompare(other, 'en'),
  );
  return featureGroups
    .map((group) => ({
      title: group,
      facts: names
        .filter((name) => groupOfFeature(name) === group)
        .map((name) =>
          fact(
            name,
            has.map((each) => (each.has(name) ? 'Yes' : 'No')),
          ),
        ),
    }))
    .filter(({ facts }) => facts.length > 0);
}

function fact(label: string, values: readonly (string | null)[]): ComparedFact {
  return { label, values, differs: new Set(values).size > 1 };
}
