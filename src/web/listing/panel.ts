import type { AttributeName } from '../../catalog/attributes.js';
import { attributeNamed, attributes, featureParameters } from '../../catalog/attributes.js';
import type { FacetBucket, FacetOption, HistogramName } from '../../catalog/facets.js';
import { histogramBounds } from '../../catalog/facets.js';
import type { Filters } from '../../catalog/filters.js';
import { filterParameters } from '../../catalog/filters.js';
import { kilometres, shortRupees } from '../rupees.js';
import type { FacetNames } from './facet-names.js';
import { optionWords } from './filter-words.js';

/** Boxes to tick: any of them (features: all of them). */
export interface BoxGroup {
  readonly kind: 'boxes';
  readonly name: string;
  readonly label: string;
  readonly parameter: string;
  /** Those that are always shown. */
  readonly boxes: readonly Box[];
  /** Those that are shown on demand. */
  readonly more: readonly Box[];
}

export interface Box {
  readonly id: number;
  readonly label: string;
  /** Cars that pass with it, under all other filters. */
  readonly count: number;
  readonly chosen: boolean;
}

/** Two bounds to choose, over the cars that there are. */
export interface RangeGroup {
  readonly kind: 'range';
  readonly name: HistogramName;
  readonly label: string;
  /** Null: not offered. */
  readonly min: BoundChoice | null;
  readonly max: BoundChoice | null;
  readonly buckets: readonly FacetBucket[];
}

export interface BoundChoice {
  readonly parameter: string;
  readonly label: string;
  /** Null: any. */
  readonly chosen: number | null;
  readonly choices: readonly { readonly value: number; readonly label: string }[];
}

export interface Panel {
  readonly groups: readonly (BoxGroup | RangeGroup)[];
  /** What is asked for and has no field here; it is sent along. */
  readonly hidden: readonly (readonly [parameter: string, value: string])[];
}

/** Boxes shown of a group before the rest is asked for. */
const shownAtFirst = 8;

/** The filters that can be chosen, in the order in which people narrow down. */
export function panelOf(filters: Filters, names: FacetNames): Panel {
  const groups = [
    optionGroup('city', names),
    ...(filters.options.city?.length === 1 || filters.options.locality !== undefined
      ? [optionGroup('locality', names)]
      : []),
    rangeGroup('price', filters, names),
    optionGroup('make', names),
    modelGroup(names),
    ...(filters.options.model !== undefined || filters.options.variant !== undefined
      ? [variantGroup(filters, names)]
      : []),
    rangeGroup('year', filters, names),
    rangeGroup('km_driven', filters, names),
    ...(['body_type', 'fuel_type', 'transmission', 'owner', 'color', 'seats'] as const).map((name) =>
      optionGroup(name, names),
    ),
    featureGroup(filters, names),
  ].filter((group) => group.kind === 'range' || group.boxes.length > 0);
  return { groups, hidden: hiddenOf(filters, groups) };
}

function optionGroup(name: AttributeName, names: FacetNames): BoxGroup {
  return boxGroup(name, names.options(name), names);
}

function boxGroup(name: AttributeName, options: readonly FacetOption[], names: FacetNames): BoxGroup {
  const { label, options: asked } = attributeNamed(name);
  const boxes = options
    // Makes are in the tree for the sake of their models, too.
    .filter(({ count, chosen }) => count > 0 || chosen)
    .map(({ id, count, chosen }): Box => ({ id, label: optionWords(name, id, names), count, chosen }));
  return { kind: 'boxes', name, label, parameter: asked?.parameter ?? name, ...split(boxes) };
}

/** Of the makes that are chosen; while none is, of all, those with most cars first. */
function modelGroup(names: FacetNames): BoxGroup {
  const chosen = names.makes.filter((make) => make.chosen);
  const models: readonly FacetOption[] = (chosen.length === 0 ? names.makes : chosen).flatMap(
    (make) => make.models,
  );
  const asked = names.options('model').filter((model) => model.chosen && !models.includes(model));
  return boxGroup('model', byCount([...asked, ...models]), names);
}

function variantGroup(filters: Filters, names: FacetNames): BoxGroup {
  const models = filters.options.model ?? [];
  const variants = names.makes
    .flatMap((make) => make.models)
    .flatMap((model) => model.variants.filter((variant) => variant.chosen || models.includes(model.id)));
  return boxGroup('variant', byCount(variants), names);
}

/** Every one that is ticked has to be there. */
function featureGroup({ features }: Filters, names: FacetNames): BoxGroup {
  const wanted = new Set(features.all);
  const boxes = names.features.map(({ id, name, count }): Box => {
    return { id, label: name, count, chosen: wanted.has(id) };
  });
  return {
    kind: 'boxes',
    name: 'features',
    label: 'Features',
    parameter: featureParameters.all,
    ...split(boxes),
  };
}

function rangeGroup(name: HistogramName, filters: Filters, names: FacetNames): RangeGroup {
  const { label, range } = attributeNamed(name);
  const buckets = names.buckets(name);
  const asked = filters.ranges[name] ?? { min: null, max: null };
  const bounds = histogramBounds[name];
  const first = buckets[0]?.from ?? null;
  const last = buckets.at(-1)?.to ?? null;
  // Beyond the cars that there are, every bound is the same.
  const useful = bounds.filter(
    (bound) => (first === null || bound >= first) && (last === null || bound <= last),
  );
  const choice = (side: 'min' | 'max', choiceLabel: string): BoundChoice | null => {
    if (range === null) return null;
    const chosen = asked[side];
    const values =
      chosen === null || useful.includes(chosen) ? useful : [...useful, chosen].sort((a, b) => a - b);
    return {
      parameter: range[side],
      label: choiceLabel,
      chosen,
      choices: values.map((value) => ({ value, label: sayBound[name](value) })),
    };
  };
  return {
    kind: 'range',
    name,
    label,
    min: name === 'km_driven' && asked.min === null ? null : choice('min', 'From'),
    max: choice('max', 'Up to'),
    buckets,
  };
}

const sayBound: Readonly<Record<HistogramName, (value: number) => string>> = {
  price: shortRupees,
  year: String,
  km_driven: kilometres,
};

function byCount(options: readonly FacetOption[]): readonly FacetOption[] {
  return [...options].sort((one, other) => other.count - one.count || one.id - other.id);
}

/** Chosen ones stand where they can be seen. */
function split(boxes: readonly Box[]): Pick<BoxGroup, 'boxes' | 'more'> {
  if (boxes.length <= shownAtFirst + 2) return { boxes, more: [] };
  return {
    boxes: boxes.filter((box, place) => place < shownAtFirst || box.chosen),
    more: boxes.filter((box, place) => place >= shownAtFirst && !box.chosen),
  };
}

/** Parameters that no field of the panel says, value by value as fields do. */
function hiddenOf(filters: Filters, groups: Panel['groups']): Panel['hidden'] {
  const said = new Set(
    groups.flatMap((group) =>
      group.kind === 'boxes'
        ? [...group.boxes, ...group.more].map(({ id }) => `${group.parameter}=${id}`)
        : [group.min, group.max].flatMap((bound) =>
            bound === null ? [] : bound.choices.map(({ value }) => `${bound.parameter}=${value}`),
          ),
    ),
  );
  const isList = new Set(attributes.flatMap(({ options }) => (options === null ? [] : [options.parameter])));
  return filterParameters(filters)
    .flatMap(([parameter, value]) =>
      isList.has(parameter) || parameter.startsWith('features')
        ? value.split(',').map((each) => [parameter, each] as const)
        : [[parameter, value] as const],
    )
    .filter(([parameter, value]) => !said.has(`${parameter}=${value}`));
}
