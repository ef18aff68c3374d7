import type { JSX } from 'preact';
import type { Car, CarCard } from '../../catalog/car.js';
import type { Link } from '../link.js';
import { Crumbs } from '../crumbs.js';
import type { Page } from '../page-sender.js';
import { unlistedPage } from '../unlisted-page.js';
import { CardSection } from './car-page.js';
import { nameOfCar } from './car-words.js';

export interface GoneFound {
  readonly car: Car;
  /** Cars that can be bought. */
  readonly similar: readonly CarCard[];
  readonly crumbs: readonly Link[];
}

/** 410: adverts lead to such a car for long. What can be bought instead is what they came for. */
export function gonePage(found: GoneFound): Page {
  const name = nameOfCar(found.car);
  const what = found.car.status === 'sold' ? 'has been sold' : 'is no longer for sale';
  return unlistedPage({
    status: 410,
    title: `The ${name} ${what}`,
    description: `The ${name} ${what}. These cars like it can be bought now.`,
    body: <Gone {...found} title={`This ${name} ${what}`} />,
  });
}

function Gone({ title, similar, crumbs }: GoneFound & { readonly title: string }): JSX.Element {
  const wayOut = crumbs.at(-2) ?? { label: 'See all cars', href: '/' };
  return (
    <div class="car-gone">
      <Crumbs crumbs={crumbs} />
      <h1>{title}</h1>
      <p>
        <a class="button primary" href={wayOut.href}>
          {wayOut.label}
        </a>
      </p>
      <CardSection id="similar" title="Cars like it that you can buy now" cards={similar} />
    </div>
  );
}
