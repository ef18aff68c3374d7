import { carListFrom, carListToText } from './car-list.js';
import type { CarId } from './car.js';

/** Cars that a visitor's own list remembers. */
export const mostOpened = 20;

/** The cars that a visitor has opened, newest first and each once, as a cookie holds them: see {@link carListFrom}. */
export function openedCarsFrom(text: string): readonly CarId[] {
  return carListFrom(text, mostOpened);
}

export function openedCarsToText(cars: readonly CarId[]): string {
  return carListToText(cars);
}

/** The list after more cars were opened, the latest last. */
export function withOpened(cars: readonly CarId[], opened: readonly CarId[]): readonly CarId[] {
  return [...new Set([...opened.toReversed(), ...cars])].slice(0, mostOpened);
}
