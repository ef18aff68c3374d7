/**
 * The rank of each test item among the candidates, from 0: how many *other* candidates score at least as high. Ascending.
 *
 * @param scores of all items
 * @param tests items, each a candidate
 * @param isCandidate item -> 1 or 0
 */
export function ranksOf(
  scores: ArrayLike<number>,
  tests: readonly number[],
  isCandidate: Uint8Array,
): number[] {
  return tests.map((test) => rankOf(scores, test, isCandidate)).sort((one, other) => one - other);
}

function rankOf(scores: ArrayLike<number>, test: number, isCandidate: Uint8Array): number {
  const score = scores[test]!;
  let atLeast = -1; // itself
  for (let item = 0; item < isCandidate.length; item++)
    if (isCandidate[item] === 1 && scores[item]! >= score) atLeast += 1;
  return atLeast;
}
