import type { Random } from '../../shared/random.js';

export interface PriceFacts {
  /** Of this variant with this engine, in rupees, without the tax that a new car bears: so it loses nothing at once. */
  readonly whenNew: number;
  /** In years, with their fractions. */
  readonly age: number;
  /** The part of its price that the make keeps each year. */
  readonly keeps: number;
  /** Null: not told, which buyers take for much. */
  readonly km: number | null;
  readonly usualKm: number;
  readonly owners: number;
  /** What the same car costs in this city, relative to the others. */
  readonly cityLevel: number;
}

/** By the number of owners so far. */
const ownerParts: readonly number[] = [1, 1, 0.95, 0.9, 0.85];

/** What a car that runs is worth however old it is. */
const leastWorth = 70_000;

/** What a seller asks, in whole rupees. */
export function drawPrice(random: Random, facts: PriceFacts): number {
  const aged = leastWorth + (facts.whenNew - leastWorth) * facts.keeps ** facts.age;
  const worth = aged * kmPart(facts) * (ownerParts[facts.owners] ?? 1) * facts.cityLevel;
  return roundPrice(random, worth * Math.exp(0.085 * random.normal()));
}

/** 1.5 % less for every 10,000 km above the usual, and the reverse, within a quarter. */
function kmPart({ km, usualKm }: PriceFacts): number {
  const above = (km ?? usualKm * 1.3) - usualKm;
  return Math.min(Math.max(1 - (0.015 * above) / 10_000, 0.75), 1.25);
}

/** Few sellers ask 412,000: they ask 4.1 or 4.25 lakh, or just below a round sum. */
function roundPrice(random: Random, price: number): number {
  const habit = random.next();
  if (price >= 200_000 && habit < 0.22) return nearest(price, price < 1_000_000 ? 50_000 : 100_000) - 1_000;
  if (price >= 100_000 && habit < 0.48) return nearest(price, price < 1_000_000 ? 25_000 : 50_000);
  return nearest(price, habit < 0.8 ? 5_000 : 1_000);
}

function nearest(price: number, step: number): number {
  return Math.round(price / step) * step;
}
