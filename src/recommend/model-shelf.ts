import type { CarModel } from './published-model.js';

/** The model that comes into use, the one in use, and two that pages already begun may still ask for. */
const kept = 4;

/** The model in use, and those before it. */
export class ModelShelf {
  readonly #models: CarModel[] = [];

  /** Newest first. */
  get models(): readonly CarModel[] {
    return this.#models;
  }

  /** Null: none was trained yet. */
  get current(): CarModel | null {
    return this.#models[0] ?? null;
  }

  /** Null: it is too old to be here, or not here yet. */
  get(version: number): CarModel | null {
    return this.#models.find((model) => model.version === version) ?? null;
  }

  /** Takes a model that is whole; the newest becomes the one in use, in one step. */
  put(model: CarModel): void {
    if (this.get(model.version) !== null) return;
    this.#models.push(model);
    this.#models.sort((one, other) => other.version - one.version);
    this.#models.length = Math.min(this.#models.length, kept);
  }
}
