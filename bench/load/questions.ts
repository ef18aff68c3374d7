import type { Car } from '../../src/catalog/car.js';
import { composeCar } from '../../src/catalog/car.js';
import { Names } from '../../src/catalog/names.js';
import { must } from '../../src/shared/assert.js';
import { sampleNames } from '../../src/source/sample/catalogue.js';
import { generateCars } from '../../src/source/sample/generate-cars.js';
import { Random } from '../../src/shared/random.js';
import { Weighted } from '../../src/shared/weighted.js';
import { benchNow, seeds } from '../seeds.js';

/** A question without its page: parameters of the listing. */
export type Question = ReadonlyMap<string, string>;

/** As buyers choose; the dear end of the list, the newest and the least driven are looked at, the oldest hardly. */
const orderings = new Weighted(
  [
    ['price', 35],
    ['-price', 10],
    ['year', 3],
    ['-year', 17],
    ['km_driven', 15],
    ['-date_added', 20],
  ] as const,
  ([, weight]) => weight,
);

const pageSizes = new Weighted(
  [
    ['10', 90],
    ['20', 6],
    ['35', 4],
  ] as const,
  ([, weight]) => weight,
);

const wishes = 2_000;

/**
 * Draws what buyers ask. Each has a car in mind, one of the sample, and asks for some of what it is: so makes, cities and
 * features come up as often as there are cars of them, and filters fit each other.
 */
export class Questions {
  readonly #cars: readonly Car[];

  constructor() {
    const names = new Names(sampleNames);
    const request = { count: wishes, seed: seeds.cars, now: benchNow };
    this.#cars = Array.from(generateCars(request), (record) =>
      composeCar(record, must(names.of(record), 'names')),
    );
  }

  /** The `nth` question that may be asked again: price bounds are round. */
  repeated(nth: number): Question {
    const random = new Random(seeds.repeated, nth);
    const car = random.pick(this.#cars);
    const question = this.#draw(random, car);
    if (random.chance(0.6)) {
      const step = car.price < 1_000_000 ? 50_000 : 250_000;
      if (random.chance(0.5)) question.set('price_min', String(Math.floor((0.7 * car.price) / step) * step));
      question.set('price_max', String(Math.ceil((1.3 * car.price) / step) * step));
    }
    return question;
  }

  /**
   * The `nth` question that nobody asks twice: the last digits of its price bounds are the digits of `nth`, so no two of ten
   * million are the same.
   */
  fresh(nth: number): Question {
    const random = new Random(seeds.fresh, nth);
    const car = random.pick(this.#cars);
    const question = this.#draw(random, car);
    const lower = Math.floor((random.next() * 0.8 * car.price) / 10_000);
    const upper = Math.ceil(((1 + random.next()) * car.price) / 1_000);
    question.set('price_min', String(10_000 * lower + (nth % 10_000)));
    question.set('price_max', String(1_000 * upper + (Math.floor(nth / 10_000) % 1_000)));
    return question;
  }

  #draw(random: Random, car: Car): Map<string, string> {
    const question = new Map<string, string>();
    const ask = (chance: number, parameter: string, value: () => number | string | null): void => {
      const wanted = random.chance(chance);
      const asked = wanted ? value() : null;
      if (asked !== null) question.set(parameter, String(asked));
    };
    ask(0.7, 'city_id', () => car.city_id);
    ask(0.4, 'make_id', () => this.#anyOf(random, car.make_id, (other) => other.make_id));
    ask(0.12, 'model_id', () => car.model_id);
    ask(0.15, 'fuel_type', () => car.fuel_type_id);
    ask(0.15, 'transmission', () => car.transmission_id);
    ask(0.15, 'body_type', () => this.#anyOf(random, car.body_type_id, (other) => other.body_type_id));
    ask(0.08, 'color', () => car.color_id);
    ask(0.08, 'owner', () => car.owner);
    ask(0.2, 'year_min', () => car.year - random.below(4));
    ask(0.15, 'km_max', () => (car.km_driven === null ? null : 10_000 * Math.ceil(car.km_driven / 8_000)));
    ask(0.2, 'features_all', () => this.#features(random, car, 3));
    ask(0.06, 'features', () => this.#features(random, car, 3));
    ask(0.04, 'features_none', () => this.#features(random, random.pick(this.#cars), 1));
    question.set('ordering', orderings.draw(random)[0]);
    const [pageSize] = pageSizes.draw(random);
    if (pageSize !== '10') question.set('page_size', pageSize);
    return question;
  }

  /** Its own value, and now and then those of one or two other cars. */
  #anyOf(random: Random, own: number, of: (car: Car) => number): string {
    const values = new Set([own]);
    for (let more = random.below(3); more > 0; more -= 1) values.add(of(random.pick(this.#cars)));
    return [...values].join(',');
  }

  #features(random: Random, car: Car, most: number): string | null {
    if (car.features.length === 0) return null;
    const ids = new Set<number>();
    for (let more = random.between(1, most); more > 0; more -= 1) ids.add(random.pick(car.features).id);
    return [...ids].join(',');
  }
}

export function pathOf(question: Question, more: Readonly<Record<string, string>> = {}): string {
  const parameters = [...question, ...Object.entries(more)].map(([name, value]) => `${name}=${value}`);
  return `/listing/?${parameters.join('&')}`;
}
