import type { CarId } from './car.js';
import { carId, isCarIdNumber } from './car.js';

const base = 36;
const separator = '.';

/**
 * Cars as a cookie holds them: base 36, joined by full stops, 7 characters a car at most. What is not such a list is read as far as it goes:
 * parts that are no ids are left out, and each car counts once.
 */
export function carListFrom(text: string, most: number): readonly CarId[] {
  const cars = new Set<CarId>();
  for (const part of text.split(separator)) {
    if (cars.size === most) break;
    const id = /^[1-9a-z][\da-z]{0,5}$/.test(part) ? Number.parseInt(part, base) : 0;
    if (isCarIdNumber(id)) cars.add(carId(id));
  }
  return [...cars];
}

export function carListToText(cars: readonly CarId[]): string {
  return cars.map((id) => id.toString(base)).join(separator);
}
