import type { Car, CarCard, CarId } from '../../catalog/car.js';
import type { Filters } from '../../catalog/filters.js';
import { noFilters } from '../../catalog/filters.js';
import type { SlugTokens } from '../../catalog/slug-tokens.js';
import type { Interest } from '../../catalog/interest.js';
import type { PriceStanding } from '../../listing/price-standing.js';
import { addressOfFilters } from '../listing-address.js';
import type { Link } from '../link.js';
import { shortRupees } from '../rupees.js';
import { addressOfComparison, mostCompared } from '../shortlist/comparison.js';
import type { FactRow } from './car-words.js';
import { factRows, nameOfCar, placeOf, sentenceOfCar } from './car-words.js';
import type { GroupedFeatures } from './feature-groups.js';
import { groupFeatures } from './feature-groups.js';
import type { PriceFall, PricePeriod } from './price-words.js';
import { fallOf, interestWords, pricePeriods, standingWords } from './price-words.js';

/** All that the page of a car shows. */
export interface CarView {
  readonly car: Car;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly place: string;
  readonly crumbs: readonly Link[];
  readonly fall: PriceFall | null;
  readonly periods: readonly PricePeriod[];
  /** Null: there is nothing to say. */
  readonly standing: string | null;
  readonly interest: string | null;
  readonly facts: readonly FactRow[];
  readonly features: readonly GroupedFeatures[];
  readonly similar: readonly CarCard[];
  readonly recent: readonly CarCard[];
  /** Null: there is nothing to compare it with. */
  readonly compare: Link | null;
  /** Whether the page tells that it was opened. */
  readonly isTold: boolean;
}

/** What was found for the page of a car. */
export interface CarFound {
  readonly car: Car;
  readonly standing: PriceStanding | null;
  readonly interest: Interest | null;
  readonly similar: readonly CarCard[];
  readonly recent: readonly CarCard[];
  readonly shortlist: readonly CarId[];
  readonly isBot: boolean;
  readonly nowMs: number;
}

export function carView(tokens: SlugTokens, found: CarFound): CarView {
  const { car, standing, interest, similar } = found;
  return {
    car,
    name: nameOfCar(car),
    title: `${sentenceOfCar(car)} | Forecourt`,
    description: descriptionOf(car),
    place: placeOf(car),
    crumbs: crumbsOf(tokens, car),
    fall: fallOf(car, found.nowMs),
    periods: pricePeriods(car),
    standing: standing === null ? null : standingWords(car.price, standing),
    interest: interest === null ? null : interestWords(interest),
    facts: factRows(car).filter(({ value }) => value !== null),
    features: groupFeatures(car.features),
    similar,
    recent: found.recent,
    compare: comparisonFor(car.id, found),
    isTold: !found.isBot,
  };
}

function descriptionOf(car: Car): string {
  const owner = car.owner === 1 ? ', first owner' : '';
  return `Used ${sentenceOfCar(car)}. ${car.fuel_type}, ${car.transmission.toLocaleLowerCase('en')}${owner}. See ${car.images.length} photos, how its ${shortRupees(car.price)} compares with cars like it, and book a test drive.`;
}

/** The way here: all cars, those of the make, those of the model, and those in the same city. */
export function crumbsOf(
  tokens: SlugTokens,
  car: Pick<Car, 'make_id' | 'make_name' | 'model_id' | 'model_name' | 'city_id' | 'city_name'>,
): readonly Link[] {
  const link = (label: string, options: Filters['options']): Link => ({
    label,
    href: addressOfFilters(tokens, { ...noFilters, options }),
  });
  const model = `Used ${car.make_name} ${car.model_name} cars`;
  return [
    link('Used cars', {}),
    link(`Used ${car.make_name} cars`, { make: [car.make_id] }),
    link(model, { model: [car.model_id] }),
    link(`${model} in ${car.city_name}`, { city: [car.city_id], model: [car.model_id] }),
  ];
}

/** With what the visitor keeps, or with the most similar cars. */
function comparisonFor(id: CarId, { shortlist, similar }: CarFound): Link | null {
  const kept = shortlist.filter((each) => each !== id);
  const others = kept.length > 0 ? kept : similar.map((card) => card.id);
  if (others.length === 0) return null;
  return {
    label: kept.length > 0 ? 'Compare with your shortlist' : 'Compare with similar cars',
    href: addressOfComparison([id, ...others].slice(0, mostCompared)),
  };
}
