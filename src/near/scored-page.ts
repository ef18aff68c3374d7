import type { NearIndex } from './near-index.js';
import type { SlotPage } from './page.js';
import { inOneGo } from './pieces.js';

/** To look at each of more than these takes long enough for others to have their turn after it: about 0.3 ms. */
export const many = 25_000;

/** Up to so many are kept in order while the others are looked through; beyond, all are parted. */
const most = 256;

/** The slots from place `first` on, `size` at most, the highest score first; of equal scores the lower id. */
export function bestScored(
  index: NearIndex,
  slots: Int32Array,
  scores: Float64Array,
  places: Places,
): SlotPage {
  return inOneGo(bestScoredInPieces(index, slots, scores, places));
}

/** As {@link bestScored}, in the pieces of {@link bestPlaces}. */
export function* bestScoredInPieces(
  index: NearIndex,
  slots: Int32Array,
  scores: Float64Array,
  places: Places,
): Generator<void, SlotPage> {
  const { ids } = index;
  const best = yield* bestPlaces(scores, (at) => ids[slots[at]!]!, places);
  return { slots: best.map((at) => slots[at]!), way: 'scored', work: slots.length };
}

/** Where a page begins in the whole order, counted from 0, and how many it holds at most. */
export interface Places {
  readonly first: number;
  readonly size: number;
}

/**
 * Where in `scores` a page stands: the highest first, of equal ones the lower id. At any depth this costs a few looks at each score, and a
 * sort of the page: the middle of a million takes a twentieth of the time of sorting all (which is 460 ms), a first page some 2 ms. In pieces,
 * of which the longest goes through all scores once.
 *
 * @param idAt the id behind a score; no two are the same
 */
export function* bestPlaces(
  scores: Float64Array,
  idAt: (at: number) => number,
  { first, size }: Places,
): Generator<void, readonly number[]> {
  const keep = Math.min(first + size, scores.length);
  if (keep <= first) return [];
  if (keep <= most && keep * 4 <= scores.length) return firstPlaces(scores, idAt, keep).slice(first);
  const parted = new PartedScores(scores, idAt);
  if (scores.length > many) yield;
  yield* parted.sortPlaces(first, keep);
  return Array.from(parted.places.subarray(first, keep));
}

/** The best of few: most scores are no match for the last of those kept, which stand in order. */
function firstPlaces(scores: Float64Array, idAt: (at: number) => number, keep: number): number[] {
  const best = new Int32Array(keep);
  const bestScores = new Float64Array(keep);
  let count = 0;
  let worst = -Infinity; // of those kept, once they are enough
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    if (score < worst) continue;
    if (count === keep) {
      if (score === worst && idAt(at) > idAt(best[keep - 1]!)) continue;
      count -= 1;
    }
    let place = count;
    for (; place > 0; place--) {
      const before = bestScores[place - 1]!;
      if (before > score || (before === score && idAt(best[place - 1]!) < idAt(at))) break;
      best[place] = best[place - 1]!;
      bestScores[place] = before;
    }
    best[place] = at;
    bestScores[place] = score;
    count += 1;
    if (count === keep) worst = bestScores[keep - 1]!;
  }
  return Array.from(best);
}

/** Up to so many are sorted by insertion. */
const few = 16;

/**
 * Scores that are being sorted, as far as a page needs: quicksort that leaves alone what lies outside the page (C. Martinez, Partial
 * quicksort, 2004), parted around pivots drawn by chance, so that no order of cars makes it slow.
 */
class PartedScores {
  /** Place in the order -> where the score stood. */
  readonly places: Int32Array;
  readonly #scores: Float64Array;
  readonly #idAt: (at: number) => number;

  constructor(scores: Float64Array, idAt: (at: number) => number) {
    this.#scores = scores.slice();
    this.#idAt = idAt;
    this.places = new Int32Array(scores.length);
    for (let at = 0; at < scores.length; at++) this.places[at] = at;
  }

  /** Afterwards the places from `first` to before `end` hold what belongs there. */
  *sortPlaces(first: number, end: number): Generator<void, void> {
    const parts = [{ from: 0, to: this.places.length }];
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      const { from, to } = part;
      if (to <= first || from >= end) continue;
      if (to - from <= few) {
        this.#sortFew(from, to);
        continue;
      }
      const [left, right] = this.#part(from, to);
      parts.push({ from, to: left }, { from: right, to });
      if (to - from > many) yield;
    }
  }

  /** Answers where the better part ends and where the worse one begins; both are smaller than the whole (N. Wirth's way, after Hoare). */
  #part(from: number, to: number): readonly [number, number] {
    const scores = this.#scores;
    const { places } = this;
    const drawn = from + Math.floor(Math.random() * (to - from));
    const pivot = scores[drawn]!;
    const pivotId = this.#idAt(places[drawn]!);
    let low = from;
    let high = to - 1;
    while (low <= high) {
      while (scores[low]! > pivot || (scores[low] === pivot && this.#idAt(places[low]!) < pivotId)) low += 1;
      while (scores[high]! < pivot || (scores[high] === pivot && this.#idAt(places[high]!) > pivotId))
        high -= 1;
      if (low > high) break;
      this.#swap(low, high);
      low += 1;
      high -= 1;
    }
    return [high + 1, low];
  }

  #sortFew(from: number, to: number): void {
    for (let end = from + 1; end < to; end++)
      for (let at = end; at > from && this.#isBefore(at, at - 1); at--) this.#swap(at, at - 1);
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#scores[one]!, this.#scores[other]!];
    return a > b || (a === b && this.#idAt(this.places[one]!) < this.#idAt(this.places[other]!));
  }

  #swap(one: number, other: number): void {
    const score = this.#scores[one]!;
    this.#scores[one] = this.#scores[other]!;
    this.#scores[other] = score;
    const place = this.places[one]!;
    this.places[one] = this.places[other]!;
    this.places[other] = place;
  }
}
