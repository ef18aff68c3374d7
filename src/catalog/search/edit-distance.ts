/**
 * Typing errors between two words: letters added, left out, replaced, or two neighbours swapped (optimal string alignment,
 * https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance). Null if more than `limit`.
 *
 * Our own, since a swap is the commonest slip of a keyboard: by plain Levenshtein, as of fastest-levenshtein, "swfit" is
 * two errors away from "swift", which is more than a word of five letters is forgiven. And since a limit of one or two
 * leaves little to try: where two words part, four ways go on. No table is filled (as damerau-levenshtein does for every pair).
 */
export function typingErrors(one: string, other: string, limit: number): number | null {
  const errors = errorsFrom(one, other, { i: 0, j: 0 }, limit);
  return errors <= limit ? errors : null;
}

interface Place {
  readonly i: number;
  readonly j: number;
}

/** Errors after a place in each word; anything above `limit` stands for more. */
function errorsFrom(one: string, other: string, from: Place, limit: number): number {
  let { i, j } = from;
  while (i < one.length && j < other.length && one.charCodeAt(i) === other.charCodeAt(j))
    [i, j] = [i + 1, j + 1];
  const [rest, otherRest] = [one.length - i, other.length - j];
  if (rest === 0 || otherRest === 0) return rest + otherRest;
  if (limit === 0 || Math.abs(rest - otherRest) > limit) return limit + 1;

  let fewest = limit;
  const go = (over: number, otherOver: number): void => {
    fewest = Math.min(fewest, errorsFrom(one, other, { i: i + over, j: j + otherOver }, limit - 1));
  };
  go(1, 1); // replaced
  go(1, 0); // added
  go(0, 1); // left out
  const swapped =
    one.charCodeAt(i) === other.charCodeAt(j + 1) && one.charCodeAt(i + 1) === other.charCodeAt(j);
  if (swapped) go(2, 2);
  return fewest + 1;
}
