import { describe, expect, it } from 'vitest';
import { wasMade } from '../vehicle.js';
import { sampleMakes } from './all-makes.js';

const models = sampleMakes.flatMap((make) => make.models);

/** The years of a model's life; one that is still made is looked at up to 2030. */
function lifeOf({ made: [first, last] }: (typeof models)[number]): readonly number[] {
  return Array.from({ length: (last ?? 2030) - first + 1 }, (_, place) => first + place);
}

describe('the table of makes', () => {
  it('has every make, and every model of a make, once', () => {
    const named = sampleMakes.flatMap((make) => [
      make.name,
      ...make.models.map(({ name }) => `${make.name} ${name}`),
    ]);
    expect(new Set(named).size).toBe(named.length);
  });

  it('has an engine for every year of every model, and none outside its life', () => {
    const wrong = models.filter((model) => {
      const [first, last] = model.made;
      const outside = model.engines.some(
        ({ made = model.made }) => made[0] < first || (last !== null && (made[1] === null || made[1] > last)),
      );
      const idle = lifeOf(model).some(
        (year) => !model.engines.some(({ made }) => made === undefined || wasMade(made, year)),
      );
      return outside || idle;
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('has plausible figures', () => {
    for (const model of models) {
      const variants = [model, ...model.engines].flatMap((each) => Object.entries(each.variants ?? {}));
      expect(variants.length, model.name).toBeGreaterThanOrEqual(2);
      for (const [variant, [lakh, level]] of variants) {
        expect(lakh, `${model.name} ${variant}`).toBeGreaterThan(1.5);
        expect(level, `${model.name} ${variant}`).toBeGreaterThanOrEqual(0);
        expect(level, `${model.name} ${variant}`).toBeLessThanOrEqual(5);
      }
      for (const { fuel, cc, kmpl, automatic } of model.engines) {
        expect([cc === null, kmpl === null], model.name).toEqual([fuel === 'Electric', fuel === 'Electric']);
        expect(automatic, model.name).toBeLessThanOrEqual(1);
      }
    }
  });
});
