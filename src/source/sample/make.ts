import type { SampleBody } from '../../catalog/sample-photo.js';

/** The forms of the tables in `makes/`. Prices are in lakh (100,000 rupees), as the trade quotes them. */

export const sampleFuels = ['Petrol', 'Diesel', 'CNG', 'Electric', 'Hybrid', 'LPG'] as const;
export type SampleFuel = (typeof sampleFuels)[number];

/** First and last model year; null: still made. */
export type YearsMade = readonly [first: number, last: number | null];

/** By name: the price when new, and the equipment, from 0 (bare) to 5 (everything). */
export type SampleVariants = Readonly<Record<string, readonly [lakh: number, level: number]>>;

export interface SampleEngine {
  readonly fuel: SampleFuel;
  /** Null: an electric car has none. */
  readonly cc: number | null;
  /** Null where the maker quotes kilometres a charge instead. */
  readonly kmpl: number | null;
  readonly bhp: number;
  /** How many of the model's cars have it, relative to its other engines. */
  readonly share: number;
  /** The part of them with automatic transmission. */
  readonly automatic: number;
  /** What it costs over the variant's price, in lakh. */
  readonly extra?: number;
  /** Where it was not made for as long as the model. */
  readonly made?: YearsMade;
  /** Where it was not sold under the model's variants. */
  readonly variants?: SampleVariants;
}

export interface SampleModel {
  readonly name: string;
  readonly body: SampleBody;
  readonly seats: number;
  readonly made: YearsMade;
  /** How many were sold in the cities here in a year of its life, relative to the other models. */
  readonly sales: number;
  readonly engines: readonly SampleEngine[];
  readonly variants: SampleVariants;
}

export interface SampleMake {
  readonly name: string;
  /** The part of its price that a car keeps from one year to the next. */
  readonly keeps: number;
  readonly models: readonly SampleModel[];
}
