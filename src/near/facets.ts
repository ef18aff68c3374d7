import type { AttributeName } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { FacetCounts, HistogramName } from '../catalog/facets.js';
import { histogramBounds, histogramNames } from '../catalog/facets.js';
import type { Filters } from '../catalog/filters.js';
import { lowestOne } from './bits.js';
import type { NearIndex } from './near-index.js';
import type { OrderedColumn } from './ordered-column.js';
import { predicatesOf } from './predicates.js';
import type { Selection, Selector } from './selection.js';

/**
 * Counts every option of every attribute, each attribute under all other filters, in pieces of some milliseconds at a million cars:
 * after each the caller may let others have their turn. The last piece's value is the result; changes to the index in between make it
 * worthless.
 *
 * Cost: one selection for every filtered attribute and one for all others together; then, for each attribute, the selected cars or
 * the options' words, whichever are fewer.
 */
export function* countFacets(
  index: NearIndex,
  selector: Selector,
  filters: Filters,
): Generator<void, FacetCounts> {
  const predicates = predicatesOf(index, filters);
  const options = new Map<AttributeName, ReadonlyMap<number, number>>();
  const histograms: Partial<Record<HistogramName, readonly number[]>> = {};
  let features: ReadonlyMap<number, number> = new Map();
  const counted = [
    ...attributes.filter((each) => each.options !== null).map(({ name }) => name),
    'features',
  ] as const;
  // First all that share one selection, that of all filters; then each filtered one under its own.
  let shared: Selection | null = null;
  for (const own of [false, true]) {
    const selectionFor = (name: string): Selection | null => {
      const others = predicates.filter((predicate) => predicate.name !== name);
      if (others.length < predicates.length !== own) return null;
      return own ? selector.selectAll(others) : (shared ??= selector.selectAll(predicates));
    };
    for (const name of counted) {
      const selection = selectionFor(name);
      if (selection === null) continue;
      if (name === 'features') features = countFeatures(index, selection);
      else options.set(name, countOptions(index, name, selection));
      yield;
    }
    for (const name of histogramNames) {
      const selection = selectionFor(name);
      if (selection === null) continue;
      histograms[name] = countBuckets(index.ordered(name), selection, histogramBounds[name]);
      yield;
    }
  }
  return { options, features, histograms: histograms as Record<HistogramName, readonly number[]> };
}

function countOptions(
  index: NearIndex,
  name: AttributeName,
  selection: Selection,
): ReadonlyMap<number, number> {
  const column = index.option(name);
  const { postings, codes, values } = column;
  const counts = new Int32Array(values.length + 1);
  if (selection.kind === 'all') for (const [code, { count }] of postings.entries()) counts[code] = count;
  else if (selection.kind === 'bits' && postings.length * selection.bits.length < selection.count * 3) {
    for (const [code, posting] of postings.entries()) counts[code] = posting.countIn(selection.bits);
  } else {
    // Code -1 (the car lacks the attribute) is counted behind the others.
    forEachSlot(selection, (slot) => {
      const code = codes[slot]!;
      counts[code === -1 ? values.length : code]! += 1;
    });
  }
  const byValue = new Map<number, number>();
  for (let code = 0; code < values.length; code++)
    if (counts[code]! > 0) byValue.set(values[code]!, counts[code]!);
  return byValue;
}

function countFeatures(index: NearIndex, selection: Selection): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const feature of index.features.ids) {
    const posting = index.features.get(feature)!;
    let count = 0;
    if (selection.kind === 'all') count = posting.count;
    else if (selection.kind === 'bits') count = posting.countIn(selection.bits);
    else
      forEachSlot(selection, (slot) => {
        if (posting.has(slot)) count += 1;
      });
    if (count > 0) counts.set(feature, count);
  }
  return counts;
}

/** By value, or where whole runs of the order are selected, by the places at which the bounds stand. */
function countBuckets(
  column: OrderedColumn,
  selection: Selection,
  bounds: readonly number[],
): readonly number[] {
  const buckets = new Array<number>(bounds.length + 1).fill(0);
  if (selection.kind === 'all' || (selection.kind === 'segment' && selection.range.column === column)) {
    const { from, to } = selection.kind === 'all' ? { from: 0, to: column.having } : selection.range.segment;
    let before = from;
    for (const [bucket, bound] of bounds.entries()) {
      const { to: place } = column.segment(null, bound - 1);
      const end = Math.min(Math.max(place, from), to);
      buckets[bucket] = end - before;
      before = end;
    }
    buckets[bounds.length] = to - before;
    return buckets;
  }
  const { values } = column;
  const limits = Float64Array.from(bounds);
  forEachSlot(selection, (slot) => {
    const value = values[slot]!;
    if (value === Infinity) return;
    let low = 0;
    let high = limits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (limits[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    buckets[low]! += 1;
  });
  return buckets;
}

function forEachSlot(selection: Exclude<Selection, { kind: 'all' }>, visit: (slot: number) => void): void {
  switch (selection.kind) {
    case 'list':
      for (const slot of selection.slots) visit(slot);
      return;
    case 'segment': {
      const { order } = selection.range.column;
      for (let place = selection.range.segment.from; place < selection.range.segment.to; place++)
        visit(order[place]!);
      return;
    }
    case 'bits': {
      const { bits } = selection;
      for (let word = 0; word < bits.length; word++)
        for (let rest = bits[word]!; rest !== 0; rest &= rest - 1) visit((word << 5) + lowestOne(rest));
    }
  }
}
