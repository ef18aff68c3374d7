import type { RankableCar } from '../catalog/listing-engine.js';
import { featuresOf } from './car-features.js';
import type { CarModel } from './published-model.js';

/** What something adds to a score. */
export interface ScorePart {
  /** By what this visitor wants. */
  readonly byVisitor: number;
  /** By itself, whoever asks: a bias. */
  readonly byItself: number;
}

/** What a feature adds; its weight is within. */
export interface ScoreTerm extends ScorePart {
  readonly name: string;
}

/** A score, taken apart: it is the sum of all terms and the car's own part. */
export interface ExplainedScore {
  readonly score: number;
  /** Those that add or take most first. A feature that the model does not know adds nothing, and is not there. */
  readonly terms: readonly ScoreTerm[];
  /** What the car has beside its features; null: nobody wanted it in training. */
  readonly own: ScorePart | null;
}

export function sizeOf({ byVisitor, byItself }: ScorePart): number {
  return byVisitor + byItself;
}

/** Takes the scores of one model apart: score = sum over features of weight x (dot(visitor, feature) + its bias) + the same of the car's own. */
export class ScoreExplainer {
  readonly #model: CarModel;
  readonly #columns: ReadonlyMap<string, number>;

  constructor(model: CarModel) {
    const { ranking } = model.published;
    this.#model = model;
    this.#columns = new Map(ranking.featureNames.map((name, column) => [name, column]));
  }

  /** @param visitor `components` places */
  explain({ id, facts }: RankableCar, visitor: ArrayLike<number>): ExplainedScore {
    const { ranking, scale } = this.#model.published;
    const terms: ScoreTerm[] = [];
    for (const { name, weight } of featuresOf(facts, scale)) {
      const column = this.#columns.get(name);
      if (column !== undefined)
        terms.push({ name, ...this.#part(ranking.features, column, weight, visitor) });
    }
    const item = this.#model.ownItem(id);
    const own = item === null ? null : this.#part(ranking.own, item, 1, visitor);
    const score = terms.reduce((sum, term) => sum + sizeOf(term), own === null ? 0 : sizeOf(own));
    terms.sort((one, other) => Math.abs(sizeOf(other)) - Math.abs(sizeOf(one)));
    return { score, terms, own };
  }

  #part(rows: Float32Array, row: number, weight: number, visitor: ArrayLike<number>): ScorePart {
    const { stride } = this.#model;
    let dot = 0;
    for (let place = 0; place < stride - 1; place++) dot += visitor[place]! * rows[row * stride + place]!;
    return { byVisitor: weight * dot, byItself: weight * rows[(row + 1) * stride - 1]! };
  }
}
