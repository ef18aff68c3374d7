import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../shared/random.js';
import { lacking, OrderedColumn } from './ordered-column.js';
import { inOneGo } from './pieces.js';

/** However its cars come, an order is by value, then by id, and those without a value stand last. */

function naive(ids: Int32Array, values: Float64Array, slots: Iterable<number>): number[] {
  return [...slots].sort((one, other) =>
    values[one] === values[other] ? ids[one]! - ids[other]! : values[one]! - values[other]!,
  );
}

describe('an order that is made of all cars at once', () => {
  it.each([0, 1, 2, 1_000, 70_001])('of %i cars is the one of their values and ids', (count) => {
    const random = new Random(count + 1, 1);
    const ids = Int32Array.from({ length: count }, (_, slot) => 1 + ((slot * 7_919) % 1_000_003));
    const column = new OrderedColumn(ids);
    // Some slots are free.
    const slots = Int32Array.from({ length: count }, (_, slot) => slot).filter(() => !random.chance(0.1));
    for (const slot of slots) {
      column.put(slot, 7);
      column.put(slot, random.chance(0.05) ? lacking : random.between(0, 500));
    }
    inOneGo(column.arrange(slots.slice().sort((one, other) => ids[one]! - ids[other]!)));
    expect(column.length).toBe(slots.length);
    expect([...column.order.subarray(0, column.length)]).toEqual(naive(ids, column.values, slots));
  });

  // One by one, and as a new order.
  it.each([1, 12, 60, 3_000])('stays one when %i of its cars change, leave or come', (count) => {
    const random = new Random(count, 1);
    const ids = Int32Array.from({ length: 22_000 }, (_, slot) => 1 + ((slot * 7_919) % 1_000_003));
    const column = new OrderedColumn(ids);
    const slots = new Set(Array.from({ length: 20_000 }, (_, slot) => slot));
    const value = (): number => (random.chance(0.05) ? lacking : random.between(0, 3_000));
    for (const slot of slots) column.put(slot, value());
    inOneGo(column.arrange(Int32Array.from(slots).sort((one, other) => ids[one]! - ids[other]!)));
    for (let step = 0; step < 5; step++) {
      const changed = new Set(Array.from({ length: count }, () => random.between(0, 21_999)));
      const changes = [...changed]
        .map((slot) => ({ slot, value: random.chance(0.3) ? null : value() }))
        .filter(({ slot, value: is }) => is !== null || slots.has(slot));
      column.apply(changes);
      for (const { slot, value: is } of changes)
        if (is === null) slots.delete(slot);
        else slots.add(slot);
      for (const { slot, value: is } of changes) expect(column.values[slot]).toBe(is ?? 0);
      expect([...column.order.subarray(0, column.length)]).toEqual(naive(ids, column.values, slots));
    }
  });

  it('is changed like any other afterwards', () => {
    const change = fc.record({ slot: fc.nat({ max: 99 }), value: fc.option(fc.nat({ max: 5 })) });
    fc.assert(
      fc.property(fc.uniqueArray(change, { selector: ({ slot }) => slot }), (changes) => {
        const ids = Int32Array.from({ length: 100 }, (_, slot) => 100 - slot);
        const column = new OrderedColumn(ids);
        const slots = new Set(Array.from({ length: 50 }, (_, place) => 2 * place));
        for (const slot of slots) column.put(slot, slot % 5);
        // The higher the slot, the lower the id.
        inOneGo(column.arrange(Int32Array.from(slots).reverse()));
        const taken = changes.filter(({ slot, value }) => value !== null || slots.has(slot));
        column.apply(taken);
        for (const { slot, value } of taken)
          if (value === null) slots.delete(slot);
          else slots.add(slot);
        expect([...column.order.subarray(0, column.length)]).toEqual(naive(ids, column.values, slots));
      }),
    );
  });
});
