import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { CarId } from '../../catalog/car.js';
import { PageContext } from '../page-context.js';

export interface ShortlistFormProps {
  readonly carId: CarId;
  /** What the car is called, for who hears the page. */
  readonly name: string;
}

/**
 * Puts a car on the visitor's shortlist, or takes it off. It holds the words for both, and shows what `data-kept` says: scripts change that
 * alone, and the page stays as it is.
 */
export function ShortlistForm({ carId, name }: ShortlistFormProps): JSX.Element {
  const isKept = useContext(PageContext).shortlist.includes(carId);
  return (
    <form class="shortlist-form" method="post" action="/shortlist" data-kept={String(isKept)}>
      <input type="hidden" name="car_id" value={carId} />
      <button class="button" type="submit" name="action" value={isKept ? 'remove' : 'add'}>
        <span class="to-keep">
          <span aria-hidden="true">♡</span>
          <span class="words">
            Shortlist<span class="visually-hidden"> the {name}</span>
          </span>
        </span>
        <span class="to-let-go">
          <span aria-hidden="true">♥</span>
          <span class="words">
            On your shortlist<span class="visually-hidden">: take the {name} off</span>
          </span>
        </span>
      </button>
    </form>
  );
}
