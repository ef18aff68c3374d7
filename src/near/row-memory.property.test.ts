import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowMemory } from './row-memory.js';

function scoresOf(memory: RowMemory, rows: Int32Array, vector: Float32Array): Float64Array {
  const scores = new Float64Array(rows.length);
  memory.scores(rows, vector, scores);
  return scores;
}

describe('the scores of rows', () => {
  /** As factors and biases are: none so small that 32 bits have no room for its places. */
  const number = fc.integer({ min: -4_000, max: 4_000 }).map((thousandths) => thousandths / 1_000);

  it('are dot products and the last place, whatever the shapes, the rows asked for, and the room made meanwhile', () => {
    const shape = fc.record({
      components: fc.integer({ min: 1, max: 130 }),
      rows: fc.integer({ min: 1, max: 60 }),
      asked: fc.array(fc.nat(), { maxLength: 60 }),
      more: fc.integer({ min: 0, max: 3_000 }),
    });
    fc.assert(
      fc.property(shape, fc.infiniteStream(number), ({ components, rows, asked, more }, stream) => {
        const draw = (): number => stream.next().value as number;
        const memory = new RowMemory(components + 1);
        memory.makeRoom(rows);
        const drawn = Array.from({ length: rows }, () => Float32Array.from({ length: components + 1 }, draw));
        for (const [place, row] of drawn.entries()) memory.numbers.set(row, memory.placeOf(place));
        // An earlier vector leaves nothing behind.
        scoresOf(memory, Int32Array.of(0), Float32Array.from({ length: components }, draw));
        memory.makeRoom(rows + more);
        const vector = Float32Array.from({ length: components }, draw);
        const wanted = Int32Array.from(asked, (each) => each % rows);
        const scores = scoresOf(memory, wanted, vector);
        expect(scores).toHaveLength(wanted.length);
        for (const [at, place] of wanted.entries()) {
          const row = drawn[place]!;
          const terms = [...vector].map((each, component) => each * row[component]!);
          const exact = terms.reduce((sum, term) => sum + term, row[components]!);
          const size = terms.reduce((sum, term) => sum + Math.abs(term), Math.abs(row[components]!));
          expect(Math.abs(scores[at]! - exact)).toBeLessThanOrEqual(size * 1e-6);
        }
      }),
    );
  });

  it('are the same to the last bit wherever equal rows stand, and more than are computed at once', () => {
    const components = 37;
    const memory = new RowMemory(components + 1);
    const count = 9_001;
    memory.makeRoom(count);
    const row = Float32Array.from({ length: components + 1 }, (_, place) => Math.sin(place));
    for (let place = 0; place < count; place++) memory.numbers.set(row, memory.placeOf(place));
    const vector = Float32Array.from({ length: components }, (_, place) => Math.cos(place));
    const scores = scoresOf(
      memory,
      Int32Array.from({ length: count }, (_, place) => place),
      vector,
    );
    expect(new Set(scores).size).toBe(1);
  });

  it('of a row that is not there are an error, and no number', () => {
    const memory = new RowMemory(97);
    expect(() => scoresOf(memory, Int32Array.of(1e7), new Float32Array(96))).toThrow(
      WebAssembly.RuntimeError,
    );
  });
});
