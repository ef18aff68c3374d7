import { Random } from '../../shared/random.js';
import { RecommendError } from '../errors.js';
import type { Interactions } from '../interactions.js';
import { checkInteractions, ItemsByUser } from '../interactions.js';
import type { SparseRows } from '../sparse-rows.js';
import { identityRows } from '../sparse-rows.js';
import { runEpoch } from './epoch.js';
import type { LightFmSettings } from './settings.js';
import { usualSettings } from './settings.js';
import { Side } from './side.js';

export interface FitOptions {
  readonly epochs: number;
  /** User -> features; null: each user is a feature. Rows may be more than the interactions' users. */
  readonly userRows?: SparseRows | null;
  /** Item -> features; null: each item is a feature. WARP draws from all rows. */
  readonly itemRows?: SparseRows | null;
  /** Called after each epoch, counted from 1 within this call. */
  readonly onEpoch?: (epoch: number, meanLoss: number) => void;
}

/** Of the streams of random numbers of a seed, the one that is drawn from here. */
const stream = 4_201;

/**
 * LightFM (Kula 2015, "Metadata Embeddings for User and Item Cold-start Recommendations", arXiv 1507.08439): users and items are sums of
 * the vectors of their features. The same seed and data give the same model.
 */
export class LightFm {
  readonly settings: LightFmSettings;
  readonly users: Side;
  readonly items: Side;
  readonly #random: Random;

  constructor(settings: Partial<LightFmSettings> = {}) {
    this.settings = { ...usualSettings, ...settings };
    const { components, schedule, seed } = this.settings;
    this.users = new Side(components, schedule);
    this.items = new Side(components, schedule);
    this.#random = new Random(seed, stream);
  }

  /** Trains from the start; the generator goes on where it stood. Throws as {@link fitPartial}. */
  fit(interactions: Interactions, options: FitOptions): this {
    this.items.clear();
    this.users.clear();
    return this.fitPartial(interactions, options);
  }

  /**
   * Trains on. Users, items and features that are new may stand behind those known; a known column must mean what it meant. Throws
   * `RECOMMEND_BAD_SHAPE` if rows are missing or numbers out of range, `RECOMMEND_NOT_FINITE` if an epoch ends in such numbers.
   */
  fitPartial(interactions: Interactions, { epochs, userRows, itemRows, onEpoch }: FitOptions): this {
    checkInteractions(interactions);
    const { userCount, itemCount } = interactions;
    const parts = {
      settings: this.settings,
      users: this.users,
      items: this.items,
      userRows: userRows ?? identityRows(userCount),
      itemRows: itemRows ?? identityRows(itemCount),
      interactions,
      stored: new ItemsByUser(interactions),
    };
    if (parts.userRows.rowCount < userCount || parts.itemRows.rowCount < itemCount)
      throw new RecommendError('RECOMMEND_BAD_SHAPE', 'there are users or items without a row of features');
    this.items.grow(parts.itemRows.columnCount, this.#random);
    this.users.grow(parts.userRows.columnCount, this.#random);
    const asStored = Int32Array.from(interactions.users.keys());
    for (let epoch = 1; epoch <= epochs; epoch++) {
      // From the order of storing each time: so 10 epochs and then 20 are the same as 30.
      const order = asStored.slice();
      this.#random.shuffle(order);
      const loss = runEpoch(parts, order, this.#random.below(2 ** 31));
      if (!this.items.isFinite || !this.users.isFinite)
        throw new RecommendError('RECOMMEND_NOT_FINITE', `after epoch ${epoch}`);
      onEpoch?.(epoch, loss);
    }
    return this;
  }
}
