import type { Car, CarCard } from '../catalog/car.js';
import type { Filters } from '../catalog/filters.js';
import { noFilters, normalizeFilters } from '../catalog/filters.js';
import type { ListingPage } from '../catalog/listing-engine.js';
import { plainRequest } from '../catalog/parse-request.js';
import type { Position } from '../catalog/position.js';
import { must } from '../shared/assert.js';
import type { Listings } from './listings.js';

/** A car's price among those of other cars like it that can be bought now. */
export interface PriceStanding {
  /** How many others there are. */
  readonly count: number;
  /** The price in the middle of theirs, in whole rupees; between two, halfway. */
  readonly median: number;
  /** How many of them are dearer. */
  readonly dearer: number;
}

/** Fewer say nothing of a market. */
const fewest = 5;
/** Model years apart that still count as alike. */
const yearsApart = 1;

type ComparedCar = Pick<Car, 'model_id' | 'year' | 'price'>;

/** Holds a car's price against those of the same model and about the same age: by a few questions to this server's copy of the index. */
export class PriceStandings {
  readonly #listings: Pick<Listings, 'fromCopy'>;

  constructor(listings: Pick<Listings, 'fromCopy'>) {
    this.#listings = listings;
  }

  /**
   * Null: there are too few like it, or there is no copy to tell.
   *
   * @param car as it is listed
   * @param seen as for a listing
   */
  async of(car: ComparedCar, seen: Position): Promise<PriceStanding | null> {
    const alike = filtersAlike(car);
    const first = await this.#ask(alike, 1, seen);
    if (first === null || first.count - 1 < fewest) return null;
    const priceAt = async (place: number): Promise<number> => {
      const page = place === 0 ? first : await this.#ask(alike, place + 1, seen);
      // The list may have become shorter meanwhile.
      const card = page?.cards[0];
      return card === undefined ? car.price : (JSON.parse(card) as CarCard).price;
    };
    const dearer = await this.#ask(
      { ...alike, ranges: { ...alike.ranges, price: { min: car.price + 1, max: null } } },
      1,
      seen,
    );
    if (dearer === null) return null;
    const count = first.count - 1;
    return { count, median: await medianOfOthers(car.price, count, priceAt), dearer: dearer.count };
  }

  /** One car of those that pass, by price. */
  async #ask(filters: Filters, page: number, seen: Position): Promise<ListingPage | null> {
    const ordering = { attribute: 'price', descending: false } as const;
    const request = plainRequest({ filters, ordering, page, pageSize: 1 });
    return this.#listings.fromCopy(request, seen);
  }
}

function filtersAlike({ model_id, year }: ComparedCar): Filters {
  return normalizeFilters({
    ...noFilters,
    options: { model: [model_id] },
    ranges: { year: { min: year - yearsApart, max: year + yearsApart } },
  });
}

/**
 * The median of the others' prices, where one list holds them and the car itself, cheapest first: it is not looked for, for which of
 * several at one price it is makes no difference.
 *
 * @param count of the others
 * @param priceAt the price at a place of the list, from 0
 */
export async function medianOfOthers(
  price: number,
  count: number,
  priceAt: (place: number) => number | Promise<number>,
): Promise<number> {
  const half = Math.floor(count / 2);
  const first = count % 2 === 0 ? half - 1 : half;
  const prices: number[] = [];
  for (let place = first; place <= half + 1; place += 1) prices.push(await priceAt(place));
  // Without the car itself, whatever stands at its price or behind moves up by one place.
  const others = prices
    .slice(0, -1)
    .map((each, at) => (each < price ? each : must(prices[at + 1], 'a price')));
  return Math.round((must(others[0], 'a price') + must(others.at(-1), 'a price')) / 2);
}
