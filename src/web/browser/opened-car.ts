import { tell } from './events.js';

/** Tells that the car of this page was opened. */
export function tellOpened(): void {
  const car = document.querySelector<HTMLElement>('[data-opened-car]')?.dataset.openedCar;
  if (car !== undefined) tell('opened', [Number(car)]);
}
