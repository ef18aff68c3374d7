import type { Facets } from './facets.js';
import type { AttributeName } from './attributes.js';
import type { CarFacts } from './car-facts.js';
import type { CarId } from './car.js';
import type { Filters } from './filters.js';
import type { Names } from './names.js';
import type { Position } from './position.js';
import type { Query, RankingPin } from './query.js';

/** Where an answer came from: an index that had it ready, a view just built, or Postgres. */
export type CacheState = 'hit' | 'miss' | 'database';

/** How long one stage of an answer took. */
export interface Stage {
  readonly name: string;
  readonly milliseconds: number;
}

/** One page of cars. */
export interface ListingPage {
  /** Cars in the whole answer, not on this page. */
  readonly count: number;
  /** The page's cards as JSON text, in order; none where the page lies past the last. */
  readonly cards: readonly string[];
  /** The answer holds every change up to here. */
  readonly position: Position;
  readonly cache: CacheState;
  readonly stages: readonly Stage[];
  /** A digest that is the same for the same count and cards, in every server; null: the engine has none at hand. */
  readonly tag: string | null;
  /** All counts beside it; only where they were asked for. */
  readonly facets?: Facets;
  /** What a recommended order depended on; undefined: the order was another. */
  readonly pin?: RankingPin;
  /** Version of the slug tokens at this position, for who looked up a slug first; null: the engine does not say. */
  readonly words: string | null;
}

/**
 * Answers listings. Every engine gives the same page for the same query at the same position; the SQL engine is the
 * oracle of the others.
 */
export interface ListingEngine {
  /** Throws an error with a code of the engine's area where it can't answer: the caller then asks the next engine. */
  list(query: Query): Promise<ListingPage>;
}

/** A page with all counts beside it, of the same moment. */
export interface FacetedPage extends ListingPage {
  readonly facets: Facets;
}

/** How many cars pass some filters and others near to them, all at one moment. */
export interface Surroundings {
  /** Cars that pass the filters. */
  readonly count: number;
  /** Cars that pass each of the questions. */
  readonly counts: readonly number[];
  /** Of every attribute that is filtered by its options: the cars of each option under all other filters. */
  readonly options: ReadonlyMap<AttributeName, ReadonlyMap<number, number>>;
  readonly names: Names;
  readonly position: Position;
  /** As a page's. */
  readonly words: string | null;
}

/** A car as a ranking sees it. */
export interface RankableCar {
  readonly id: CarId;
  readonly facts: CarFacts;
}

/** An order that no engine knows by itself. */
export interface ForeignOrder {
  /** Cars that it wants to see as they are now, whatever is asked: those that are live. */
  readonly wants: readonly CarId[];
  /** Begins to order the cars that pass the filters. */
  begin(wanted: readonly RankableCar[]): OrderedCars;
}

/** Cars that are put in order while they are read. */
export interface OrderedCars {
  /** Takes some more of them, each car once. */
  take(cars: readonly RankableCar[]): void;
  /** Of all that were taken, those from place `first` on, `size` at most. */
  page(places: { readonly first: number; readonly size: number }): Promise<readonly CarId[]>;
}

/** An engine that also counts. */
export interface CountingEngine extends ListingEngine {
  /** What it holds now: nothing that it answers from here on is older. */
  position(): Promise<Position>;
  /** As {@link list} and {@link listWithFacets}, in an order of others' making: every car that passes is looked at. */
  listOrdered(query: Query, order: ForeignOrder, facets: boolean): Promise<ListingPage>;
  listWithFacets(query: Query): Promise<FacetedPage>;
  countAround(filters: Filters, questions: readonly Filters[]): Promise<Surroundings>;
}
