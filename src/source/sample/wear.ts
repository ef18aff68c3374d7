import type { SampleFuel } from './make.js';
import type { Random } from '../../shared/random.js';

/** Kilometres in a car's first year: diesel and gas are bought by those who drive much. */
const firstYearKm: Readonly<Record<SampleFuel, number>> = {
  Petrol: 10_500,
  Diesel: 15_500,
  CNG: 17_000,
  Electric: 12_000,
  Hybrid: 13_000,
  LPG: 10_500,
};

/** The most that anybody would admit to. */
const mostKm = 480_000;

/** Most owners that a listing tells apart. */
const mostOwners = 4;

/** What cars of this age have run, half of them less. Old cars run less each year. */
export function usualKm(fuel: SampleFuel, age: number): number {
  return firstYearKm[fuel] * age ** 0.85;
}

/** A heavy tail: most within a factor of two of what is usual, and some were taxis. */
export function drawKm(random: Random, fuel: SampleFuel, age: number): number {
  const hired = random.chance(0.015) ? 2.2 : 1;
  const km = usualKm(fuel, age) * Math.exp(0.4 * random.normal()) * hired;
  return roundKm(random, Math.min(km, mostKm));
}

/** Some read the dial, most round. */
function roundKm(random: Random, km: number): number {
  const step = random.chance(0.3) ? 1 : random.chance(0.3) ? 500 : 1_000;
  return Math.max(Math.round(km / step) * step, step === 1 ? 40 : step);
}

/** One, and one more with each sale: Poisson in the age, by Knuth's products of uniform draws. */
export function drawOwners(random: Random, age: number): number {
  const limit = Math.exp(-0.055 * age);
  let owners = 1;
  for (let product = random.next(); product > limit && owners < mostOwners; product *= random.next())
    owners += 1;
  return owners;
}
