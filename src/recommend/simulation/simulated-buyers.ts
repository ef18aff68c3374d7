import { createHash } from 'node:crypto';
import type { BuyerId } from '../../catalog/buyer.js';
import { Random } from '../../shared/random.js';
import type { SimulatedCar } from './simulated-cars.js';
import { characterPlaces } from './simulated-cars.js';

/** Somebody whose tastes are known. */
export interface SimulatedBuyer {
  /** From 1. */
  readonly number: number;
  readonly id: BuyerId;
  readonly city: number;
  /** In rupees. */
  readonly budget: number;
  /** What they like about a car's columns, as far as it is above or below 0. */
  readonly liking: (car: SimulatedCar) => number;
  /** What they like about a car's character. */
  readonly taste: Float64Array;
  /** What is drawn from here on is the buyer's, too. */
  readonly random: Random;
}

/** Buyers have streams of a seed of their own beside that of the cars. */
const buyersSeed = 2 ** 32;

/** How much each part of a car matters, in units in which the noise of a choice is 1. */
const weights = { make: 1.6, body: 2, fuel: 1, transmission: 1.2, character: 2, quality: 0.6 } as const;
/** Standard deviation of a budget's logarithm around the price of some car. */
const budgetSpread = 0.15;
/** What is lost where a price is the e-fold of the budget, or that part of it: dear hurts more than cheap. */
const offBudget = { dear: 6, cheap: 3 } as const;

/** Draws buyers; the same seed and number give the same buyer, if the cars are the same. */
export class SimulatedBuyers {
  readonly #cars: readonly SimulatedCar[];
  readonly #seed: number;

  constructor(cars: readonly SimulatedCar[], seed: number) {
    this.#cars = cars;
    this.#seed = seed;
  }

  buyer(number: number): SimulatedBuyer {
    const random = new Random(this.#seed + buyersSeed, number);
    // More buyers look where there are more cars, and for as much as most cars cost.
    const budget = random.pick(this.#cars).price * Math.exp(budgetSpread * random.normal());
    const likings = new Map<string, number>();
    const streams = random.below(2 ** 31);
    const likingOf = (what: string, option: number): number => {
      const key = `${what}${option}`;
      const known = likings.get(key) ?? new Random(streams, hashOf(key)).normal();
      likings.set(key, known);
      return known;
    };
    return {
      number,
      id: buyerIdOf(this.#seed, number),
      city: random.pick(this.#cars).city,
      budget,
      liking: ({ make, body, fuel, transmission }) =>
        weights.make * likingOf('make', make) +
        weights.body * likingOf('body', body) +
        weights.fuel * likingOf('fuel', fuel) +
        weights.transmission * likingOf('transmission', transmission),
      taste: Float64Array.from({ length: characterPlaces }, () => random.normal()),
      random,
    };
  }
}

/** How much a buyer wants a car. */
export function utility(buyer: SimulatedBuyer, car: SimulatedCar): number {
  let character = 0;
  for (const [place, each] of car.character.entries()) character += each * buyer.taste[place]!;
  const off = Math.log(car.price / buyer.budget);
  return (
    buyer.liking(car) +
    (weights.character * character) / Math.sqrt(characterPlaces) +
    weights.quality * car.quality -
    (off > 0 ? offBudget.dear * off : -offBudget.cheap * off)
  );
}

/** 128 bits as base64url. */
function buyerIdOf(seed: number, number: number): BuyerId {
  return digestOf(`buyer ${seed} ${number}`).toString('base64url') as BuyerId;
}

/** 16 bytes. */
export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, 16);
}

function hashOf(text: string): number {
  return digestOf(text).readInt32LE();
}
