import type { JSX } from 'preact';
import type { CarCard } from '../catalog/car.js';
import { kilometres, shortRupees } from './rupees.js';

/** Photos of cards and car pages are drawn into boxes of this shape, so that nothing moves when they arrive. */
export const photoSize = { width: 400, height: 300 } as const;

export interface CardsProps {
  readonly cards: readonly CarCard[];
  /** Cards at the start whose photo is wanted at once. */
  readonly eager: number;
}

/** Cars as tiles. */
export function Cards({ cards, eager }: CardsProps): JSX.Element {
  return (
    <ul class="cards" id="cards">
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
          {card.owner === null ? null : <li>{card.owner} owner</li>}
        </ul>
        <p class="place">{card.city_name}</p>
      </div>
    </li>
  );
}

/** Moved sideways by finger, or by keys once it has the focus. */
function Photos({ card, isEager }: { readonly card: CarCard; readonly isEager: boolean }): JSX.Element {
  const { images, color, make_name, model_name } = card;
  const label = `${color} ${make_name} ${model_name}`;
  if (images.length === 0) return <div class="photos photos-none">No photo yet</div>;
  return (
    <div
      class="photos"
      role="group"
      tabIndex={images.length > 1 ? 0 : undefined}
      aria-label={`Photos: ${label}`}
    >
      {images.map((url, place) => (
        <img
          src={url}
          alt={`${label}, photo ${place + 1}`}
          {...photoSize}
          decoding="async"
          {...(isEager && place === 0 ? { fetchpriority: 'high' } : { loading: 'lazy' })}
        />
      ))}
    </div>
  );
}
