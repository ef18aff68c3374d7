import { Random } from '../../shared/random.js';
import { RecommendError } from '../errors.js';
import type { Interactions } from '../interactions.js';
import { checkInteractions, ItemsByUser, onlyWanted } from '../interactions.js';
import { FoldIn, gramOf } from './fold-in.js';

export interface AlsSettings {
  /** Length of a vector. */
  readonly components: number;
  /** L2 penalty; a row's is multiplied by what it is seen with (see {@link Als}). */
  readonly regularization: number;
  /** What every pair of user and item weighs that score towards 0, beside the wanted ones' weight of 1. */
  readonly unobservedWeight: number;
  /** How often both sides are solved. */
  readonly sweeps: number;
  readonly seed: number;
}

export const usualAlsSettings: AlsSettings = {
  components: 64,
  regularization: 0.03,
  unobservedWeight: 0.03,
  sweeps: 12,
  seed: 1,
};

/** Factors of one side: rowCount x components. */
export type Factors = Float32Array;

/** Factors start as normal numbers of this standard deviation, divided by the square root of their number. */
const startDeviation = 0.1;
const stream = 4_202;

/**
 * Implicit feedback by alternating least squares (Hu, Koren, Volinsky 2008, "Collaborative Filtering for Implicit Feedback Datasets"),
 * with the loss and the penalties of Rendle, Krichene, Zhang, Koren 2021 (arXiv 2110.14037): the sum over wanted pairs of
 * (1 - dot(u, i))^2, plus `unobservedWeight` times the sum over *all* pairs of dot(u, i)^2, plus for each row the square of its
 * factors times regularization x (its wanted pairs + unobservedWeight x rows of the other side).
 */
export class Als {
  readonly settings: AlsSettings;
  users: Factors = new Float32Array(0);
  items: Factors = new Float32Array(0);

  constructor(settings: Partial<AlsSettings> = {}) {
    this.settings = { ...usualAlsSettings, ...settings };
  }

  /**
   * Entries with value > 0 are the wanted pairs. Throws `RECOMMEND_BAD_SHAPE` for numbers out of range.
   *
   * @param onSweep called after each sweep, counted from 1
   */
  fit(interactions: Interactions, onSweep?: (sweep: number) => void): this {
    checkInteractions(interactions);
    const { userCount, itemCount } = interactions;
    const { components, sweeps, seed } = this.settings;
    const random = new Random(seed, stream);
    const start = (rows: number): Factors =>
      Float32Array.from(
        { length: rows * components },
        () => (startDeviation * random.normal()) / Math.sqrt(components),
      );
    this.items = start(itemCount);
    this.users = start(userCount);
    const wanted = onlyWanted(interactions);
    const wantedBy = new ItemsByUser({ userCount: itemCount, users: wanted.items, items: wanted.users });
    const wantedOfUser = new ItemsByUser(wanted);
    for (let sweep = 1; sweep <= sweeps; sweep++) {
      this.#solveSide(this.users, this.items, wantedOfUser);
      this.#solveSide(this.items, this.users, wantedBy);
      if (![this.users, this.items].every(isFiniteAll))
        throw new RecommendError('RECOMMEND_NOT_FINITE', `after sweep ${sweep}`);
      onSweep?.(sweep);
    }
    return this;
  }

  #solveSide(side: Factors, other: Factors, wanted: ItemsByUser): void {
    const { components } = this.settings;
    const rows = other.length / components;
    const foldIn = new FoldIn({ ...this.settings, rows }, gramOf(other, components, 0, components));
    const others = { factors: other, stride: components, from: 0 };
    for (let row = 0; row * components < side.length; row++)
      side.set(foldIn.solve(others, wanted.of(row)), row * components);
  }
}

function isFiniteAll(factors: Factors): boolean {
  return factors.every((each) => Number.isFinite(each));
}
