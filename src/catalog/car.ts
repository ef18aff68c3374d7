import type { AttributeName } from './attributes.js';
import type { EarlierPrice, PriceHistory } from './price-history.js';
import { earlierPrices, historyOf } from './price-history.js';

export type CarId = number & { readonly __brand: 'CarId' };

export function carId(id: number): CarId {
  return id as CarId;
}

/** Ids are positive integers of Postgres. */
export function isCarIdNumber(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 2_147_483_647;
}

/** An id as an address says it; null: no car can have it. */
export function carIdFrom(text: string): CarId | null {
  return /^[1-9]\d{0,9}$/.test(text) && isCarIdNumber(Number(text)) ? carId(Number(text)) : null;
}

/** `live` can be listed; the others are terminal: the car leaves the index, unless staff make it live again. */
export type CarStatus = 'live' | 'sold' | 'withdrawn';

export function isActive(status: CarStatus): boolean {
  return status === 'live';
}

/** A row of the table `car`, as the index needs it. Field names are the columns'. */
export interface CarRow {
  readonly id: CarId;
  readonly city_id: number;
  readonly locality_id: number | null;
  readonly variant_id: number;
  readonly color_id: number;
  readonly fuel_type_id: number;
  readonly transmission_id: number;
  readonly body_type_id: number;
  /** Whole rupees. */
  readonly price: number;
  /** Model year. */
  readonly year: number;
  readonly km_driven: number | null;
  /** Number of owners so far, from 1. */
  readonly owner: number | null;
  readonly seats: number | null;
  readonly status: CarStatus;
  /** UTC, whole seconds: `2020-07-20T02:17:00Z`. */
  readonly date_added: string;
  readonly engine_cc: number | null;
  readonly mileage_kmpl: number | null;
  readonly max_power_bhp: number | null;
  readonly registration_office: string | null;
  readonly registration_year: number | null;
  readonly source_ref: string | null;
  readonly price_history: PriceHistory;
}

export interface CarImage {
  /** Place in the sequence of the car's photos; need not be gapless. */
  readonly position: number;
  readonly url: string;
}

/** A car row with what hangs on it by its own tables; names are still ids. */
export interface CarRecord {
  readonly row: CarRow;
  /** Ascending, unique. */
  readonly featureIds: readonly number[];
  /** By ascending position, unique. */
  readonly images: readonly CarImage[];
}

/** The names behind a car's ids. */
export interface CarNames {
  readonly city_name: string;
  readonly locality_name: string | null;
  readonly make_id: number;
  readonly make_name: string;
  readonly model_id: number;
  readonly model_name: string;
  readonly variant_name: string;
  readonly color: string;
  readonly fuel_type: string;
  readonly transmission: string;
  readonly body_type: string;
  /** Parallel to `featureIds`. */
  readonly featureNames: readonly string[];
}

/** The whole car: what `GET /cars/{id}` answers and `car:detail` holds. */
export interface Car extends Omit<CarRow, 'price_history'> {
  readonly city_name: string;
  readonly locality_name: string | null;
  readonly make_id: number;
  readonly make_name: string;
  readonly model_id: number;
  readonly model_name: string;
  readonly variant_name: string;
  readonly color: string;
  readonly fuel_type: string;
  readonly transmission: string;
  readonly body_type: string;
  readonly link: string;
  /** Oldest first. */
  readonly price_history: readonly EarlierPrice[];
  readonly features: readonly { readonly id: number; readonly name: string }[];
  readonly images: readonly CarImage[];
}

/** The part of a car that a listing shows. */
export interface CarCard {
  readonly id: CarId;
  /** Four at most. */
  readonly images: readonly string[];
  readonly price: number;
  readonly make_name: string;
  readonly model_name: string;
  readonly variant_name: string;
  readonly year: number;
  readonly km_driven: number | null;
  readonly fuel_type: string;
  readonly transmission: string;
  readonly body_type: string;
  readonly color: string;
  readonly city_name: string;
  /** `1st`, `2nd` ...; null where unknown. */
  readonly owner: string | null;
  readonly date_added: string;
  readonly link: string;
}

export const imagesOnCard = 4;

/** Puts a car together. The order of the fields is the order of the JSON. */
export function composeCar(record: CarRecord, names: CarNames): Car {
  const { row } = record;
  return {
    id: row.id,
    status: row.status,
    price: row.price,
    price_history: earlierPrices(row.price_history),
    make_id: names.make_id,
    make_name: names.make_name,
    model_id: names.model_id,
    model_name: names.model_name,
    variant_id: row.variant_id,
    variant_name: names.variant_name,
    year: row.year,
    km_driven: row.km_driven,
    owner: row.owner,
    seats: row.seats,
    fuel_type_id: row.fuel_type_id,
    fuel_type: names.fuel_type,
    transmission_id: row.transmission_id,
    transmission: names.transmission,
    body_type_id: row.body_type_id,
    body_type: names.body_type,
    color_id: row.color_id,
    color: names.color,
    city_id: row.city_id,
    city_name: names.city_name,
    locality_id: row.locality_id,
    locality_name: names.locality_name,
    engine_cc: row.engine_cc,
    mileage_kmpl: row.mileage_kmpl,
    max_power_bhp: row.max_power_bhp,
    registration_office: row.registration_office,
    registration_year: row.registration_year,
    date_added: row.date_added,
    source_ref: row.source_ref,
    link: linkOf(row.id),
    features: record.featureIds.map((id, place) => ({ id, name: names.featureNames[place] ?? '' })),
    images: record.images,
  };
}

/** The record inside a car: the inverse of {@link composeCar}, names left behind. */
export function recordOf(car: Car): CarRecord {
  const {
    city_name,
    locality_name,
    make_id,
    make_name,
    model_id,
    model_name,
    variant_name,
    color,
    fuel_type,
    transmission,
    body_type,
    link,
    price_history,
    features,
    images,
    ...columns
  } = car;
  const row = { ...columns, price_history: historyOf(price_history) };
  return { row, featureIds: features.map((feature) => feature.id), images };
}

export function cardOf(car: Car): CarCard {
  return {
    id: car.id,
    images: car.images.slice(0, imagesOnCard).map((image) => image.url),
    price: car.price,
    make_name: car.make_name,
    model_name: car.model_name,
    variant_name: car.variant_name,
    year: car.year,
    km_driven: car.km_driven,
    fuel_type: car.fuel_type,
    transmission: car.transmission,
    body_type: car.body_type,
    color: car.color,
    city_name: car.city_name,
    owner: car.owner === null ? null : ordinal(car.owner),
    date_added: car.date_added,
    link: car.link,
  };
}

export function linkOf(id: CarId): string {
  return `/user-cars/${id}`;
}

/** 1 -> `1st`, 2 -> `2nd`, 11 -> `11th`, 23 -> `23rd`. */
export function ordinal(count: number): string {
  const lastTwo = count % 100;
  if (lastTwo >= 11 && lastTwo <= 13) return `${count}th`;
  return `${count}${['th', 'st', 'nd', 'rd'][count % 10] ?? 'th'}`;
}

/** A car's value for every attribute; null where it has none. */
export type CarValues = Readonly<Record<AttributeName, number | null>>;

/** Written out: it is done for every car of every change. */
function valuesOf(car: Car): CarValues {
  return {
    city: car.city_id,
    locality: car.locality_id,
    make: car.make_id,
    model: car.model_id,
    variant: car.variant_id,
    color: car.color_id,
    fuel_type: car.fuel_type_id,
    transmission: car.transmission_id,
    body_type: car.body_type_id,
    owner: car.owner,
    seats: car.seats,
    year: car.year,
    price: car.price,
    km_driven: car.km_driven,
    date_added: secondsOf(car.date_added),
  };
}

/** What the index and every filter see of a car. */
export interface IndexedCar {
  readonly id: CarId;
  readonly values: CarValues;
  readonly featureIds: readonly number[];
}

export function indexedCar(car: Car): IndexedCar {
  return { id: car.id, values: valuesOf(car), featureIds: car.features.map((feature) => feature.id) };
}

/** `2020-07-20T02:17:00Z` -> seconds since 1970. */
export function secondsOf(dateAdded: string): number {
  return Date.parse(dateAdded) / 1000;
}
