/**
 * Scores that make a sorted set keep the contract's order. Valkey breaks ties by the bytes of the member, so that car "10"
 * would stand before car "9"; but among ids with the same number of digits, bytes and numbers agree. So the score carries
 * the number of digits behind the value: value x 16 + digits. Cars without a value go behind all others, also by digits.
 * Exact while the result stays under 2^53 (https://valkey.io/topics/sorted-sets/): values up to 2^48.
 */

const step = 16;

/** Scores from here on belong to cars without a value. */
export const lackingFrom = 2 ** 52;

/** The largest value that keeps its place. */
export const maxOrderValue = 2 ** 48 - 1;

export function orderScore(id: number, value: number | null): number {
  const digits = String(id).length;
  return value === null ? lackingFrom + digits : value * step + digits;
}

/** The lowest score of a car with a value of at least `min`. */
export function scoreFrom(min: number): number {
  return Math.min(min, maxOrderValue + 1) * step;
}

/** The highest score of a car with a value of at most `max`. */
export function scoreTo(max: number): number {
  return Math.min(max, maxOrderValue) * step + step - 1;
}
