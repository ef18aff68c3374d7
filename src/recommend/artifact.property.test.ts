import fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { StoredModel, TrainedModel } from './artifact.js';
import { decodeModel, encodeModel } from './artifact.js';
import { usualPlan } from './model/plan.js';

/** A model is read back exactly, or not at all: no single wrong byte and no missing end goes unnoticed. */

// JSON knows no -0, and no number of a model's header is one.
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0 || 0);
const float32 = (length: number): fc.Arbitrary<Float32Array> =>
  fc.float32Array({ minLength: length, maxLength: length, noNaN: true, noDefaultInfinity: true });
const ascending = fc
  .uniqueArray(number, { maxLength: 5 })
  .map((all) => all.sort((one, other) => one - other));
const score = fc.record({ later: number, unseen: fc.option(number) });

const model: fc.Arbitrary<TrainedModel> = fc
  .record({
    cars: fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { maxLength: 6 }),
    featureNames: fc.uniqueArray(fc.string(), { maxLength: 5 }),
    widths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
  })
  .chain(({ cars, featureNames, widths }) => {
    const components = widths.reduce((sum, width) => sum + width, 0);
    const stride = components + 1;
    const spaces = widths.map((width, place) =>
      fc.record({
        from: fc.constant(widths.slice(0, place).reduce((sum, each) => sum + each, 0)),
        components: fc.constant(width),
        weight: number,
        regularization: number,
        unobservedWeight: number,
        rows: fc.nat(),
        gram: fc.float64Array({
          minLength: width ** 2,
          maxLength: width ** 2,
          noNaN: true,
          noDefaultInfinity: true,
        }),
      }),
    );
    return fc.record({
      trainedUntilMs: fc.nat(),
      scale: fc.record({ price: ascending, km_driven: ascending }),
      carIds: fc.constant(Int32Array.from(cars)),
      ranking: fc.record({
        components: fc.constant(components),
        spaces: fc.tuple(...spaces),
        featureNames: fc.constant(featureNames),
        features: float32(featureNames.length * stride),
        own: fc.nat({ max: cars.length }).chain((wanted) => float32(wanted * stride)),
        items: float32(cars.length * stride),
        everybody: float32(components),
      }),
      figures: fc.record({
        isSimulated: fc.boolean(),
        plan: fc.constant(usualPlan),
        planChosenAtMs: fc.option(fc.nat()),
        wanted: fc.nat(),
        buyers: fc.nat(),
        cars: fc.nat(),
        score,
        popularity: score,
      }),
    });
  });

const [sample] = fc.sample(model, { numRuns: 1, seed: 5 });
const bytes = encodeModel(sample!);

/** The same artifact, as if another program had made it. */
function withFormat(original: Buffer, format: number): Buffer {
  const length = original.readUInt32LE(8);
  const other = Buffer.from(original);
  other.write(original.toString('utf8', 16, 16 + length).replace('"format":2', `"format":${format}`), 16);
  other.writeUInt32LE(crc32(other.subarray(16, 16 + length)), 12);
  return other;
}

function codeOf(read: () => StoredModel): unknown {
  try {
    return read();
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

describe('the artifact of a model', () => {
  it('gives back exactly what was put in, wherever its bytes begin', () => {
    fc.assert(
      fc.property(model, fc.nat({ max: 9 }), (original, shift) => {
        const all = Buffer.concat([Buffer.alloc(shift), encodeModel(original)]);
        expect(decodeModel(all.subarray(shift), 7)).toEqual({ ...original, version: 7 });
      }),
    );
  });

  it('is refused if any byte of it is another one', () => {
    for (const [at, byte] of bytes.entries())
      for (const change of [1, 0x80, 0xff]) {
        const changed = Buffer.from(bytes);
        changed[at] = byte ^ change;
        expect(codeOf(() => decodeModel(changed, 1))).toBe('RECOMMEND_BAD_ARTIFACT');
      }
  });

  it('is refused if any part of its end is missing, and if something follows', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(codeOf(() => decodeModel(bytes.subarray(0, length), 1))).toBe('RECOMMEND_BAD_ARTIFACT');
    expect(codeOf(() => decodeModel(Buffer.concat([bytes, Buffer.alloc(8)]), 1))).toBe(
      'RECOMMEND_BAD_ARTIFACT',
    );
  });

  it('is refused if what it holds does not fit together, though all checksums do', () => {
    const { ranking } = sample!;
    const infinite = ranking.everybody.slice();
    infinite[0] = Infinity;
    const short = new Float32Array(ranking.everybody.length + 1);
    const wrong: readonly Partial<TrainedModel>[] = [
      { ranking: { ...ranking, everybody: infinite } },
      { ranking: { ...ranking, everybody: short } },
      { ranking: { ...ranking, components: ranking.components + 1 } },
      { ranking: { ...ranking, spaces: [] } },
      { ranking: { ...ranking, featureNames: [...ranking.featureNames, 'another'] } },
      { ranking: { ...ranking, featureNames: ['same', 'same'] } },
      { carIds: new Int32Array(sample!.carIds.length + 2) },
      { ranking: { ...ranking, own: new Float32Array(ranking.own.length + 1) } },
      {
        ranking: {
          ...ranking,
          own: new Float32Array((sample!.carIds.length + 1) * (ranking.components + 1)),
        },
      },
      { scale: { price: [2, 1], km_driven: [] } },
      { trainedUntilMs: NaN },
    ];
    for (const change of wrong)
      expect(codeOf(() => decodeModel(encodeModel({ ...sample!, ...change }), 1))).toBe(
        'RECOMMEND_BAD_ARTIFACT',
      );
  });

  it('of the format before is read', () => {
    const former = { ...sample!.ranking, own: sample!.ranking.items };
    const older = withFormat(encodeModel({ ...sample!, ranking: former }), 1);
    expect(decodeModel(older, 7)).toEqual({ ...sample!, ranking: former, version: 7 });
  });

  it('of a newer format is refused, however well it is made', () => {
    expect(() => decodeModel(withFormat(bytes, 3), 1)).toThrow(/RECOMMEND|format in its header/);
  });
});
