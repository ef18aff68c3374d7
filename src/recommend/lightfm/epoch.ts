import { unreachable } from '../../shared/assert.js';
import type { Interactions, ItemsByUser } from '../interactions.js';
import type { SparseRows } from '../sparse-rows.js';
import { NegativeSampler } from './negative-sampler.js';
import type { LightFmSettings } from './settings.js';
import type { Side } from './side.js';
import { step, stepAdagrad } from './step.js';

/** What an epoch works on. */
export interface EpochParts {
  readonly settings: LightFmSettings;
  readonly users: Side;
  readonly items: Side;
  /** Row -> features, for as many users or items as the interactions have, or more. */
  readonly userRows: SparseRows;
  readonly itemRows: SparseRows;
  readonly interactions: Interactions;
  readonly stored: ItemsByUser;
}

/** Beyond it a WARP gradient is cut. */
const mostLoss = 10;
/** A scale that has grown to it is settled in the middle of an epoch. */
const mostScale = 1e6;

/**
 * One pass over all interactions, in the order given, as LightFM makes it (Kula 2015, arXiv 1507.08439). With score(u, i) = bias of u +
 * bias of i + dot(vector of u, vector of i):
 *
 * - `logistic`: every entry; the gradient is sigmoid(score) - (value > 0).
 * - `bpr` (Rendle et al. 2009): entries with value > 0, against the item of an entry drawn from all.
 * - `warp` (Weston, Bengio, Usunier 2011): entries with value > 0, against the first of `maxSampled` items drawn from all rows that
 *   scores above score - 1; the gradient is ln of the rank estimated from the number of draws.
 * - `warp-kos` (Weston, Yee, Weiss 2013): every entry gives its user a turn; the k-th best of n drawn items of theirs, then as WARP.
 *
 * An item that the user has an entry for, whatever its value, is no negative example. Answers the mean loss of the entries visited: the
 * log loss, -ln sigmoid(difference), or the weight of the rank.
 */
export function runEpoch(parts: EpochParts, order: Int32Array, samplerSeed: number): number {
  const epoch = new Epoch(parts, samplerSeed);
  const loss = epoch.run(order);
  parts.users.settle();
  parts.items.settle();
  return loss;
}

class Epoch {
  readonly #parts: EpochParts;
  readonly #sampler: NegativeSampler;
  /** Nothing is shrunk, so that nobody needs the learning rates. */
  readonly #isPlain: boolean;
  readonly #user: Float64Array;
  readonly #positive: Float64Array;
  readonly #negative: Float64Array;
  readonly #difference: Float64Array;
  /** WARP's gradient when the t-th draw violates the order: place t. */
  readonly #rankLosses: Float64Array;

  constructor(parts: EpochParts, samplerSeed: number) {
    const { settings, users, itemRows } = parts;
    this.#parts = parts;
    this.#sampler = new NegativeSampler(samplerSeed);
    this.#isPlain = settings.schedule === 'adagrad' && settings.itemAlpha === 0 && settings.userAlpha === 0;
    this.#user = new Float64Array(users.stride);
    this.#positive = new Float64Array(users.stride);
    this.#negative = new Float64Array(users.stride);
    this.#difference = new Float64Array(users.stride);
    this.#rankLosses = Float64Array.from({ length: settings.maxSampled + 1 }, (_, draw) =>
      Math.log(Math.max(1, Math.floor((itemRows.rowCount - 1) / draw))),
    );
  }

  run(order: Int32Array): number {
    const { loss } = this.#parts.settings;
    switch (loss) {
      case 'logistic':
        return this.#logistic(order);
      case 'bpr':
        return this.#bpr(order);
      case 'warp':
        return this.#warp(order);
      case 'warp-kos':
        return this.#warpKos(order);
      default:
        return unreachable(loss);
    }
  }

  #logistic(order: Int32Array): number {
    const { users, items, userRows, itemRows, interactions, settings } = this.#parts;
    let losses = 0;
    for (const at of order) {
      const user = interactions.users[at]!;
      const item = interactions.items[at]!;
      users.represent(userRows, user, this.#user);
      items.represent(itemRows, item, this.#positive);
      const wanted = interactions.values[at]! > 0 ? 1 : 0;
      const weight = interactions.weights?.[at] ?? 1;
      const chance = sigmoid(this.#score(this.#positive));
      losses -= weight * logOf(wanted === 1 ? chance : 1 - chance);
      const slope = weight * (chance - wanted);
      this.#user[users.components] = 1;
      this.#positive[users.components] = 1;
      const rates =
        step(items, itemRows, item, this.#user, slope, settings, settings.itemAlpha) +
        step(users, userRows, user, this.#positive, slope, settings, settings.userAlpha);
      this.#shrink(rates, featuresOf(itemRows, item) + featuresOf(userRows, user));
    }
    return losses / Math.max(1, order.length);
  }

  #bpr(order: Int32Array): number {
    const { users, items, userRows, itemRows, interactions, stored } = this.#parts;
    const count = interactions.items.length;
    let losses = 0;
    let visited = 0;
    for (const at of order) {
      if (!(interactions.values[at]! > 0)) continue;
      const user = interactions.users[at]!;
      const positive = interactions.items[at]!;
      let negative = positive;
      for (let tries = 0; tries < count; tries++) {
        negative = interactions.items[this.#sampler.below(count)]!;
        if (!stored.has(user, negative)) break;
      }
      users.represent(userRows, user, this.#user);
      items.represent(itemRows, positive, this.#positive);
      items.represent(itemRows, negative, this.#negative);
      const chance = sigmoid(this.#score(this.#positive) - this.#score(this.#negative));
      const weight = interactions.weights?.[at] ?? 1;
      this.#updatePair(user, positive, negative, weight * (1 - chance));
      losses -= weight * logOf(chance);
      visited += 1;
    }
    return losses / Math.max(1, visited);
  }

  #warp(order: Int32Array): number {
    const { users, items, userRows, itemRows, interactions } = this.#parts;
    let losses = 0;
    let visited = 0;
    for (const at of order) {
      if (!(interactions.values[at]! > 0)) continue;
      const user = interactions.users[at]!;
      const positive = interactions.items[at]!;
      users.represent(userRows, user, this.#user);
      items.represent(itemRows, positive, this.#positive);
      losses += this.#raise(user, positive, interactions.weights?.[at] ?? 1);
      visited += 1;
    }
    return losses / Math.max(1, visited);
  }

  #warpKos(order: Int32Array): number {
    const { users, items, userRows, itemRows, interactions, stored, settings } = this.#parts;
    const drawn: { item: number; score: number }[] = [];
    let losses = 0;
    for (const at of order) {
      const user = interactions.users[at]!;
      const theirs = stored.of(user);
      users.represent(userRows, user, this.#user);
      drawn.length = 0;
      for (let draw = Math.min(settings.n, theirs.length); draw > 0; draw--) {
        const item = theirs[this.#sampler.below(theirs.length)]!;
        drawn.push({ item, score: items.score(itemRows, item, this.#user) });
      }
      drawn.sort((one, other) => other.score - one.score);
      const { item } = drawn[Math.min(settings.k, drawn.length) - 1]!;
      items.represent(itemRows, item, this.#positive);
      losses += this.#raise(user, item, 1);
    }
    return losses / Math.max(1, order.length);
  }

  /** Looks for an item that violates the order, and moves both; user and positive item are represented already. */
  #raise(user: number, positive: number, weight: number): number {
    const { items, itemRows, stored, settings } = this.#parts;
    const enough = this.#score(this.#positive) - 1;
    for (let draw = 1; draw <= settings.maxSampled; draw++) {
      const negative = this.#sampler.below(itemRows.rowCount);
      if (!(items.score(itemRows, negative, this.#user) > enough) || stored.has(user, negative)) continue;
      items.represent(itemRows, negative, this.#negative);
      const loss = Math.min(mostLoss, weight * this.#rankLosses[draw]!);
      this.#updatePair(user, positive, negative, loss);
      return loss;
    }
    return 0;
  }

  /** The user's bias moves too, though no order depends on it: so does the original's. */
  #updatePair(user: number, positive: number, negative: number, loss: number): void {
    const { users, items, userRows, itemRows, settings } = this.#parts;
    const { itemAlpha, userAlpha } = settings;
    const { components } = users;
    for (let place = 0; place < components; place++)
      this.#difference[place] = this.#negative[place]! - this.#positive[place]!;
    this.#difference[components] = 1;
    this.#user[components] = 1;
    if (this.#isPlain) {
      const { learningRate } = settings;
      const { params, squares, stride } = items;
      const { starts, columns, weights } = itemRows;
      const up = this.#user;
      stepAdagrad(params, squares, stride, starts, columns, weights, positive, up, -loss, learningRate);
      stepAdagrad(params, squares, stride, starts, columns, weights, negative, up, loss, learningRate);
      this.#stepUser(user, loss);
      return;
    }
    const rates =
      step(items, itemRows, positive, this.#user, -loss, settings, itemAlpha) +
      step(items, itemRows, negative, this.#user, loss, settings, itemAlpha) +
      step(users, userRows, user, this.#difference, loss, settings, userAlpha);
    const touched =
      featuresOf(itemRows, positive) + featuresOf(itemRows, negative) + featuresOf(userRows, user);
    this.#shrink(rates, touched);
  }

  #stepUser(user: number, loss: number): void {
    const { params, squares, stride } = this.#parts.users;
    const { starts, columns, weights } = this.#parts.userRows;
    const { learningRate } = this.#parts.settings;
    stepAdagrad(
      params,
      squares,
      stride,
      starts,
      columns,
      weights,
      user,
      this.#difference,
      loss,
      learningRate,
    );
  }

  /** By the mean rate over all parameters of so many features. */
  #shrink(rates: number, features: number): void {
    const { users, items, settings } = this.#parts;
    if (settings.itemAlpha === 0 && settings.userAlpha === 0) return;
    const mean = rates / (features * users.stride);
    items.scale *= 1 + settings.itemAlpha * mean;
    users.scale *= 1 + settings.userAlpha * mean;
    if (items.scale > mostScale || users.scale > mostScale) {
      items.settle();
      users.settle();
    }
  }

  /** Of the user and the item represented. */
  #score(item: Float64Array): number {
    const user = this.#user;
    const components = user.length - 1;
    let score = user[components]! + item[components]!;
    for (let place = 0; place < components; place++) score += user[place]! * item[place]!;
    return score;
  }
}

function featuresOf({ starts }: SparseRows, row: number): number {
  return starts[row + 1]! - starts[row]!;
}

/** Of a chance that may be rounded to none: what is told of a loss stays a number. */
function logOf(chance: number): number {
  return Math.log(Math.max(chance, Number.MIN_VALUE));
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
