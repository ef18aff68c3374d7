import type { AttributeName } from './attributes.js';
import { attributes } from './attributes.js';
import type { CarId, CarValues, IndexedCar } from './car.js';

/** What filters and orders see of a car, by place: values in the order of the attribute table, null where it has none. */
export interface CarFacts {
  readonly values: readonly (number | null)[];
  /** Ascending, unique. */
  readonly featureIds: readonly number[];
}

export function factsOf({ values, featureIds }: IndexedCar): CarFacts {
  return { values: attributes.map(({ name }) => values[name]), featureIds };
}

/** `8,,12,700000|3,7`: values by the order of the attribute table, nothing where there is none; then the features. */
export function factsToText({ values, featureIds }: IndexedCar): string {
  return `${attributes.map(({ name }) => values[name] ?? '').join(',')}|${featureIds.join(',')}`;
}

/** A car from its facts, with its values by name. */
export function indexedFromFacts(id: CarId, { values, featureIds }: CarFacts): IndexedCar {
  const byName: Partial<Record<AttributeName, number | null>> = {};
  for (const [place, { name }] of attributes.entries()) byName[name] = values[place] ?? null;
  return { id, values: byName as CarValues, featureIds };
}

const zero = 48;
const comma = 44;
const bar = 124;

/** The inverse of {@link factsToText}, digit by digit: a million of these are read when an index is filled. */
export function factsFromText(text: string): CarFacts {
  const values: (number | null)[] = [];
  const featureIds: number[] = [];
  let number: number | null = null;
  let inFeatures = false;
  for (let at = 0; at <= text.length; at++) {
    const character = at === text.length ? comma : text.charCodeAt(at);
    if (character === comma || character === bar) {
      if (!inFeatures) values.push(number);
      else if (number !== null) featureIds.push(number);
      number = null;
      inFeatures ||= character === bar;
    } else number = (number ?? 0) * 10 + character - zero;
  }
  return { values, featureIds };
}
