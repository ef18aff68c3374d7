import type { AttributeName } from '../../catalog/attributes.js';
import { attributes } from '../../catalog/attributes.js';
import type { CarFacts } from '../../catalog/car-facts.js';
import type { CarId } from '../../catalog/car.js';
import { Random } from '../../shared/random.js';

/** A car as buyers of a simulation see it. */
export interface SimulatedCar {
  readonly id: CarId;
  readonly city: number;
  readonly make: number;
  readonly body: number;
  readonly fuel: number;
  readonly transmission: number;
  /** In rupees. */
  readonly price: number;
  readonly addedAtMs: number;
  /** What no column tells: how well its photos look, whether the seller is friendly. Standard normal. */
  readonly quality: number;
  /** What no column tells either, and some like and others do not. Each place is standard normal. */
  readonly character: Float64Array;
}

/** How many things there are to like about a car beside its columns. */
export const characterPlaces = 6;

/**
 * A car's character is mostly its model's, so that something can be known of cars that nobody has seen yet; the squares of both parts add
 * up to 1.
 */
const shares = { model: 0.9, own: 0.436 } as const;

/** Streams of random numbers: cars have positive ones, models negative ones. Buyers draw from another seed. */
export function simulatedCar(id: CarId, facts: CarFacts, seed: number): SimulatedCar {
  const own = new Random(seed, id);
  const ofModel = new Random(seed, -1 - valueOf(facts, 'model'));
  return {
    id,
    city: valueOf(facts, 'city'),
    make: valueOf(facts, 'make'),
    body: valueOf(facts, 'body_type'),
    fuel: valueOf(facts, 'fuel_type'),
    transmission: valueOf(facts, 'transmission'),
    price: valueOf(facts, 'price'),
    addedAtMs: 1_000 * valueOf(facts, 'date_added'),
    quality: own.normal(),
    character: Float64Array.from(
      { length: characterPlaces },
      () => shares.model * ofModel.normal() + shares.own * own.normal(),
    ),
  };
}

const places = new Map(attributes.map(({ name }, place) => [name, place]));

function valueOf({ values }: CarFacts, name: AttributeName): number {
  return values[places.get(name) ?? 0] ?? 0;
}
