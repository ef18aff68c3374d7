import type { JSX } from 'preact';
import type { CarCard } from '../../catalog/car.js';
import { Cards } from '../cards.js';
import { Crumbs } from '../crumbs.js';
import { shortRupees, wholeRupees } from '../rupees.js';
import { ShortlistForm } from '../shortlist/shortlist-form.js';
import { dayOf } from './car-words.js';
import type { CarView } from './car-view.js';
import { Gallery } from './gallery.js';
import type { GroupedFeatures } from './feature-groups.js';
import type { PricePeriod } from './price-words.js';

export function CarBody({ view }: { readonly view: CarView }): JSX.Element {
  const { car, name } = view;
  return (
    <article class="car-page" data-opened-car={view.isTold ? car.id : undefined}>
      <Crumbs crumbs={view.crumbs} />
      <Gallery car={car} />
      <header class="car-head">
        <h1>{name}</h1>
        <p class="car-place">{view.place}</p>
        <p class="price">
          {shortRupees(car.price)} <span class="price-exact">{wholeRupees(car.price)}</span>
        </p>
        {view.fall === null ? null : (
          <p class="badge price-fell">
            Price fell by {shortRupees(view.fall.by)} on{' '}
            <time dateTime={view.fall.since}>{dayOf(view.fall.since)}</time>
          </p>
        )}
        {view.standing === null ? null : <p class="price-standing">{view.standing}</p>}
        {view.interest === null ? null : <p class="interest">{view.interest}</p>}
        <div class="car-actions">
          <a class="button primary" href={`${car.link}/test-drive`} rel="nofollow">
            Book a test drive
          </a>
          <ShortlistForm carId={car.id} name={name} />
          {view.compare === null ? null : (
            <a class="button" href={view.compare.href} rel="nofollow">
              {view.compare.label}
            </a>
          )}
        </div>
      </header>
      <Facts view={view} />
      <Features groups={view.features} />
      <PriceHistory periods={view.periods} />
      <section id="test-drive" class="test-drive" aria-labelledby="test-drive-title">
        <h2 id="test-drive-title">See it for yourself</h2>
        <p>Drive this car in {car.city_name} at a time that suits you.</p>
        <a class="button primary" href={`${car.link}/test-drive`} rel="nofollow">
          Book a test drive
        </a>
      </section>
      <CardSection id="similar" title="Cars like this one" cards={view.similar} />
      <CardSection id="recent" title="Recently viewed" cards={view.recent} />
    </article>
  );
}

function Facts({ view }: { readonly view: CarView }): JSX.Element {
  return (
    <section class="car-facts" aria-labelledby="facts-title">
      <h2 id="facts-title">About this car</h2>
      <dl>
        {view.facts.map(({ label, value }) => (
          <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Features({ groups }: { readonly groups: readonly GroupedFeatures[] }): JSX.Element | null {
  if (groups.length === 0) return null;
  return (
    <section class="car-features" aria-labelledby="features-title">
      <h2 id="features-title">Features</h2>
      {groups.map(({ group, names }) => (
        <section class="feature-group">
          <h3>{group}</h3>
          <ul>
            {names.map((name) => (
              <li>{name}</li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

/** Nothing to tell where the price never changed. */
function PriceHistory({ periods }: { readonly periods: readonly PricePeriod[] }): JSX.Element | null {
  if (periods.length < 2) return null;
  return (
    <section class="price-history" aria-labelledby="price-history-title">
      <h2 id="price-history-title">Price history</h2>
      <ol>
        {periods.map(({ price, from, until }, place) => (
          <li class={changeClass(price, periods[place + 1]?.price)}>
            <span class="price-then">{wholeRupees(price)}</span> <Period from={from} until={until} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function changeClass(price: number, before: number | undefined): string | undefined {
  if (before === undefined) return undefined;
  return price < before ? 'fell' : 'rose';
}

function Period({ from, until }: Pick<PricePeriod, 'from' | 'until'>): JSX.Element {
  return (
    <span class="period">
      {from === null ? null : (
        <>
          {until === null ? 'since' : 'from'} <time dateTime={from}>{dayOf(from)}</time>
        </>
      )}
      {until === null ? null : (
        <>
          {' '}
          until <time dateTime={until}>{dayOf(until)}</time>
        </>
      )}
    </span>
  );
}

export interface CardSectionProps {
  readonly id: string;
  readonly title: string;
  readonly cards: readonly CarCard[];
}

export function CardSection({ id, title, cards }: CardSectionProps): JSX.Element | null {
  if (cards.length === 0) return null;
  return (
    <section class="more-cars" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <Cards id={`${id}-cards`} cards={cards} eager={0} />
    </section>
  );
}
