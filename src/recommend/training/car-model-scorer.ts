import type { CarFacts } from '../../catalog/car-facts.js';
import { carId } from '../../catalog/car.js';
import type { ItemsByUser } from '../interactions.js';
import type { Scorer } from '../metrics/evaluate.js';
import type { CarModel } from '../published-model.js';
import { writeScores } from '../row-scores.js';

/** Ranks by a published model as servers do, whatever cars it was trained with. */
export class CarModelScorer implements Scorer {
  readonly #model: CarModel;
  readonly #known: ItemsByUser;
  readonly #carIds: Int32Array;
  readonly #rows: Float32Array;

  /**
   * @param carIds item -> car
   * @param facts item -> what is known of the car
   * @param known what is known of each user
   */
  constructor(model: CarModel, carIds: Int32Array, facts: readonly CarFacts[], known: ItemsByUser) {
    const { stride } = model;
    this.#model = model;
    this.#known = known;
    this.#carIds = carIds;
    this.#rows = new Float32Array(carIds.length * stride);
    for (const [item, each] of facts.entries())
      model.write(carId(carIds[item]!), each, this.#rows, item * stride);
  }

  scores(user: number, into: Float64Array): void {
    const visitor = this.#model.visitorOf(Array.from(this.#known.of(user), (item) => this.#vectorOf(item)));
    writeScores(visitor, this.#rows, this.#model.stride, into);
  }

  #vectorOf(item: number): Float32Array {
    const { stride } = this.#model;
    return (
      this.#model.trainedVector(this.#carIds[item]!) ??
      this.#rows.subarray(item * stride, (item + 1) * stride - 1)
    );
  }
}
