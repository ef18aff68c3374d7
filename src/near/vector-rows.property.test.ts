import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CarFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import { carId } from '../catalog/car.js';
import { slotsIn } from './bits.js';
import { NearIndex } from './near-index.js';
import type { RowWriter } from './vector-rows.js';
import { VectorRows } from './vector-rows.js';

/** After any changes, and in any copy, the rows are those that the cars of now would be given. */

const writer: RowWriter = {
  stride: 3,
  write: (id, { values, featureIds }, into, at) => {
    into[at] = id;
    into[at + 1] = values.reduce<number>((sum, value, place) => sum + (value ?? -1) * (place + 1), 0);
    into[at + 2] = featureIds.reduce((sum, feature) => sum + feature, 0);
  },
};

const change = fc.record({
  id: fc.integer({ min: 1, max: 40 }),
  leaves: fc.boolean(),
  values: fc.array(fc.option(fc.integer({ min: 0, max: 5 })), { minLength: 15, maxLength: 15 }),
  featureIds: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }),
});
const steps = fc.array(
  fc.record({ changes: fc.array(change, { maxLength: 12 }), copies: fc.boolean(), refreshes: fc.boolean() }),
  { maxLength: 12 },
);

function expectTrue(index: NearIndex, rows: VectorRows, cars: ReadonlyMap<number, CarFacts>): void {
  const slots = slotsIn(index.live, new Int32Array(index.count));
  rows.refresh(index, slots, { isAll: true });
  expect(slots).toHaveLength(cars.size);
  for (const slot of slots) {
    const id = index.ids[slot]! as CarId;
    const facts = cars.get(id)!;
    expect(index.factsAt(slot)).toEqual(facts);
    const row = new Float32Array(3);
    writer.write(id, facts, row, 0);
    const at = rows.rows.placeOf(slot);
    expect(rows.rows.numbers.slice(at, at + 3)).toEqual(row);
  }
}

describe('the rows of cars', () => {
  it('follow every change, in the index and in its copies', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (drawn) => {
        let index = new NearIndex(Infinity);
        const rows = new VectorRows(writer);
        const cars = new Map<number, CarFacts>();
        for (const { changes, copies, refreshes } of drawn) {
          if (copies) index = await index.copy(() => Promise.resolve());
          const last = [...new Map(changes.map((each) => [each.id, each])).values()];
          for (const { id, leaves, values, featureIds } of last) {
            if (leaves) cars.delete(id);
            else cars.set(id, { values, featureIds: [...featureIds].sort((one, other) => one - other) });
          }
          index.apply(last.map(({ id }) => ({ id: carId(id), facts: cars.get(id) ?? null, card: '{}' })));
          if (refreshes) expectTrue(index, rows, cars);
        }
        expectTrue(index, rows, cars);
      }),
    );
  });

  it('of an older picture are its own again, though a copy has moved on', async () => {
    const facts = (price: number): CarFacts => ({
      values: Array.from({ length: 15 }, () => price),
      featureIds: [],
    });
    const older = new NearIndex(Infinity);
    older.apply([{ id: carId(1), facts: facts(1), card: '{}' }]);
    const newer = await older.copy(() => Promise.resolve());
    newer.apply([{ id: carId(1), facts: facts(2), card: '{}' }]);
    const rows = new VectorRows(writer);
    for (const [index, price] of [
      [newer, 2],
      [older, 1],
      [newer, 2],
    ] as const)
      expectTrue(index, rows, new Map([[1, facts(price)]]));
  });
});
