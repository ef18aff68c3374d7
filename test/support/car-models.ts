import type { CarFacts } from '../../src/catalog/car-facts.js';
import { encodeModel } from '../../src/recommend/artifact.js';
import { usualPlan } from '../../src/recommend/model/plan.js';
import { gramOf } from '../../src/recommend/als/fold-in.js';
import { featuresOf, scaleOf } from '../../src/recommend/car-features.js';
import { CarModel } from '../../src/recommend/published-model.js';
import { Random } from '../../src/shared/random.js';

/** A model of random numbers, of which half of the cars are known to it: what matters to those who rank by it is that it decides. */
export function randomModel(
  version: number,
  cars: readonly { readonly id: number; readonly facts: CarFacts }[],
  components = 8,
): CarModel {
  const random = new Random(version, 1);
  const numbers = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.normal());
  const scale = scaleOf(cars.map(({ facts }) => facts));
  const names = cars.flatMap(({ facts }) => featuresOf(facts, scale).map(({ name }) => name));
  const featureNames = [...new Set(names)];
  const known = cars.filter(({ id }) => id % 2 === 0);
  const items = numbers(known.length * (components + 1));
  const space = { components, regularization: 0.03, unobservedWeight: 0.03, rows: known.length };
  return new CarModel({
    version,
    trainedUntilMs: 0,
    scale,
    carIds: Int32Array.from(known, ({ id }) => id),
    ranking: {
      components,
      spaces: [{ ...space, from: 0, weight: 1, gram: gramOf(items, components + 1, 0, components) }],
      featureNames,
      features: numbers(featureNames.length * (components + 1)),
      own: numbers(known.length * (components + 1)),
      items,
      everybody: numbers(components),
    },
  });
}

/** A model as it is published, with figures that nobody looks at. */
export function artifactOf({ published: { version: _, ...trained } }: CarModel): Buffer {
  const score = { later: 0.14, unseen: 0.1 };
  const figures = {
    isSimulated: false,
    plan: usualPlan,
    planChosenAtMs: null,
    wanted: 300,
    buyers: 20,
    cars: trained.carIds.length,
    score,
    popularity: score,
  };
  return encodeModel({ ...trained, figures });
}
