import { Random } from '../../src/shared/random.js';
import { seeds } from '../seeds.js';
import type { Asking } from './asking.js';

/** Ways of asking for pages of the same filters: in order of price, and recommended. */
export const wayNames = ['price', 'anybody', 'known visitor', 'new visitor'] as const;
export type WayName = (typeof wayNames)[number];

/** Of each visitor: a few, as after the first minutes of a visit. */
const carsSeen = 5;
/** They share the questions among them. */
const knownVisitors = 10;

/** For the report. */
export const ways: Readonly<Record<WayName, string>> = {
  price: 'in order of price',
  anybody: 'recommended, for nobody in particular',
  'known visitor': `recommended, for one of ${knownVisitors} visitors who have seen ${carsSeen} cars, and have asked before`,
  'new visitor': `recommended, for a visitor who was never here: each request names ${carsSeen} other cars`,
};

/** Makes the paths of every way: those of the price-ordered load, and what makes them recommended. */
export class Ways {
  readonly #priced: Asking;
  readonly #carIds: readonly number[];
  readonly #known: readonly string[];
  #visitors = 0;

  /** @param carIds of the cars that visitors may have seen */
  constructor(priced: Asking, carIds: readonly number[]) {
    this.#priced = priced;
    this.#carIds = carIds;
    this.#known = Array.from({ length: knownVisitors }, () => this.#nextVisitor());
  }

  /** The same filters in the same order, whichever the way. `count`: of how many requests, where each is of another visitor. */
  asking(way: WayName, count: number): Asking {
    const { paths: priced, draws } = this.#priced;
    const paths = priced.map(recommended);
    switch (way) {
      case 'price':
        return this.#priced;
      case 'anybody':
        return { paths, draws };
      case 'known visitor':
        return { paths: paths.map((path, nth) => path + (this.#known[nth % knownVisitors] ?? '')), draws };
      case 'new visitor': {
        const pathAt = (nth: number): string => paths[draws?.[nth % draws.length] ?? nth] ?? '';
        const asked = Array.from({ length: count }, (_, nth) => pathAt(nth) + this.#nextVisitor());
        return { paths: asked, draws: null };
      }
    }
  }

  /** The cars that the next visitor has seen, as parameters. */
  #nextVisitor(): string {
    const random = new Random(seeds.visitors, this.#visitors++);
    const seen = new Set<number>();
    while (seen.size < carsSeen) seen.add(random.pick(this.#carIds));
    return `&seen_car_ids=${[...seen].join()}`;
  }
}

function recommended(path: string): string {
  return path.replace('ordering=price', 'ordering=recommended');
}
