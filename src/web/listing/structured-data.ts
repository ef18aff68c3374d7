import type { CarCard } from '../../catalog/car.js';
import { nameOfCar } from '../car/car-words.js';
import type { Link } from '../link.js';

/** The way here, as search engines show it: https://schema.org/BreadcrumbList */
export function breadcrumbs(origin: string, crumbs: readonly Link[]): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: crumbs.map(({ label, href }, place) => ({
      '@type': 'ListItem',
      position: place + 1,
      name: label,
      item: origin + href,
    })),
  };
}

/** The cars of one page: https://schema.org/ItemList */
export function itemList(origin: string, cards: readonly CarCard[]): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'ItemList',
    itemListElement: cards.map((card, place) => ({
      '@type': 'ListItem',
      position: place + 1,
      url: origin + card.link,
      name: nameOfCar(card),
    })),
  };
}
