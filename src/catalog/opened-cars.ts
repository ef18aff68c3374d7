import type { CarId } from './car.js';
import { carId, isCarIdNumber } from './car.js';

/** Cars that a visitor's own list remembers. */
export const mostOpened = 20;

const base = 36;
const separator = '.';

/**
 * The cars that a visitor has opened, newest first and each once, as a cookie holds them: base 36, joined by full stops, 140 characters
 * at most. What is not such a list is read as far as it goes: parts that are no ids are left out.
 */
export function openedCarsFrom(text: string): readonly CarId[] {
  const cars = new Set<CarId>();
  for (const part of text.split(separator)) {
    if (cars.size === mostOpened) break;
    const id = /^[1-9a-z][\da-z]{0,5}$/.test(part) ? Number.parseInt(part, base) : 0;
    if (isCarIdNumber(id)) cars.add(carId(id));
  }
  return [...cars];
}

export function openedCarsToText(cars: readonly CarId[]): string {
  return cars.map((id) => id.toString(base)).join(separator);
}

/** The list after more cars were opened, the latest last. */
export function withOpened(cars: readonly CarId[], opened: readonly CarId[]): readonly CarId[] {
  return [...new Set([...opened.toReversed(), ...cars])].slice(0, mostOpened);
}
