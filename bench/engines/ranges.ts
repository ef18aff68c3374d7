import type { AttributeName } from '../../src/catalog/attributes.js';
import type { Filters, Range } from '../../src/catalog/filters.js';
import type { AttributeOrdering } from '../../src/catalog/ordering.js';
import type { Item } from './engine.js';

/** Whether a car lies within all bounds: for engines that take a function. */
export function passesRanges(ranges: Filters['ranges']): (item: Item) => boolean {
  const bounds = Object.entries(ranges) as [AttributeName, Range][];
  return (item) =>
    bounds.every(([name, { min, max }]) => {
      const value = item[name];
      return value !== null && (min === null || value >= min) && (max === null || value <= max);
    });
}

/** The contract's order: ties by id in the same direction, cars without the value last either way. */
export function comparison({ attribute, descending }: AttributeOrdering): (one: Item, other: Item) => number {
  const sign = descending ? -1 : 1;
  return (one, other) => {
    const a = one[attribute];
    const b = other[attribute];
    if (a == null || b == null)
      return a == null && b == null ? sign * (one.id - other.id) : a == null ? 1 : -1;
    return sign * (a - b || one.id - other.id);
  };
}
