import type { NameTable } from '../../catalog/attributes.js';
import type { NameEntry } from '../../catalog/change.js';
import type { SampleBody } from '../../catalog/sample-photo.js';
import { must } from '../../shared/assert.js';
import { sampleBodyNames } from './bodies.js';
import type { SampleCity } from './cities.js';
import { sampleCities } from './cities.js';
import type { SampleColor } from './colors.js';
import { sampleColors } from './colors.js';
import { sampleFeatures } from './features.js';
import type { SampleEngine, SampleFuel, SampleMake, SampleModel, SampleVariants } from './make.js';
import { sampleFuels } from './make.js';
import { sampleMakes } from './makes/all-makes.js';

/** The tables of the sample with ids: what is of one kind is numbered from 1, in the order in which it is told there. */

export interface CatalogueVariant {
  readonly id: number;
  readonly lakh: number;
  readonly level: number;
}

export interface CatalogueEngine extends Omit<SampleEngine, 'variants'> {
  readonly variants: readonly CatalogueVariant[];
}

export interface CatalogueModel extends Omit<SampleModel, 'variants' | 'engines'> {
  readonly keeps: number;
  readonly engines: readonly CatalogueEngine[];
}

export interface CatalogueCity extends SampleCity {
  readonly id: number;
  /** Parallel to `localities`. */
  readonly localityIds: readonly number[];
}

const tables = new Map<NameTable, Map<number, NameEntry>>();

/** What the name tables hold: ids as the generated cars use them. */
export const sampleNames: ReadonlyMap<NameTable, ReadonlyMap<number, NameEntry>> = tables;

export const catalogueModels: readonly CatalogueModel[] = sampleMakes.flatMap(numberedModels);

export const catalogueCities: readonly CatalogueCity[] = sampleCities.map((city) => {
  const id = numbered('city', city.name);
  return { ...city, id, localityIds: city.localities.map((name) => numbered('locality', name, id)) };
});

export const catalogueColors: readonly (SampleColor & { readonly id: number })[] = sampleColors.map(
  (color) => ({
    ...color,
    id: numbered('color', color.name),
  }),
);

export const fuelIds = idsBy(sampleFuels, (fuel: SampleFuel) => numbered('fuel_type', fuel));

export const transmissionIds = idsBy(['Manual', 'Automatic'] as const, (name) =>
  numbered('transmission', name),
);

export const bodyIds = idsBy(Object.keys(sampleBodyNames) as SampleBody[], (body) =>
  numbered('body_type', sampleBodyNames[body]),
);

for (const { name } of sampleFeatures) numbered('feature', name);

function numbered(table: NameTable, name: string, parentId: number | null = null): number {
  const entries = tables.get(table) ?? new Map<number, NameEntry>();
  tables.set(table, entries);
  const id = entries.size + 1;
  entries.set(id, { name, parentId });
  return id;
}

function numberedModels({ name, keeps, models }: SampleMake): readonly CatalogueModel[] {
  const makeId = numbered('make', name);
  return models.map((model) => {
    const modelId = numbered('model', model.name, makeId);
    const names = new Set([model, ...model.engines].flatMap(({ variants }) => Object.keys(variants ?? {})));
    const ids = idsBy([...names], (variant) => numbered('variant', variant, modelId));
    const withIds = (variants: SampleVariants): readonly CatalogueVariant[] =>
      Object.entries(variants).map(([variant, [lakh, level]]) => ({
        id: must(ids[variant], `variant ${variant}`),
        lakh,
        level,
      }));
    const engines = model.engines.map((engine) => ({
      ...engine,
      variants: withIds(engine.variants ?? model.variants),
    }));
    return { ...model, keeps, engines };
  });
}

function idsBy<Key extends string>(
  keys: readonly Key[],
  idOf: (key: Key) => number,
): Readonly<Record<Key, number>> {
  return Object.fromEntries(keys.map((key) => [key, idOf(key)])) as Record<Key, number>;
}
