import type { AttributeName } from './attributes.js';
import { attributeNamed, attributes } from './attributes.js';
import { ordinal } from './car.js';
import type { Filters } from './filters.js';
import type { Names } from './names.js';

/**
 * What the counts beside a listing are made of: how many cars each option has, each attribute counted under all other filters.
 * Options without cars may be missing.
 */
export interface FacetCounts {
  readonly options: ReadonlyMap<AttributeName, ReadonlyMap<number, number>>;
  /** Under all other filters: a list of wanted features (`features`) does not count against itself, `features_all` and `features_none` do. */
  readonly features: ReadonlyMap<number, number>;
  /** Cars in each bucket of {@link histogramBounds}, one more than there are bounds. */
  readonly histograms: Readonly<Record<HistogramName, readonly number[]>>;
}

export type HistogramName = 'price' | 'year' | 'km_driven';

export const histogramNames: readonly HistogramName[] = ['price', 'year', 'km_driven'];

/** Null: the attribute has no histogram. */
export function histogramOf(attribute: AttributeName): HistogramName | null {
  return histogramNames.find((name) => name === attribute) ?? null;
}

const lakh = 100_000;

/** Where a new bucket begins. Round, and the same for every question, so that bars do not jump about while somebody narrows down. */
export const histogramBounds: Readonly<Record<HistogramName, readonly number[]>> = {
  price: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200].map(
    (lakhs) => lakhs * lakh,
  ),
  year: Array.from({ length: 61 }, (_, place) => 1980 + place),
  km_driven: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 120, 150, 200, 300].map(
    (thousands) => thousands * 1_000,
  ),
};

/** An option with its count. */
export interface FacetOption {
  readonly id: number;
  readonly name: string;
  readonly count: number;
  /** Whether the question asks for it. */
  readonly chosen: boolean;
}

export interface ModelFacet extends FacetOption {
  readonly variants: readonly FacetOption[];
}

export interface MakeFacet extends FacetOption {
  readonly models: readonly ModelFacet[];
}

/** A bucket: `from` inclusive, `to` exclusive; null: open. */
export interface FacetBucket {
  readonly from: number | null;
  readonly to: number | null;
  readonly count: number;
}

/** As the answer shows them. Options by falling count, those that are numbers by value; none without cars unless chosen. */
export type Facets = Readonly<
  Record<string, readonly FacetOption[] | Readonly<Record<HistogramName, readonly FacetBucket[]>>>
>;

/** The tree of makes stands for these three. */
const treeAttributes: readonly AttributeName[] = ['make', 'model', 'variant'];

export function composeFacets(counts: FacetCounts, filters: Filters, names: Names): Facets {
  const facets: Record<string, Facets[string]> = {};
  for (const { name, options } of attributes) {
    if (options === null || treeAttributes.includes(name)) continue;
    facets[name] = optionsOf(name, counts, filters, names);
  }
  facets.make = makesOf(counts, filters, names);
  facets.features = listed(
    counts.features,
    new Set([...filters.features.any, ...filters.features.all, ...filters.features.none]),
    (id) => names.get('feature', id)?.name,
  );
  facets.histograms = {
    price: bucketsOf('price', counts),
    year: bucketsOf('year', counts),
    km_driven: bucketsOf('km_driven', counts),
  };
  return facets;
}

function optionsOf(
  attribute: AttributeName,
  counts: FacetCounts,
  filters: Filters,
  names: Names,
): readonly FacetOption[] {
  const chosen = new Set(filters.options[attribute]);
  const options = listed(counts.options.get(attribute) ?? new Map<number, number>(), chosen, (id) =>
    optionName(attribute, id, names),
  );
  const isNumber = attributeNamed(attribute).options?.namedBy === null;
  return isNumber ? [...options].sort((one, other) => one.id - other.id) : options;
}

/** What people call an option; undefined: there is none of this id. */
export function optionName(attribute: AttributeName, id: number, names: Names): string | undefined {
  const table = attributeNamed(attribute).options?.namedBy ?? null;
  if (table !== null) return names.get(table, id)?.name;
  return attribute === 'owner' ? ordinal(id) : String(id);
}

function makesOf(counts: FacetCounts, filters: Filters, names: Names): readonly MakeFacet[] {
  const variants = childrenOf(
    optionsOf('variant', counts, filters, names),
    (id) => names.get('variant', id)?.parentId,
  );
  const models = childrenOf(
    optionsOf('model', counts, filters, names),
    (id) => names.get('model', id)?.parentId,
  );
  const makes = new Map(optionsOf('make', counts, filters, names).map((make) => [make.id, make]));
  // A model that has cars belongs to a make that has none, when the question asks for another make.
  for (const id of models.keys()) {
    const name = names.get('make', id)?.name;
    if (!makes.has(id) && name !== undefined) makes.set(id, { id, name, count: 0, chosen: false });
  }
  return [...makes.values()].map((make) => ({
    ...make,
    models: (models.get(make.id) ?? []).map((model) => ({
      ...model,
      variants: variants.get(model.id) ?? [],
    })),
  }));
}

function childrenOf(
  options: readonly FacetOption[],
  parentOf: (id: number) => number | null | undefined,
): Map<number, FacetOption[]> {
  const children = new Map<number, FacetOption[]>();
  for (const option of options) {
    const parent = parentOf(option.id);
    if (parent == null) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [option]);
    else siblings.push(option);
  }
  return children;
}

/** Those with cars, and those chosen; by falling count, then id. What has no name does not exist. */
function listed(
  counts: ReadonlyMap<number, number>,
  chosen: ReadonlySet<number>,
  nameOf: (id: number) => string | undefined,
): readonly FacetOption[] {
  const options: FacetOption[] = [];
  const list = (id: number, count: number, isChosen: boolean): void => {
    const name = nameOf(id);
    if (name !== undefined) options.push({ id, name, count, chosen: isChosen });
  };
  for (const [id, count] of counts) if (count > 0) list(id, count, chosen.has(id));
  for (const id of chosen) if ((counts.get(id) ?? 0) === 0) list(id, 0, true);
  return options.sort((one, other) => other.count - one.count || one.id - other.id);
}

/** From the first bucket that has cars to the last. */
function bucketsOf(name: HistogramName, { histograms }: FacetCounts): readonly FacetBucket[] {
  const bounds = histogramBounds[name];
  const buckets = histograms[name].map((count, place) => ({
    from: bounds[place - 1] ?? null,
    to: bounds[place] ?? null,
    count,
  }));
  const first = buckets.findIndex(({ count }) => count > 0);
  const last = buckets.findLastIndex(({ count }) => count > 0);
  return first === -1 ? [] : buckets.slice(first, last + 1);
}

/** The bucket that a value falls into: the number of bounds that are not above it. */
export function bucketOf(bounds: readonly number[], value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
