import type { BuyerEvent, EventId, EventKind } from '../../catalog/buyer-event.js';
import type { BuyerId } from '../../catalog/buyer.js';
import type { CarId } from '../../catalog/car.js';
import type { Random } from '../../shared/random.js';
import type { SimulatedBuyer, SimulatedBuyers } from './simulated-buyers.js';
import { digestOf, utility } from './simulated-buyers.js';
import type { SimulatedCar } from './simulated-cars.js';

export interface Simulation {
  /** The same seed names the same events, whenever it is run. */
  readonly seed: number;
  readonly buyers: number;
  /** How many cars they open together, about. */
  readonly opens: number;
  /** Events happen in so many days before now. */
  readonly days: number;
  readonly nowMs: number;
}

/** What a buyer of the simulation did. */
export interface SimulatedEvent extends BuyerEvent {
  readonly buyer: BuyerId;
  readonly receivedAtMs: number;
}

/** Cards on the pages of one visit. */
const cardsShown = 30;
/** Cars opened at one visit, at most. */
const mostOpened = 6;
/** Far below what makes a buyer count as a program. */
const mostOpensOfBuyer = 90;
/** Spread of the logarithm of how much buyers open: few open many. */
const activitySpread = 0.8;
/** Visits are to the buyer's own city, but for some. */
const elsewhere = 0.08;
/** Prices that are looked at, as parts of the budget; widened where a city has too few such cars. */
const priceRange = { from: 0.6, to: 1.3, widened: 1.6 } as const;
/** Of the cars opened, so many go on the shortlist, if they are liked at all, and so many of those off again. */
const shortlisted = 0.2;
const unshortlisted = 0.15;
const dayMs = 86_400_000;
const secondsBetween = { first: 20, last: 90 } as const;

/** What buyers with known tastes do: buyer by buyer, each in the order of time. */
export function* simulateEvents(
  people: SimulatedBuyers,
  cars: readonly SimulatedCar[],
  simulation: Simulation,
): Generator<SimulatedEvent> {
  const shops = new Shops(cars);
  for (let number = 1; number <= simulation.buyers; number++)
    yield* visitsOf(people.buyer(number), shops, simulation);
}

function* visitsOf(buyer: SimulatedBuyer, shops: Shops, simulation: Simulation): Generator<SimulatedEvent> {
  const { seed, buyers, opens, days, nowMs } = simulation;
  const { random } = buyer;
  // The mean of exp(spread * normal) is exp(spread^2 / 2).
  const activity = Math.exp(activitySpread * random.normal() - activitySpread ** 2 / 2);
  let left = Math.min(mostOpensOfBuyer, Math.max(1, Math.round((opens / buyers) * activity)));
  const told = new Teller(buyer.id, seed);
  const opened = new Set<CarId>();
  for (const startMs of visitTimes(random, Math.ceil(left / 3), days, nowMs)) {
    const shown = shops.shown(buyer, startMs, opened);
    told.startAt(startMs);
    if (shown.length === 0) continue;
    yield told.event(
      'seen',
      shown.map(({ id }) => id),
      random,
    );
    const count = Math.min(left, random.between(1, mostOpened), shown.length);
    left -= count;
    for (const car of favourites(buyer, shown, count)) {
      opened.add(car.id);
      yield told.event('opened', [car.id], random);
      if (utility(buyer, car) <= 0 || !random.chance(shortlisted)) continue;
      yield told.event('shortlisted', [car.id], random);
      if (random.chance(unshortlisted)) yield told.event('unshortlisted', [car.id], random);
    }
    if (left === 0) return;
  }
}

/** Ascending. Long enough before now that a visit is over by then. */
function visitTimes(random: Random, count: number, days: number, nowMs: number): number[] {
  const most = days * dayMs;
  const visitMs = 20 * secondsBetween.last * 1_000;
  const times = Array.from({ length: count }, () => nowMs - visitMs - random.next() * (most - visitMs));
  return times.map(Math.round).sort((one, other) => one - other);
}

/** The best by what the buyer wants, as far as a look at a card tells: with the noise that makes choices multinomial logit (Gumbel). */
function favourites(
  buyer: SimulatedBuyer,
  shown: readonly SimulatedCar[],
  count: number,
): readonly SimulatedCar[] {
  const noise = (): number => -Math.log(-Math.log(1 - buyer.random.next() || Number.MIN_VALUE));
  return shown
    .map((car) => ({ car, wanted: utility(buyer, car) + noise() }))
    .sort((one, other) => other.wanted - one.wanted)
    .slice(0, count)
    .map(({ car }) => car);
}

/** The cars of each city, by price. */
class Shops {
  readonly #byCity = new Map<number, SimulatedCar[]>();
  readonly #cities: readonly number[];

  constructor(cars: readonly SimulatedCar[]) {
    for (const car of cars) {
      const there = this.#byCity.get(car.city);
      if (there === undefined) this.#byCity.set(car.city, [car]);
      else there.push(car);
    }
    for (const there of this.#byCity.values()) there.sort((one, other) => one.price - other.price);
    this.#cities = [...this.#byCity.keys()];
  }

  /** Cards of some cars within the budget that were there then, without those that the buyer has opened. */
  shown(buyer: SimulatedBuyer, atMs: number, opened: ReadonlySet<CarId>): SimulatedCar[] {
    const { random, budget } = buyer;
    const city = random.chance(elsewhere) ? random.pick(this.#cities) : buyer.city;
    const there = this.#byCity.get(city) ?? [];
    let { from, to } = { from: priceRange.from * budget, to: priceRange.to * budget };
    let some = between(there, from, to);
    while (some.length < cardsShown && some.length < there.length) {
      from /= priceRange.widened;
      to *= priceRange.widened;
      some = between(there, from, to);
    }
    const present = some.filter(({ id, addedAtMs }) => addedAtMs <= atMs && !opened.has(id));
    const order = Int32Array.from(present.keys());
    random.shuffle(order);
    return Array.from(order.subarray(0, cardsShown), (place) => present[place]!);
  }
}

/** Of cars by ascending price, those within the bounds. */
function between(cars: readonly SimulatedCar[], from: number, to: number): readonly SimulatedCar[] {
  const placeOf = (price: number): number => {
    let [low, high] = [0, cars.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cars[middle]!.price < price) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return cars.slice(placeOf(from), placeOf(to));
}

/** Gives a buyer's events their ids and times. */
class Teller {
  readonly #buyer: BuyerId;
  readonly #seed: number;
  #number = 0;
  #atMs = 0;

  constructor(buyer: BuyerId, seed: number) {
    this.#buyer = buyer;
    this.#seed = seed;
  }

  startAt(ms: number): void {
    this.#atMs = Math.max(ms, this.#atMs);
  }

  event(kind: EventKind, carIds: readonly CarId[], random: Random): SimulatedEvent {
    const happenedAtMs = this.#atMs;
    this.#atMs += 1_000 * random.between(secondsBetween.first, secondsBetween.last);
    const id = eventId(`${this.#seed} ${this.#buyer} ${(this.#number += 1)}`);
    return { id, buyer: this.#buyer, kind, carIds, happenedAtMs, receivedAtMs: happenedAtMs };
  }
}

/** A UUID of version 8: bits of our own (RFC 9562, 5.8). */
function eventId(name: string): EventId {
  const bytes = digestOf(`event ${name}`);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  ) as EventId;
}
