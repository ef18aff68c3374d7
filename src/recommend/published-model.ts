import type { CarFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import type { CarScale } from './car-features.js';
import { featuresOf } from './car-features.js';
import type { RankingModel } from './model/ranking-model.js';
import { VisitorFinder } from './model/ranking-model.js';

/** A trained model as servers use it. */
export interface PublishedModel {
  /** Given by Postgres when it was published: later models have higher ones. */
  readonly version: number;
  /** It knows what happened before; milliseconds since 1970. */
  readonly trainedUntilMs: number;
  readonly scale: CarScale;
  /** Item of `ranking` -> car: those of the training, the ones that somebody wanted first, which alone have an own part. */
  readonly carIds: Int32Array;
  readonly ranking: RankingModel;
}

/** Finds rows of cars and vectors of visitors. A row has `stride` places: a vector and, last, a bias. */
export class CarModel {
  readonly published: PublishedModel;
  /** components + 1. */
  readonly stride: number;
  readonly #visitors: VisitorFinder;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #items: ReadonlyMap<number, number>;
  /** How many items have an own part. */
  readonly #ownCount: number;

  constructor(published: PublishedModel) {
    const { ranking, carIds } = published;
    this.published = published;
    this.stride = ranking.components + 1;
    this.#visitors = new VisitorFinder(ranking);
    this.#columns = new Map(ranking.featureNames.map((name, column) => [name, column]));
    this.#items = new Map(Array.from(carIds, (id, item) => [id, item]));
    this.#ownCount = ranking.own.length / this.stride;
  }

  get version(): number {
    return this.published.version;
  }

  /** The vector of a visitor who looked at cars of these vectors; of nobody in particular where there are none. */
  visitorOf(vectors: readonly Float32Array[]): Float32Array {
    const components = this.stride - 1;
    const rows = new Float32Array(vectors.length * components);
    for (const [number, vector] of vectors.entries()) rows.set(vector, number * components);
    return this.#visitors.find(rows, components, [...vectors.keys()]);
  }

  /** Whether the car was there in training. */
  knows(id: number): boolean {
    return this.#items.has(id);
  }

  /** The vector of a car as it was in training; null: it came later. */
  trainedVector(id: number): Float32Array | null {
    const item = this.#items.get(id);
    if (item === undefined) return null;
    const at = item * this.stride;
    return this.published.ranking.items.subarray(at, at + this.stride - 1);
  }

  /** The item of a car that has an own part; null: it has none, for nobody wanted it in training. */
  ownItem(id: number): number | null {
    const item = this.#items.get(id);
    return item === undefined || item >= this.#ownCount ? null : item;
  }

  /**
   * Writes a car's row: the sum of its features' rows, and what is its own. A car that nobody wanted in training has nothing of its own, and a
   * feature that no such car had adds nothing: what was never trained is noise.
   */
  write(id: CarId, facts: CarFacts, into: Float32Array, at: number): void {
    const { ranking, scale } = this.published;
    const { stride } = this;
    const item = this.ownItem(id);
    if (item === null) into.fill(0, at, at + stride);
    else into.set(ranking.own.subarray(item * stride, (item + 1) * stride), at);
    for (const { name, weight } of featuresOf(facts, scale)) {
      const column = this.#columns.get(name);
      if (column === undefined) continue;
      for (let place = 0; place < stride; place++)
        into[at + place]! += weight * ranking.features[column * stride + place]!;
    }
  }
}
