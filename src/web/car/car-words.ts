import type { Car, CarCard } from '../../catalog/car.js';
import { ordinal } from '../../catalog/car.js';
import { kilometres, shortRupees } from '../rupees.js';

type Named = Pick<Car & CarCard, 'year' | 'make_name' | 'model_name' | 'variant_name'>;

/** `2021 Tata Nexon XM`. */
export function nameOfCar({ year, make_name, model_name, variant_name }: Named): string {
  return `${year} ${make_name} ${model_name} ${variant_name}`;
}

/** `2021 Tata Nexon XM, white, 41,000 km in Mumbai at ₹7.21 lakh`. */
export function sentenceOfCar(car: Car): string {
  const distance = car.km_driven === null ? '' : `, ${kilometres(car.km_driven)}`;
  const color = car.color.toLocaleLowerCase('en');
  return `${nameOfCar(car)}, ${color}${distance} in ${car.city_name} at ${shortRupees(car.price)}`;
}

/** One fact as people read it. */
export interface FactRow {
  readonly label: string;
  /** Null: nobody has told. */
  readonly value: string | null;
}

const number = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 2 });

/** What is known of a car beside its name and price, most asked for first. */
export function factRows(car: Car): readonly FactRow[] {
  const measured = (value: number | null, unit: string): string | null =>
    value === null ? null : `${number.format(value)} ${unit}`;
  return [
    { label: 'Model year', value: String(car.year) },
    { label: 'Driven', value: car.km_driven === null ? null : kilometres(car.km_driven) },
    { label: 'Owner', value: car.owner === null ? null : ordinal(car.owner) },
    { label: 'Fuel', value: car.fuel_type },
    { label: 'Transmission', value: car.transmission },
    { label: 'Body type', value: car.body_type },
    { label: 'Colour', value: car.color },
    { label: 'Seats', value: car.seats === null ? null : String(car.seats) },
    { label: 'Engine', value: measured(car.engine_cc, 'cc') },
    { label: 'Power', value: measured(car.max_power_bhp, 'bhp') },
    { label: 'Fuel economy', value: measured(car.mileage_kmpl, 'km/l') },
    { label: 'Registered', value: registration(car) },
    {
      label: 'Place',
      value: placeOf(car),
    },
  ];
}

/** `Dadar, Mumbai`. */
export function placeOf({ locality_name, city_name }: Pick<Car, 'locality_name' | 'city_name'>): string {
  return locality_name === null ? city_name : `${locality_name}, ${city_name}`;
}

function registration({ registration_office: office, registration_year: year }: Car): string | null {
  const parts = [office, year === null ? null : String(year)].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

const day = new Intl.DateTimeFormat('en-IN', { dateStyle: 'medium', timeZone: 'Asia/Kolkata' });

/** `12 Nov 2026`, as the day is in India. */
export function dayOf(moment: string): string {
  return day.format(new Date(moment));
}
