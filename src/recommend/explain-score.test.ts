import { describe, expect, it } from 'vitest';
import { randomModel } from '../../test/support/car-models.js';
import { samplePicture } from '../../test/support/near-cars.js';
import type { CarId } from '../catalog/car.js';
import { slotsIn } from '../near/bits.js';
import { featuresOf } from './car-features.js';
import { ScoreExplainer, sizeOf } from './explain-score.js';
import { featureLabel } from './feature-label.js';

const { index, names } = samplePicture(300);
const cars = Array.from(slotsIn(index.live, new Int32Array(index.count)), (slot) => ({
  id: index.ids[slot] as CarId,
  facts: index.factsAt(slot),
}));
// Of the others it knows neither all features nor any car.
const model = randomModel(2, cars.slice(0, 200), 9);
const explainer = new ScoreExplainer(model);
const visitors = [
  model.visitorOf([]),
  model.visitorOf([model.trainedVector(cars.find(({ id }) => id % 2 === 0)!.id)!]),
];

describe('a score taken apart', () => {
  it('adds up to the score that cars are ranked by', () => {
    for (const visitor of visitors)
      for (const car of cars) {
        const row = new Float32Array(model.stride);
        model.write(car.id, car.facts, row, 0);
        const ranked = visitor.reduce((sum, number, place) => sum + number * row[place]!, row.at(-1)!);
        const { score, terms, own } = explainer.explain(car, visitor);
        // Rows are kept in 32 bits.
        expect(Math.abs(score - ranked)).toBeLessThan(1e-5 * visitor.length * 20);
        const sum = terms.reduce((total, term) => total + sizeOf(term), own === null ? 0 : sizeOf(own));
        expect(sum).toBeCloseTo(score, 12);
      }
  });

  it('names every feature that the model knows once, the strongest first, and the own part of trained cars alone', () => {
    let strange = 0;
    for (const car of cars) {
      const { terms, own } = explainer.explain(car, visitors[1]!);
      const known = featuresOf(car.facts, model.published.scale)
        .map(({ name }) => name)
        .filter((name) => model.published.ranking.featureNames.includes(name));
      expect(terms.map(({ name }) => name).sort()).toEqual(known.sort());
      const sizes = terms.map((term) => Math.abs(sizeOf(term)));
      expect(sizes).toEqual([...sizes].sort((one, other) => other - one));
      expect(own !== null).toBe(model.published.carIds.includes(car.id));
      if (own === null) strange += 1;
    }
    expect(strange).toBeGreaterThan(50);
  });

  it('says what of it is the visitor’s doing: without their wishes only the biases are left', () => {
    const nothing = new Float32Array(model.stride - 1);
    for (const car of cars.slice(0, 20)) {
      const [none, some] = [explainer.explain(car, nothing), explainer.explain(car, visitors[1]!)];
      expect(none.terms.every(({ byVisitor }) => byVisitor === 0)).toBe(true);
      const biases = (parts: readonly { byItself: number }[]): number =>
        parts.reduce((sum, { byItself }) => sum + byItself, 0);
      expect(biases(none.terms)).toBeCloseTo(biases(some.terms), 12);
      expect(some.terms.some(({ byVisitor }) => byVisitor !== 0)).toBe(true);
    }
  });
});

describe('a feature', () => {
  const scale = { price: [210_000, 400_000], km_driven: [15_000] };
  it.each([
    ['price:0', 'price below 210,000'],
    ['price:1', 'price from 210,000 to below 400,000'],
    ['price:2', 'price from 400,000'],
    ['km_driven:0', 'km driven below 15,000'],
    ['year:2019', 'year 2019'],
    ['owner:2', 'owner 2'],
    ['make:999999', 'make 999999'],
    ['seats:5', 'seats 5'],
  ])('%s is read as %s', (name, label) => {
    expect(featureLabel(name, names, scale)).toBe(label);
  });

  it('is named by the tables of names', () => {
    for (const [kind, table] of [
      ['make', 'make'],
      ['body_type', 'body_type'],
      ['feature', 'feature'],
    ] as const)
      expect(featureLabel(`${kind}:1`, names, scale)).toBe(
        `${kind.replace('_', ' ')} ${names.get(table, 1)!.name}`,
      );
    expect(featureLabel('price:0', names, { price: [], km_driven: [] })).toBe('price of any size');
  });
});
