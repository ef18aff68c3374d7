/** One digit of a value: small enough that the counts of all its values stay in the processor's nearest cache. */
const digitBits = 11;
const digits = 1 << digitBits;
/** Slots that are looked at in one piece: less than a millisecond. */
const pieceSlots = 16_384;

/**
 * Slots in ascending order of their values, those of one value as they stood; in pieces. Values are whole numbers, the highest at most
 * 2^53 above the lowest, or Infinity, which stands last. Takes the digits of `value - lowest` one after the other, the last one first, each
 * by counting (Knuth, The Art of Computer Programming, vol. 3, 5.2, algorithm D). `slots` is not changed.
 */
export function* sortedByValue(
  slots: Int32Array,
  values: Int32Array | Float64Array,
): Generator<void, Int32Array> {
  const gathered = new Gathered(slots.length);
  for (let first = 0; first < slots.length; first += pieceSlots) {
    gathered.add(slots.subarray(first, first + pieceSlots), values);
    yield;
  }
  const { infinite, lowest, highest } = gathered;
  let from = gathered.finite;
  let to: Pairs = { slots: new Int32Array(from.slots.length), values: new Float64Array(from.slots.length) };
  yield;
  for (let scale = 1; highest - lowest >= scale; scale *= digits) {
    yield* sortByDigit(from, to, { lowest, scale });
    [from, to] = [to, from];
  }
  const sorted = new Int32Array(slots.length);
  sorted.set(from.slots);
  sorted.set(infinite, from.slots.length);
  return sorted;
}

/** Slots with their values beside them: reading on from one to the next stays in the cache, looking each slot's value up would not. */
interface Pairs {
  readonly slots: Int32Array;
  readonly values: Float64Array;
}

/** Slots with their values beside them, those of Infinity apart. */
class Gathered {
  readonly #slots: Int32Array;
  readonly #values: Float64Array;
  readonly #infinite: Int32Array;
  #finite = 0;
  #others = 0;
  #lowest = Infinity;
  #highest = -Infinity;

  /** For so many slots, at most. */
  constructor(slots: number) {
    this.#slots = new Int32Array(slots);
    this.#values = new Float64Array(slots);
    this.#infinite = new Int32Array(slots);
  }

  add(slots: Int32Array, values: Int32Array | Float64Array): void {
    for (const slot of slots) {
      const value = values[slot]!;
      if (value === Infinity) this.#infinite[this.#others++] = slot;
      else {
        this.#slots[this.#finite] = slot;
        this.#values[this.#finite++] = value;
        this.#lowest = Math.min(this.#lowest, value);
        this.#highest = Math.max(this.#highest, value);
      }
    }
  }

  get finite(): Pairs {
    return { slots: this.#slots.subarray(0, this.#finite), values: this.#values.subarray(0, this.#finite) };
  }

  /** The slots whose value is Infinity. */
  get infinite(): Int32Array {
    return this.#infinite.subarray(0, this.#others);
  }

  /** Of the finite values; Infinity: there are none. */
  get lowest(): number {
    return this.#lowest;
  }

  get highest(): number {
    return this.#highest;
  }
}

/** Which digit: that of `value - lowest` at `scale`, a power of two. */
interface Digit {
  readonly lowest: number;
  readonly scale: number;
}

/** Sorts pairs by one digit. */
function* sortByDigit(from: Pairs, to: Pairs, digit: Digit): Generator<void, void> {
  const places = new Int32Array(digits);
  for (let first = 0; first < from.slots.length; first += pieceSlots) {
    count(from, first, digit, places);
    yield;
  }
  let place = 0;
  for (let each = 0; each < digits; each++) {
    const pairsOfIt = places[each]!;
    places[each] = place;
    place += pairsOfIt;
  }
  for (let first = 0; first < from.slots.length; first += pieceSlots) {
    move(from, first, digit, places, to);
    yield;
  }
}

/** How many pairs of the piece from `first` on have each digit. */
function count({ values }: Pairs, first: number, { lowest, scale }: Digit, counts: Int32Array): void {
  const end = Math.min(first + pieceSlots, values.length);
  for (let at = first; at < end; at++) counts[digitOf(values[at]! - lowest, scale)]! += 1;
}

/** Each pair of the piece from `first` on to the next place of its digit. */
function move(from: Pairs, first: number, { lowest, scale }: Digit, places: Int32Array, to: Pairs): void {
  const end = Math.min(first + pieceSlots, from.slots.length);
  for (let at = first; at < end; at++) {
    const value = from.values[at]!;
    const digit = digitOf(value - lowest, scale);
    const place = places[digit]!;
    places[digit] = place + 1;
    to.slots[place] = from.slots[at]!;
    to.values[place] = value;
  }
}

/** Dividing by a power of two is exact, and `&` takes the whole part modulo 2^32. */
function digitOf(value: number, scale: number): number {
  return (value / scale) & (digits - 1);
}
