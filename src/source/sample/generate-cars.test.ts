import { describe, expect, it } from 'vitest';
import type { Car } from '../../catalog/car.js';
import { composeCar, secondsOf } from '../../catalog/car.js';
import { Names } from '../../catalog/names.js';
import { samplePhotoFromName } from '../../catalog/sample-photo.js';
import { sampleNames } from './catalogue.js';
import { sampleCities } from './cities.js';
import { sampleColors } from './colors.js';
import { sampleFeatures } from './features.js';
import { generateCars } from './generate-cars.js';
import { sampleMakes } from './makes/all-makes.js';

const now = new Date('2026-06-01T10:20:30.400Z');
const names = new Names(sampleNames);
const cars = generate({ count: 20_000, seed: 7, now });

function generate(request: Parameters<typeof generateCars>[0]): readonly Car[] {
  return Array.from(generateCars(request), (record) => composeCar(record, names.of(record)!));
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Ids of those for which it does not hold: one comparison for all is a hundred times faster than one for each. */
function exceptions(holds: (car: Car) => boolean): readonly number[] {
  return cars.filter((car) => !holds(car)).map(({ id }) => id);
}

/** That a number lies between two. */
function expectWithin(value: number, least: number, most: number): void {
  expect(value).toBeGreaterThanOrEqual(least);
  expect(value).toBeLessThanOrEqual(most);
}

describe('sample cars', () => {
  it('are the same for the same seed, count and time, and others for another seed', () => {
    const request = { count: 300, seed: 7, now };
    expect(generate(request)).toEqual(generate(request));
    expect(generate(request)).toEqual(cars.slice(0, 300));
    expect(generate({ ...request, seed: 8 })).not.toEqual(generate(request));
  });

  it('fit the checks of the schema', () => {
    const whole = (value: number | null, least: number): boolean =>
      value === null || (Number.isInteger(value) && value >= least && value < 2 ** 31);
    expect(exceptions(({ price, km_driven: km }) => whole(price, 1) && whole(km, 0))).toEqual([]);
    expect(exceptions((car) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(car.date_added))).toEqual([]);
    expect(exceptions((car) => /^[A-Z]{2}\d{1,2}C?$/.test(car.registration_office ?? 'MH01'))).toEqual([]);
    expect(exceptions(({ id, source_ref: ref }) => ref === `sample-${id}`)).toEqual([]);
    expect(cars.map(({ id }) => id)).toEqual(cars.map((_, place) => place + 1));
  });

  it('were made while their model was, and registered in that year or the next', () => {
    const lives = new Map(
      sampleMakes.flatMap((make) => make.models.map(({ name, made }) => [`${make.name} ${name}`, made])),
    );
    const inItsLife = ({ make_name: make, model_name: model, year }: Car): boolean => {
      const [first, last] = lives.get(`${make} ${model}`)!;
      return year >= first && year <= Math.min(last ?? 2026, 2026);
    };
    expect(exceptions(inItsLife)).toEqual([]);
    expect(exceptions((car) => [car.year, car.year + 1].includes(car.registration_year!))).toEqual([]);
    expect(exceptions((car) => car.registration_year! <= 2026)).toEqual([]);
  });

  it('stand in a locality of their city, if in any', () => {
    const localities = new Map(sampleCities.map((city) => [city.name, new Set(city.localities)]));
    const atHome = ({ city_name: city, locality_name: locality }: Car): boolean =>
      locality === null || localities.get(city)!.has(locality);
    expect(exceptions(atHome)).toEqual([]);
  });

  it('were added in the last 90 days, some in the same second', () => {
    const ages = cars.map((car) => Math.floor(now.getTime() / 1_000) - secondsOf(car.date_added));
    expectWithin(Math.min(...ages), 0, 3_600);
    expectWithin(Math.max(...ages), 89 * 86_400, 90 * 86_400);
    expect(new Set(ages).size).toBeLessThan(cars.length * 0.99);
  });

  it('have no feature without what it needs, and none that the body forbids', () => {
    const byName = new Map(sampleFeatures.map((feature) => [feature.name, feature]));
    const sensible = ({ features, body_type: body }: Car): boolean => {
      const has = new Set(features.map(({ name }) => name));
      const rules = features.map(({ name }) => byName.get(name)!);
      return rules.every(
        ({ needs, notOn }) =>
          (needs === undefined || has.has(needs)) && !notOn?.some((each) => each === body.toLowerCase()),
      );
    };
    expect(exceptions(sensible)).toEqual([]);
  });

  it('have features and photos in order, each once', () => {
    const rising = (values: readonly number[]): boolean =>
      values.every((value, place) => place === 0 || value > values[place - 1]!);
    expect(exceptions((car) => rising(car.features.map(({ id }) => id)))).toEqual([]);
    expect(exceptions((car) => car.images.every(({ position }, place) => position === place + 1))).toEqual(
      [],
    );
    expect(exceptions((car) => new Set(car.images.map(({ url }) => url)).size === car.images.length)).toEqual(
      [],
    );
  });

  it('show in 4 to 10 photos of their body and paint, the side first', () => {
    const paints = new Map(sampleColors.map(({ name, paint }) => [name, paint]));
    const itself = ({ images, body_type: body, color }: Car): boolean => {
      const photos = images.map(({ url }) => samplePhotoFromName(url.replace('/photos/', '')));
      return (
        photos[0]?.view === 'side' &&
        photos.every((photo) => photo?.body === body.toLowerCase() && photo.paint === paints.get(color))
      );
    };
    expect(exceptions(itself)).toEqual([]);
    expect(exceptions(({ images }) => images.length >= 4 && images.length <= 10)).toEqual([]);
  });
});

describe('the market of sample cars', () => {
  it.each<[holds: (car: Car) => boolean, least: number, most: number]>([
    [(car) => car.make_name === 'Maruti Suzuki', 0.32, 0.42],
    [(car) => car.make_name === 'Hyundai', 0.14, 0.21],
    [(car) => car.city_name === 'Mumbai', 0.16, 0.22],
    [(car) => car.locality_name === null, 0.04, 0.06],
    [(car) => car.fuel_type === 'Petrol', 0.6, 0.75],
    [(car) => car.transmission === 'Automatic', 0.15, 0.3],
    [(car) => car.color === 'White', 0.28, 0.38],
    [(car) => car.owner === 1, 0.65, 0.78],
    [(car) => car.owner === 4, 0.002, 0.02],
    [(car) => car.price % 1_000 === 0, 1, 1],
    [(car) => car.price % 100_000 === 99_000, 0.08, 0.2],
    [(car) => car.price < 200_000, 0.03, 0.15],
    [(car) => car.price > 2_000_000, 0.01, 0.06],
    [(car) => (car.km_driven ?? 0) > 200_000, 0.005, 0.04],
    [(car) => car.km_driven === null, 0.01, 0.02],
    [(car) => car.owner === null, 0.003, 0.015],
    [(car) => car.seats === null, 0.003, 0.015],
    [(car) => car.status === 'live', 0.985, 0.995],
  ])('has a plausible share of cars where %s', (holds, least, most) => {
    expectWithin(cars.filter(holds).length / cars.length, least, most);
  });

  it('has a plausible middle', () => {
    expectWithin(median(cars.map((car) => car.price)), 450_000, 600_000);
    expectWithin(median(cars.flatMap((car) => car.km_driven ?? [])), 40_000, 65_000);
    expectWithin(median(cars.map((car) => car.year)), 2019, 2022);
  });

  it('has every body, fuel and model', () => {
    expect(new Set(cars.map((car) => car.body_type_id)).size).toBe(sampleNames.get('body_type')!.size);
    expect(new Set(cars.map((car) => car.fuel_type_id)).size).toBe(sampleNames.get('fuel_type')!.size);
    expect(new Set(cars.map((car) => car.model_id)).size).toBe(sampleNames.get('model')!.size);
  });

  it('asks less for an older car, and for one that has run more', () => {
    const swifts = cars.filter((car) => car.model_name === 'Swift' && car.fuel_type === 'Petrol');
    const prices = [2012, 2015, 2018, 2021, 2024].map((year) =>
      median(swifts.filter((car) => Math.abs(car.year - year) <= 1).map((car) => car.price)),
    );
    expect(prices).toEqual([...prices].sort((one, other) => one - other));
    const recent = swifts.filter((car) => car.year >= 2019 && car.year <= 2021);
    const usualKm = median(recent.map((car) => car.km_driven ?? 0));
    const priceOf = (holds: (car: Car) => boolean): number =>
      mean(recent.filter(holds).map((car) => car.price));
    expect(priceOf((car) => (car.km_driven ?? 0) > usualKm)).toBeLessThan(
      priceOf((car) => (car.km_driven ?? 0) <= usualKm),
    );
  });

  it('has run more the older it is', () => {
    const kms = [2024, 2021, 2018, 2015].map((year) =>
      median(cars.filter((car) => car.year === year).flatMap((car) => car.km_driven ?? [])),
    );
    expect(kms).toEqual([...kms].sort((one, other) => one - other));
  });

  it('has about 20 of the 60 features a car, more in dearer and younger ones', () => {
    expect(sampleFeatures).toHaveLength(60);
    const counts = cars.map((car) => car.features.length).sort((one, other) => one - other);
    expectWithin(mean(counts), 19, 23);
    expectWithin(counts[1_000]!, 7, 12);
    expectWithin(counts[19_000]!, 33, 40);
    const countOf = (holds: (car: Car) => boolean): number =>
      mean(cars.filter(holds).map((car) => car.features.length));
    expect(countOf((car) => car.year >= 2022)).toBeGreaterThan(1.5 * countOf((car) => car.year <= 2012));
    expect(countOf((car) => car.variant_name === 'Alpha')).toBeGreaterThan(
      1.5 * countOf((car) => car.variant_name === 'Sigma'),
    );
  });

  it('answers the question of the README with a good number among 5,000', () => {
    const asked = cars
      .slice(0, 5_000)
      .filter((car) => car.city_id === 1 && car.make_id <= 2 && car.price >= 200_000 && car.price <= 400_000);
    expectWithin(asked.length, 120, 250);
  });

  it('is one of its time', () => {
    const then = generate({ count: 2_000, seed: 7, now: new Date('2015-01-02T00:00:00Z') });
    expect(Math.max(...then.map((car) => car.year))).toBe(2015);
    expect(then.map((car) => car.model_name)).not.toContain('Nexon');
    const later = generate({ count: 2_000, seed: 7, now: new Date('2040-01-02T00:00:00Z') });
    expect(median(later.map((car) => car.year))).toBeGreaterThan(2032);
  });
});
