import type { JSX } from 'preact';
import type { CarCard } from '../catalog/car.js';
import { Photo } from './photo.js';
import { kilometres, shortRupees } from './rupees.js';
import { ShortlistForm } from './shortlist/shortlist-form.js';

export interface CardsProps {
  readonly cards: readonly CarCard[];
  /** Cards at the start whose photo is wanted at once. */
  readonly eager: number;
  /** `cards` unless given: the list that a page is about. */
  readonly id?: string;
}

/** Cars as tiles. */
export function Cards({ cards, eager, id = 'cards' }: CardsProps): JSX.Element {
  return (
    <ul class="cards" id={id}>
      {cards.map((card, place) => (
        <Card card={card} isEager={place < eager} />
      ))}
    </ul>
  );
}

function Card({ card, isEager }: { readonly card: CarCard; readonly isEager: boolean }): JSX.Element {
  const name = `${card.make_name} ${card.model_name}`;
  return (
    <li class="card" data-car={card.id}>
      <Photos card={card} isEager={isEager} />
      <div class="card-text">
        <p class="price">{shortRupees(card.price)}</p>
        <h2>
          <a href={card.link}>
            {card.year} {name}
          </a>
        </h2>
        <p class="variant">{card.variant_name}</p>
        <ul class="facts">
          {card.km_driven === null ? null : <li>{kilometres(card.km_driven)}</li>}
          <li>{card.fuel_type}</li>
          <li>{card.transmission}</li>
        </ul>
        <p class="place">
          {card.owner === null ? '' : `${card.owner} owner, `}
          {card.city_name}
        </p>
      </div>
      <ShortlistForm carId={card.id} name={`${card.year} ${name}`} />
    </li>
  );
}

/**
 * A way to the car that can be moved sideways: by finger, or by keys once it has the focus. As a link over it would catch the finger, it is
 * the link itself.
 */
function Photos({ card, isEager }: { readonly card: CarCard; readonly isEager: boolean }): JSX.Element {
  const { images, color, link, make_name, model_name } = card;
  const label = `${color} ${make_name} ${model_name}`;
  if (images.length === 0) return <div class="photos photos-none">No photo yet</div>;
  return (
    <div class="photos-frame">
      <a class="photos" href={link} aria-label={`Photos: ${label}`}>
        {images.map((url, place) => (
          <Photo
            url={url}
            alt={`${label}, photo ${place + 1}`}
            place="card"
            isFirst={isEager && place === 0}
          />
        ))}
      </a>
      {images.length === 1 ? null : <span class={`dots dots-${images.length}`} aria-hidden="true" />}
    </div>
  );
}
