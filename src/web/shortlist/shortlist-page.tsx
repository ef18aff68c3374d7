import type { JSX } from 'preact';
import type { CarCard, CarId } from '../../catalog/car.js';
import { linkOf } from '../../catalog/car.js';
import { Cards } from '../cards.js';
import { nameOfCar } from '../car/car-words.js';
import { SeeCars } from '../see-cars.js';
import { mostCompared } from './comparison.js';
import { ShortlistForm } from './shortlist-form.js';

export interface ShortlistProps {
  /** Cars that can be bought, the latest first. */
  readonly cards: readonly CarCard[];
  /** Cars that can't any more. */
  readonly gone: readonly GoneCar[];
}

export interface GoneCar {
  readonly id: CarId;
  /** Null: nobody knows any more. */
  readonly name: string | null;
}

export function ShortlistBody({ cards, gone }: ShortlistProps): JSX.Element {
  return (
    <div class="shortlist-page">
      <h1>Your shortlist</h1>
      {cards.length === 0 && gone.length === 0 ? <Empty /> : null}
      {cards.length === 0 ? null : <Cards cards={cards} eager={1} />}
      {cards.length === 0 ? null : <Choice cards={cards} />}
      {gone.length === 0 ? null : <Gone cars={gone} />}
    </div>
  );
}

function Empty(): JSX.Element {
  return (
    <>
      <p>There is nothing on it: cars that you keep are found here again.</p>
      <SeeCars />
    </>
  );
}

/** Which to compare, and which to let go. */
function Choice({ cards }: { readonly cards: readonly CarCard[] }): JSX.Element {
  return (
    <section class="shortlist-choice" aria-labelledby="choice-title">
      <h2 id="choice-title">Compare up to {mostCompared}</h2>
      <form id="compare-form" action="/compare">
        <button class="button primary" type="submit">
          Compare
        </button>
      </form>
      <ul>
        {cards.map((card, place) => (
          <li>
            <label>
              <input
                type="checkbox"
                name="cars"
                value={card.id}
                form="compare-form"
                checked={place < mostCompared}
              />{' '}
              {nameOfCar(card)}
            </label>
            <ShortlistForm carId={card.id} name={nameOfCar(card)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Gone({ cars }: { readonly cars: readonly GoneCar[] }): JSX.Element {
  return (
    <section class="shortlist-gone" aria-labelledby="gone-title">
      <h2 id="gone-title">No longer for sale</h2>
      <ul>
        {cars.map(({ id, name }) => (
          <li>
            <span>
              {name ?? `Car number ${id}`}:{' '}
              <a href={linkOf(id)} rel="nofollow">
                see cars like it
              </a>
            </span>
            <ShortlistForm carId={id} name={name ?? `car number ${id}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}
