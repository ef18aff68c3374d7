import type { JSX } from 'preact';
import type { CarId } from '../../catalog/car.js';

export interface ShortlistFormProps {
  readonly carId: CarId;
  /** What the car is called, for who hears the page. */
  readonly name: string;
  readonly isShortlisted: boolean;
}

/** Puts a car on the visitor's shortlist, or takes it off. With scripts the page stays as it is. */
export function ShortlistForm({ carId, name, isShortlisted }: ShortlistFormProps): JSX.Element {
  return (
    <form class="shortlist-form" method="post" action="/shortlist" data-shortlist={carId}>
      <input type="hidden" name="car_id" value={carId} />
      <button
        class={isShortlisted ? 'button shortlisted' : 'button'}
        type="submit"
        name="action"
        value={isShortlisted ? 'remove' : 'add'}
      >
        <span aria-hidden="true">{isShortlisted ? '♥ ' : '♡ '}</span>
        {isShortlisted ? 'On your shortlist' : 'Shortlist'}
        <span class="visually-hidden">{isShortlisted ? `: take the ${name} off` : ` the ${name}`}</span>
      </button>
    </form>
  );
}
