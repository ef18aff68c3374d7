import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SlotTable } from './slot-table.js';

it('knows what was added and not removed, like a Map', () => {
  const step = fc.record({ id: fc.integer({ min: 1, max: 60 }), remove: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), fc.nat({ max: 100 }), (steps, room) => {
      const table = new SlotTable();
      table.reserve(room);
      const known = new Map<number, number>();
      for (const [slot, { id, remove }] of steps.entries()) {
        if (remove) {
          table.remove(id);
          known.delete(id);
        } else if (!known.has(id)) {
          table.add(id, slot);
          known.set(id, slot);
        }
        expect(table.get(id)).toBe(known.get(id) ?? -1);
      }
      const copy = table.copy();
      for (let id = 1; id <= 61; id++) expect(copy.get(id)).toBe(known.get(id) ?? -1);
    }),
  );
});

it('takes 16 to 32 bytes an id, and makes no room again where it was made before', () => {
  const table = new SlotTable();
  const sizes: number[] = [];
  for (let count = 1; count <= 300_000; count++) {
    table.add(count, count);
    if (count > 100) sizes.push(table.bytes / count);
  }
  expect(sizes.every((size) => size >= 16 && size <= 33)).toBe(true);
  const reserved = new SlotTable();
  reserved.reserve(300_000);
  const { bytes } = reserved;
  for (let count = 1; count <= 300_000; count++) reserved.add(count, count);
  expect(reserved.bytes).toBe(bytes);
});
