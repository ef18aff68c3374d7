import type { AttributeName } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { FacetCounts, HistogramName } from '../catalog/facets.js';
import { bucketOf, histogramBounds, histogramNames, histogramOf } from '../catalog/facets.js';
import type { Filters } from '../catalog/filters.js';
import type { Bits } from './bits.js';
import { countBits, keepBoth } from './bits.js';
import { noBucket } from './bucket-column.js';
import type { NearIndex } from './near-index.js';
import { noCode } from './option-column.js';
import type { Predicate } from './predicates.js';
import { predicatesOf } from './predicates.js';
import { Scratch, Selected } from './selected.js';
import { Selector } from './selection.js';

/** What is counted, each under all filters but its own; the histograms come with the prices, years and kilometres. */
const counted: readonly string[] = [
  ...attributes.filter(({ options }) => options !== null).map(({ name }) => name),
  ...histogramNames.filter((name) => attributes.some((each) => each.name === name && each.options === null)),
  'features',
];

/** What {@link FacetCounts} is made of, while it is being made. */
interface Tally {
  readonly options: Map<AttributeName, ReadonlyMap<number, number>>;
  features: ReadonlyMap<number, number>;
  readonly histograms: Partial<Record<HistogramName, readonly number[]>>;
}

/**
 * Counts every option of every attribute, each attribute under all other filters, in pieces of a few milliseconds at a million cars:
 * after each the caller may let others have their turn. The last piece's value is the result; changes to the index in between make it
 * worthless.
 *
 * Cost: a selection for every filtered attribute, and one for all others together; then, for each attribute, the selected cars or
 * the options' words, whichever are fewer.
 */
export function* countFacets(index: NearIndex, filters: Filters): Generator<void, FacetCounts> {
  const predicates = predicatesOf(index, filters);
  const tally: Tally = { options: new Map(), features: new Map(), histograms: {} };
  const filtered = counted.filter((name) => predicates.some((predicate) => predicate.name === name));
  const select = yield* selectorOf(index, predicates);
  const shared = select(predicates);
  for (const name of counted) {
    if (filtered.includes(name)) continue;
    count(index, name, shared, tally);
    yield;
  }
  for (const name of filtered) {
    count(index, name, select(predicates.filter((predicate) => predicate.name !== name)), tally);
    yield;
  }
  const { options, features, histograms } = tally;
  return { options, features, histograms: histograms as Record<HistogramName, readonly number[]> };
}

/**
 * Counts the options of the attributes that the filters name options of, each under all other filters, in pieces as
 * {@link countFacets}.
 */
export function* countFilteredOptions(
  index: NearIndex,
  filters: Filters,
): Generator<void, ReadonlyMap<AttributeName, ReadonlyMap<number, number>>> {
  const predicates = predicatesOf(index, filters);
  const options = new Map<AttributeName, ReadonlyMap<number, number>>();
  const select = yield* selectorOf(index, predicates);
  for (const { name } of attributes.filter((each) => filters.options[each.name] !== undefined)) {
    options.set(name, countOptions(index, name, select(predicates.filter((each) => each.name !== name))));
    yield;
  }
  return options;
}

/**
 * Selects by some of the predicates. Where no filter is narrow, each one's cars are found once, as bits, and combined for every
 * selection; otherwise the narrow one makes every selection cheap but one.
 */
function* selectorOf(
  index: NearIndex,
  predicates: readonly Predicate[],
): Generator<void, (some: readonly Predicate[]) => Selected> {
  const selector = new Selector(index);
  const scratch = new Scratch(index);
  const narrowest = predicates[0]?.size ?? 0;
  if (predicates.length < 2 || narrowest < index.live.length)
    return (some) => new Selected(index, selector.selectAll(some), scratch);
  const cars = new Map<Predicate, Bits>();
  for (const predicate of predicates) {
    cars.set(predicate, new Selected(index, selector.selectAll([predicate]), scratch).ownBits());
    yield;
  }
  return (some) => {
    const [first, ...others] = some.map((predicate) => cars.get(predicate)!);
    // All filters are of one attribute, which has a list and a range.
    if (first === undefined) return new Selected(index, selector.selectAll([]), scratch);
    const bits = first.slice();
    for (const other of others) keepBoth(bits, other);
    return new Selected(index, { kind: 'bits', count: countBits(bits), work: 0, bits }, scratch);
  };
}

function count(index: NearIndex, name: string, selected: Selected, tally: Tally): void {
  if (name === 'features') {
    tally.features = countFeatures(index, selected);
    return;
  }
  const attribute = name as AttributeName;
  const histogram = histogramOf(attribute);
  if (histogram !== null && index.bucket(histogram) !== null) {
    tally.histograms[histogram] = countBuckets(index, histogram, selected);
    return;
  }
  const options = countOptions(index, attribute, selected);
  tally.options.set(attribute, options);
  if (histogram !== null) tally.histograms[histogram] = inBuckets(histogram, options);
}

function countOptions(
  index: NearIndex,
  name: AttributeName,
  selected: Selected,
): ReadonlyMap<number, number> {
  const { postings, codes, values } = index.option(name);
  const counts = new Int32Array(values.length);
  // A word of an option's bits is counted in about the time of one car.
  const byWords = selected.bits !== null && postings.length * selected.bits.length < selected.count;
  if (selected.isAll || byWords)
    for (let code = noCode + 1; code < values.length; code++)
      counts[code] = selected.countOf(postings[code]!);
  else countInto(counts, codes, selected.slots);
  const byValue = new Map<number, number>();
  for (let code = noCode + 1; code < values.length; code++)
    if (counts[code]! > 0) byValue.set(values[code]!, counts[code]!);
  return byValue;
}

function countFeatures(index: NearIndex, selected: Selected): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const feature of index.features.ids) {
    const count = selected.countOf(index.features.get(feature)!);
    if (count > 0) counts.set(feature, count);
  }
  return counts;
}

function countBuckets(index: NearIndex, name: HistogramName, selected: Selected): readonly number[] {
  const { buckets, length } = index.bucket(name)!;
  if (selected.isAll) return countPlaces(index, name);
  const counts = new Int32Array(length + 1);
  countInto(counts, buckets, selected.slots);
  return [...counts.subarray(noBucket + 1)];
}

/** Of all cars: the places in the order at which the bounds stand. */
function countPlaces(index: NearIndex, name: HistogramName): readonly number[] {
  const column = index.ordered(name);
  const places = histogramBounds[name].map((bound) => column.segment(null, bound - 1).to);
  return [...places, column.having].map((place, bucket) => place - (places[bucket - 1] ?? 0));
}

function inBuckets(name: HistogramName, options: ReadonlyMap<number, number>): readonly number[] {
  const bounds = histogramBounds[name];
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const [value, cars] of options) counts[bucketOf(bounds, value)]! += cars;
  return counts;
}

function countInto(counts: Int32Array, codes: Int32Array | Uint8Array, slots: Int32Array): void {
  // By place: going through an iterator takes half as long again here, and this is where most of the time goes.
  // eslint-disable-next-line @typescript-eslint/prefer-for-of
  for (let at = 0; at < slots.length; at++) counts[codes[slots[at]!]!]! += 1;
}
