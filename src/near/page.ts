import type { AttributeOrdering } from '../catalog/ordering.js';
import { unreachable } from '../shared/assert.js';
import { hasBit, slotsIn } from './bits.js';
import type { NearIndex } from './near-index.js';
import type { OrderedColumn, Segment } from './ordered-column.js';
import { lacking } from './ordered-column.js';
import type { Selection } from './selection.js';

/** The slots of one page, and how they were found. */
export interface SlotPage {
  readonly slots: readonly number[];
  /**
   * `places`: read off the order. `walk`: along the order, picking those selected. `best`: the selected ones were sorted. `scored`: they
   * were scored first.
   */
  readonly way: 'places' | 'walk' | 'best' | 'scored';
  /** In steps of a few nanoseconds, as a selection's. */
  readonly work: number;
}

/** A step along the order reads a slot and its bit; keeping the best reads a value, and now and then moves some. */
const cost = { step: 3, best: 5, sort: 20 } as const;

/** The selected cars from place `first` on, `size` at most, in order: by the cheapest way. */
export function pageOf(
  index: NearIndex,
  selection: Selection,
  ordering: AttributeOrdering,
  { first, size }: { readonly first: number; readonly size: number },
): SlotPage {
  const wanted = Math.min(size, selection.count - first);
  if (wanted <= 0) return { slots: [], way: 'places', work: 0 };
  const column = index.ordered(ordering.attribute);
  switch (selection.kind) {
    case 'all':
      return placesIn(column, ordering.descending, { from: 0, to: column.length }, first, wanted);
    case 'segment':
      if (selection.range.column === column)
        return placesIn(column, ordering.descending, selection.range.segment, first, wanted);
      return fromRange(index, selection.range, column, ordering.descending, first, wanted);
    case 'list':
      return bestOf(index, selection.slots, column, ordering.descending, first, wanted);
    case 'bits': {
      // Selected cars lie evenly along the order, or so one hopes.
      const fromStart = first + wanted;
      const walk =
        (Math.min(fromStart, selection.count - first) / selection.count) * column.length * cost.step;
      const sort = selection.count * (fromStart <= most ? cost.best : cost.sort);
      if (walk <= sort + selection.bits.length)
        return walkBits(column, ordering.descending, selection, first, wanted);
      return bestOf(
        index,
        slotsIn(selection.bits, new Int32Array(selection.count)),
        column,
        ordering.descending,
        first,
        wanted,
      );
    }
    default:
      return unreachable(selection);
  }
}

/** Up to so many cars are kept in order while the selected ones are looked through; beyond, all are sorted. */
const most = 256;

/**
 * The slot at a place of the answer, where the whole column is the answer. Descending, those with a value come first, from the end;
 * then those without, from the end.
 */
function slotAt(column: OrderedColumn, descending: boolean, { from, to }: Segment, place: number): number {
  if (!descending) return column.order[from + place]!;
  const having = Math.min(to, column.having) - from;
  return column.order[place < having ? from + having - 1 - place : to - 1 - (place - having)]!;
}

function placesIn(
  column: OrderedColumn,
  descending: boolean,
  segment: Segment,
  first: number,
  wanted: number,
): SlotPage {
  const slots: number[] = [];
  for (let place = first; place < first + wanted; place++)
    slots.push(slotAt(column, descending, segment, place));
  return { slots, way: 'places', work: wanted };
}

/** Along the order from whichever end is nearer, until the page is full. */
function walkBits(
  column: OrderedColumn,
  descending: boolean,
  { bits, count }: Extract<Selection, { kind: 'bits' }>,
  first: number,
  wanted: number,
): SlotPage {
  const { length, order, having } = column;
  const fromEnd = count - first - wanted < first;
  let skip = fromEnd ? count - first - wanted : first;
  const slots: number[] = [];
  let steps = 0;
  for (; steps < length && slots.length < wanted; steps++) {
    const place = fromEnd ? length - 1 - steps : steps;
    let at = place;
    if (descending) at = place < having ? having - 1 - place : length - 1 - (place - having);
    const slot = order[at]!;
    if (!hasBit(bits, slot)) continue;
    if (skip > 0) skip -= 1;
    else slots.push(slot);
  }
  if (fromEnd) slots.reverse();
  return { slots, way: 'walk', work: steps * cost.step };
}

function bestOf(
  index: NearIndex,
  from: Int32Array,
  column: OrderedColumn,
  descending: boolean,
  first: number,
  wanted: number,
): SlotPage {
  const keep = first + wanted;
  const isBefore = comparison(column.values, index.ids, descending);
  if (keep > most || keep * 4 > from.length) {
    const sorted = from.slice().sort((one, other) => (isBefore(one, other) ? -1 : 1));
    const work = from.length * cost.sort;
    return { slots: [...sorted.subarray(first, keep)], way: 'best', work };
  }
  const best: number[] = [];
  for (const slot of from) {
    if (best.length === keep) {
      if (!isBefore(slot, best[keep - 1]!)) continue;
      best.pop();
    }
    let at = best.length;
    while (at > 0 && isBefore(slot, best[at - 1]!)) at -= 1;
    best.splice(at, 0, slot);
  }
  return { slots: best.slice(first), way: 'best', work: from.length * cost.best };
}

/** Of cars in a range of one attribute, the page by another. */
function fromRange(
  index: NearIndex,
  range: Extract<Selection, { kind: 'segment' }>['range'],
  column: OrderedColumn,
  descending: boolean,
  first: number,
  wanted: number,
): SlotPage {
  const { segment, min, max } = range;
  const count = segment.to - segment.from;
  const fromStart = first + wanted;
  const walk = (Math.min(fromStart, count - first) / count) * column.length * (cost.step + 2);
  if (walk > count * (fromStart <= most ? cost.best : cost.sort))
    return bestOf(
      index,
      range.column.order.subarray(segment.from, segment.to),
      column,
      descending,
      first,
      wanted,
    );
  const { values } = range.column;
  const whole = { from: 0, to: column.length };
  const fromEnd = count - first - wanted < first;
  let skip = fromEnd ? count - first - wanted : first;
  const slots: number[] = [];
  let steps = 0;
  for (; steps < column.length && slots.length < wanted; steps++) {
    const slot = slotAt(column, descending, whole, fromEnd ? column.length - 1 - steps : steps);
    if (!(values[slot]! >= min && values[slot]! <= max)) continue;
    if (skip > 0) skip -= 1;
    else slots.push(slot);
  }
  if (fromEnd) slots.reverse();
  return { slots, way: 'walk', work: steps * (cost.step + 2) };
}

/** The contract's order: ties by id in the same direction, cars without the value last either way. */
function comparison(
  values: Float64Array,
  ids: Int32Array,
  descending: boolean,
): (one: number, other: number) => boolean {
  return (one, other) => {
    const a = values[one]!;
    const b = values[other]!;
    if (a === b) return descending ? ids[one]! > ids[other]! : ids[one]! < ids[other]!;
    return descending && a !== lacking && b !== lacking ? a > b : a < b;
  };
}
