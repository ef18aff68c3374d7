import type { CarRecord, CarStatus } from '../../catalog/car.js';
import { carId, secondsOf } from '../../catalog/car.js';
import { bodyIds, catalogueColors, fuelIds, transmissionIds } from './catalogue.js';
import { drawEarlierPrices } from './earlier-prices.js';
import { drawFeatures } from './equipment.js';
import { drawPhotos } from './photos.js';
import { drawPlace } from './place.js';
import { drawPrice } from './price.js';
import { Random } from '../../shared/random.js';
import { vehicleDrawer } from './vehicle.js';
import { drawKm, drawOwners, usualKm } from './wear.js';
import { Weighted } from '../../shared/weighted.js';

export interface SampleRequest {
  readonly count: number;
  /** A whole number. */
  readonly seed: number;
  /** The cars were added in the 90 days before. */
  readonly now: Date;
}

const addedWithinSeconds = 90 * 24 * 3_600;

const colors = new Weighted(catalogueColors, ({ weight }) => weight);

/**
 * Cars with ids from 1, for names as `sampleNames` numbers them. A car depends on its id, seed and now alone: the first
 * thousand of a million are the thousand of the same seed.
 */
export function* generateCars({ count, seed, now }: SampleRequest): Generator<CarRecord> {
  const draw = carDrawer(now);
  for (let id = 1; id <= count; id += 1) yield draw(id, new Random(seed, id));
}

function carDrawer(now: Date): (id: number, random: Random) => CarRecord {
  const thisYear = now.getUTCFullYear();
  const thisMoment = yearOf(now);
  const drawVehicle = vehicleDrawer(thisYear);
  return (id, random) => {
    const { model, year, engine, variant, automatic, priceWhenNew } = drawVehicle(random);
    const color = colors.draw(random);
    const registrationYear = Math.min(year + (random.chance(0.18) ? 1 : 0), thisYear);
    const age = Math.max(thisMoment - registrationYear - random.next(), 0.05);
    const { city, localityId, office } = drawPlace(random, engine.fuel, age);
    const km = random.chance(0.015) ? null : drawKm(random, engine.fuel, age);
    const owners = drawOwners(random, age);
    const price = drawPrice(random, {
      whenNew: priceWhenNew,
      age,
      keeps: model.keeps,
      km,
      usualKm: usualKm(engine.fuel, age),
      owners,
      cityLevel: city.priceLevel,
    });
    const car = {
      row: {
        id: carId(id),
        city_id: city.id,
        locality_id: localityId,
        variant_id: variant.id,
        color_id: color.id,
        fuel_type_id: fuelIds[engine.fuel],
        transmission_id: transmissionIds[automatic ? 'Automatic' : 'Manual'],
        body_type_id: bodyIds[model.body],
        price,
        year,
        km_driven: km,
        owner: random.chance(0.008) ? null : owners,
        seats: random.chance(0.006) ? null : model.seats,
        status: drawStatus(random),
        date_added: drawDateAdded(random, now),
        engine_cc: engine.cc,
        mileage_kmpl: engine.kmpl,
        max_power_bhp: engine.bhp,
        registration_office: office,
        registration_year: registrationYear,
        source_ref: `sample-${id}`,
      },
      featureIds: drawFeatures(random, { level: variant.level, year, body: model.body }),
      images: drawPhotos(random, model.body, color.paint),
    };
    const selling = { price, added: secondsOf(car.row.date_added), now: Math.floor(now.getTime() / 1_000) };
    return { ...car, row: { ...car.row, price_history: drawEarlierPrices(random, selling) } };
  };
}

/** 2026-07-02 -> 2026.5 */
function yearOf(now: Date): number {
  const year = now.getUTCFullYear();
  const start = Date.UTC(year, 0);
  return year + (now.getTime() - start) / (Date.UTC(year + 1, 0) - start);
}

function drawStatus(random: Random): CarStatus {
  const part = random.next();
  if (part < 0.99) return 'live';
  return part < 0.995 ? 'sold' : 'withdrawn';
}

/** More of late; some by dealers' programs, which run on the hour, so that cars tie. */
function drawDateAdded(random: Random, now: Date): string {
  const end = Math.floor(now.getTime() / 1_000);
  const added = end - Math.floor(addedWithinSeconds * random.next() ** 1.3);
  const told = random.chance(0.06) ? Math.max(added - (added % 3_600), end - addedWithinSeconds) : added;
  return new Date(told * 1_000).toISOString().replace('.000Z', 'Z');
}
