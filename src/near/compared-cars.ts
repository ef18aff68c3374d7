import type { CarId } from '../catalog/car.js';
import type { Bits } from './bits.js';
import { clearBit, countBits, setBit, slotsIn } from './bits.js';
import type { NearIndex } from './near-index.js';
import type { OrderedColumn } from './ordered-column.js';

/** By what the cars are found that are worth a comparison with one. */
export interface Whereabouts {
  readonly id: CarId;
  /** Rupees. */
  readonly price: number;
  /** The ids of its options. */
  readonly model: number;
  readonly bodyType: number;
}

/** How many cars are compared. */
export interface ComparedLimits {
  /** While no more are listed, all of them. */
  readonly all: number;
  /** Beyond: so many of the same model, of the same body type, and of any kind. */
  readonly each: number;
  /** Looked for among so many, those nearest in price. */
  readonly steps: number;
}

/** However many are listed: 3,000 comparisons at most, and a walk over 20,000. */
export const usualLimits: ComparedLimits = { all: 3_000, each: 1_000, steps: 20_000 };

/**
 * The slots of the cars that are worth a comparison with this one, which is not among them; ascending. All, or where very many are listed
 * those nearest in price: of the same model, of the same body type, of any kind. A model or body type of few cars is taken whole, however
 * far off in price. The cost is bounded by the limits, but for one pass over bits; the answer is the same in every server.
 */
export function comparedCars(index: NearIndex, car: Whereabouts, limits: ComparedLimits): Int32Array {
  const own = index.slotOf(car.id);
  const found = index.count <= limits.all ? index.live.slice() : nearest(index, car, own, limits);
  if (own !== -1) clearBit(found, own);
  return slotsIn(found, new Int32Array(countBits(found)));
}

function nearest(
  index: NearIndex,
  { price, model, bodyType }: Whereabouts,
  own: number,
  { each, steps }: ComparedLimits,
): Bits {
  const found: Bits = new Int32Array(index.live.length);
  const models = index.option('model');
  const bodies = index.option('body_type');
  const [modelCode, bodyCode] = [models.codeOf(model), bodies.codeOf(bodyType)];
  const missing = { model: each, body: each, any: each };
  if (models.postings[modelCode]!.count <= each) {
    models.postings[modelCode]!.addTo(found);
    missing.model = 0;
  }
  if (bodies.postings[bodyCode]!.count <= each) {
    bodies.postings[bodyCode]!.addTo(found);
    missing.body = 0;
  }
  const outwards = new Outwards(index.ordered('price'), price);
  for (let left = steps; left > 0 && missing.model + missing.body + missing.any > 0; left--) {
    let slot = outwards.next();
    if (slot === own) slot = outwards.next();
    if (slot === -1) break;
    if (missing.model > 0 && models.codes[slot] === modelCode) {
      setBit(found, slot);
      missing.model -= 1;
    }
    if (missing.body > 0 && bodies.codes[slot] === bodyCode) {
      setBit(found, slot);
      missing.body -= 1;
    }
    if (missing.any > 0) {
      setBit(found, slot);
      missing.any -= 1;
    }
  }
  return found;
}

/** A walk along the order of prices from one price to both sides, by the ratio to it; of equal ratios the dearer car comes first. */
class Outwards {
  readonly #column: OrderedColumn;
  readonly #square: number;
  readonly #end: number;
  #up: number;
  #down: number;

  constructor(column: OrderedColumn, price: number) {
    this.#column = column;
    this.#square = price * price;
    this.#up = column.segment(price, null).from;
    this.#end = column.having;
    this.#down = this.#up - 1;
  }

  /** A slot; -1: that was all. */
  next(): number {
    const { order, values } = this.#column;
    const [up, down] = [this.#up, this.#down];
    if (up >= this.#end && down < 0) return -1;
    const goesUp =
      down < 0 || (up < this.#end && values[order[up]!]! * values[order[down]!]! <= this.#square);
    return order[goesUp ? this.#up++ : this.#down--]!;
  }
}
