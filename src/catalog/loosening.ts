import type { Attribute, AttributeName, FeatureRule } from './attributes.js';
import { attributes, featureParameters, featureRules } from './attributes.js';
import { histogramBounds, histogramOf, optionName } from './facets.js';
import type { Filters, Range } from './filters.js';
import { inRange, normalizeFilters, sortedUnique } from './filters.js';
import type { Surroundings } from './listing-engine.js';

/** One filter made weaker, all others left as they are. */
export interface Loosening {
  /** A bound moves outwards, an option is added, a feature is dropped, or the whole filter is. */
  readonly kind: 'bound' | 'option' | 'feature' | 'filter';
  /** The one parameter that changes. */
  readonly parameter: string;
  /** Its value before and after, as a URL has it; null: it is left out. */
  readonly from: string;
  readonly to: string | null;
  /** The option that is added or the feature that is dropped, if it is one; null otherwise. */
  readonly id: number | null;
  readonly filters: Filters;
}

/** A loosening with what it gives. */
export interface Gain extends Loosening {
  /** Cars that pass then. */
  readonly count: number;
  /** How many of them do not pass now; never 0. */
  readonly more: number;
  /** What people call the option or feature; null: there is none. */
  readonly name: string | null;
}

/** Round bounds that are tried beyond the one asked for; the nearest that lets cars in is offered. */
const stepsTried = 4;
/** Options that are offered for one attribute: those with most cars. */
const optionsOffered = 3;
/** Features that are tried one by one; somebody who asks for more wants something else. */
const featuresTried = 20;

/**
 * The questions to count for a query: every filter left out, bounds moved to the next round values, each feature dropped. An option
 * more for an attribute is not among them: those are counted as facets are, all at once.
 */
export function looseningsOf(filters: Filters): readonly Loosening[] {
  return [
    ...attributes.flatMap((attribute) => [
      ...optionsLeftOut(attribute, filters),
      ...boundsMoved(attribute, filters, 'min'),
      ...boundsMoved(attribute, filters, 'max'),
    ]),
    ...featureRules.flatMap((rule) => featuresDropped(rule, filters)),
  ];
}

/**
 * What can be offered: of every bound the nearest step that lets cars in, then what lets in most, and whole filters left out last.
 *
 * @param loosenings as {@link looseningsOf} gave them for these filters
 * @param around counted for them
 */
export function gainsOf(
  filters: Filters,
  loosenings: readonly Loosening[],
  around: Surroundings,
): readonly Gain[] {
  const counted = loosenings
    .map((loosening, place) => {
      const count = around.counts[place] ?? around.count;
      const name = loosening.id === null ? null : (around.names.get('feature', loosening.id)?.name ?? null);
      return { ...loosening, name, count, more: count - around.count };
    })
    .filter(({ more }) => more > 0);
  const offered = counted.filter((each, place) => {
    // They stand from near to far.
    const nearest = counted.findIndex(
      ({ kind, parameter }) => kind === 'bound' && parameter === each.parameter,
    );
    return each.kind !== 'bound' || nearest === place;
  });
  const options = attributes.flatMap((attribute) => optionsAdded(attribute, filters, around));
  return [...offered, ...options].sort(
    (one, other) => Number(one.kind === 'filter') - Number(other.kind === 'filter') || other.more - one.more,
  );
}

function optionsLeftOut({ name, options }: Attribute, filters: Filters): readonly Loosening[] {
  const chosen = filters.options[name];
  if (options === null || chosen === undefined) return [];
  const { [name]: _left, ...others } = filters.options;
  const loosened = { ...filters, options: others };
  return [leftOut(options.parameter, chosen.join(','), loosened)];
}

/** The options with most cars under all other filters; no car has two of one attribute, so their cars come on top. */
function optionsAdded({ name, options }: Attribute, filters: Filters, around: Surroundings): readonly Gain[] {
  const chosen = filters.options[name];
  if (options === null || chosen === undefined) return [];
  return (
    [...(around.options.get(name) ?? [])]
      // Counted without the attribute's own range, which holds on.
      .filter(([id, cars]) => cars > 0 && !chosen.includes(id) && inRange(id, filters.ranges[name]))
      .sort(([one, oneCars], [other, otherCars]) => otherCars - oneCars || one - other)
      .slice(0, optionsOffered)
      .map(([id, more]) => {
        const list = sortedUnique([...chosen, id]);
        return {
          kind: 'option',
          parameter: options.parameter,
          from: chosen.join(','),
          to: list.join(','),
          id,
          name: optionName(name, id, around.names) ?? String(id),
          filters: { ...filters, options: { ...filters.options, [name]: list } },
          count: around.count + more,
          more,
        };
      })
  );
}

/** The next round bounds outwards, then none. */
function boundsMoved({ name, range }: Attribute, filters: Filters, side: keyof Range): readonly Loosening[] {
  const asked = filters.ranges[name];
  const bound = asked?.[side] ?? null;
  if (range === null || asked === undefined || bound === null) return [];
  const moved = (to: number | null): Filters =>
    normalizeFilters({ ...filters, ranges: { ...filters.ranges, [name]: { ...asked, [side]: to } } });
  const from = String(bound);
  const parameter = range[side];
  return [
    ...roundBeyond(name, bound, side).map((to): Loosening => ({
      kind: 'bound',
      parameter,
      from,
      to: String(to),
      id: null,
      filters: moved(to),
    })),
    leftOut(parameter, from, moved(null)),
  ];
}

function roundBeyond(attribute: AttributeName, bound: number, side: keyof Range): readonly number[] {
  const histogram = histogramOf(attribute);
  const bounds = histogram === null ? [] : histogramBounds[histogram];
  const beyond =
    side === 'max' ? bounds.filter((each) => each > bound) : bounds.filter((each) => each < bound).reverse();
  return beyond.slice(0, stepsTried);
}

/** A wanted or unwanted feature dropped; of "any of these" all at once, since one fewer would narrow. */
function featuresDropped(rule: FeatureRule, filters: Filters): readonly Loosening[] {
  const asked = filters.features[rule];
  const keeping = (kept: readonly number[]): Filters =>
    normalizeFilters({ ...filters, features: { ...filters.features, [rule]: kept } });
  const parameter = featureParameters[rule];
  const from = asked.join(',');
  if (asked.length === 0) return [];
  if (rule === 'any') return [leftOut(parameter, from, keeping([]))];
  return asked.slice(0, featuresTried).map((id) => {
    const kept = asked.filter((each) => each !== id);
    const to = kept.length === 0 ? null : kept.join(',');
    return { kind: 'feature', parameter, from, to, id, filters: keeping(kept) };
  });
}

function leftOut(parameter: string, from: string, filters: Filters): Loosening {
  return { kind: 'filter', parameter, from, to: null, id: null, filters };
}
