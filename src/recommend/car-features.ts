import type { AttributeName } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { CarFacts } from '../catalog/car-facts.js';

/** Bounds between bins of a value, ascending: made of what cars cost and had run when the model was trained. */
export interface CarScale {
  readonly price: readonly number[];
  readonly km_driven: readonly number[];
}

/** A feature of a car, by a name that means the same in every training: `make:12`, `price:4`, `feature:7`. */
export interface NamedFeature {
  readonly name: string;
  readonly weight: number;
}

/** Those whose options are features. Variants and localities are too many to be learned from so few buyers each. */
const asOptions = [
  'city',
  'make',
  'model',
  'color',
  'fuel_type',
  'transmission',
  'body_type',
  'owner',
  'seats',
  'year',
] as const satisfies readonly AttributeName[];

/** Those that are cut into bins. */
const binned = ['price', 'km_driven'] as const satisfies readonly (keyof CarScale)[];

/** A car has a dozen pieces of equipment and one make: together they shall not outweigh it. */
const equipmentWeight = 0.3;

const places = new Map(attributes.map(({ name }, place) => [name, place]));
const options = asOptions.map((name) => ({ name, place: places.get(name) ?? 0 }));
const bins = binned.map((name) => ({ name, place: places.get(name) ?? 0 }));

/** What the recommender sees of a car; a value that the car lacks is no feature. */
export function featuresOf({ values, featureIds }: CarFacts, scale: CarScale): NamedFeature[] {
  const features: NamedFeature[] = [];
  for (const { name, place } of options) {
    const value = values[place] ?? null;
    if (value !== null) features.push({ name: `${name}:${value}`, weight: 1 });
  }
  for (const { name, place } of bins) {
    const value = values[place] ?? null;
    if (value !== null) features.push({ name: `${name}:${binOf(value, scale[name])}`, weight: 1 });
  }
  for (const id of featureIds) features.push({ name: `feature:${id}`, weight: equipmentWeight });
  return features;
}

/** How many bins prices and kilometres are cut into: as many cars in each. */
const binCounts = { price: 12, km_driven: 8 } as const;

/** Bins of these cars, by quantiles. */
export function scaleOf(cars: readonly CarFacts[]): CarScale {
  const bounds = (name: keyof CarScale): number[] => {
    const place = places.get(name) ?? 0;
    const sorted = cars.flatMap(({ values }) => values[place] ?? []).sort((one, other) => one - other);
    const count = binCounts[name];
    const cuts = Array.from(
      { length: count - 1 },
      (_, cut) => sorted[Math.floor(((cut + 1) * sorted.length) / count)],
    );
    return [...new Set(cuts.filter((cut) => cut !== undefined))];
  };
  return { price: bounds('price'), km_driven: bounds('km_driven') };
}

/** The number of bounds that are not above it. */
function binOf(value: number, bounds: readonly number[]): number {
  let bin = 0;
  while (bin < bounds.length && value >= (bounds[bin] ?? Infinity)) bin += 1;
  return bin;
}
