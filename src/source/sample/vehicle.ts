import type { CatalogueEngine, CatalogueModel, CatalogueVariant } from './catalogue.js';
import { catalogueModels } from './catalogue.js';
import type { YearsMade } from './make.js';
import type { Random } from '../../shared/random.js';
import { Weighted } from '../../shared/weighted.js';

/** A car as it left the works. */
export interface Vehicle {
  readonly model: CatalogueModel;
  /** Model year. */
  readonly year: number;
  readonly engine: CatalogueEngine;
  readonly variant: CatalogueVariant;
  readonly automatic: boolean;
  /** Rupees. */
  readonly priceWhenNew: number;
}

/** Automatics were rare in small cars before this model year. */
const automaticsSince = 2014;

/** Every model in every year of its life up to now, as often as it was sold and is sold again at that age. */
export function vehicleDrawer(thisYear: number): (random: Random) => Vehicle {
  const modelYears = new Weighted(
    catalogueModels.flatMap((model) => yearsOf(model, thisYear).map((year) => ({ model, year }))),
    ({ model, year }) => model.sales * forSaleAt(thisYear - year),
  );
  return (random) => {
    const { model, year } = modelYears.draw(random);
    const engines = model.engines.filter(({ made }) => made === undefined || wasMade(made, year));
    const engine = new Weighted(engines, ({ share }) => share).draw(random);
    const variant = random.pick(engine.variants);
    const automatic = random.chance(automaticPart(engine, year));
    const extra = (engine.extra ?? 0) + (automatic && engine.automatic < 1 ? 0.07 * variant.lakh : 0);
    return { model, year, engine, variant, automatic, priceWhenNew: (variant.lakh + extra) * 100_000 };
  };
}

function yearsOf({ made: [first, last] }: CatalogueModel, thisYear: number): readonly number[] {
  const end = Math.min(last ?? thisYear, thisYear);
  return Array.from({ length: Math.max(end - first + 1, 0) }, (_, place) => first + place);
}

export function wasMade([first, last]: YearsMade, year: number): boolean {
  return first <= year && (last === null || year <= last);
}

/** The market by age in years: most cars are sold again at three to seven, some at twenty. */
function forSaleAt(age: number): number {
  return (age + 0.35) ** 1.2 * Math.exp(-age / 3.6);
}

function automaticPart({ automatic }: CatalogueEngine, year: number): number {
  return automatic === 1 || year >= automaticsSince ? automatic : automatic / 3;
}
