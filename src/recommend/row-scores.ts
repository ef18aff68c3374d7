/**
 * Writes the scores of items for one user: dot(vector, the item's row), and what stands in the row behind the vector's places, a bias, if
 * anything does.
 *
 * @param rows item -> row of `stride` places: vector.length, or one more
 */
export function writeScores(
  vector: Float32Array,
  rows: Float32Array,
  stride: number,
  into: Float64Array,
): void {
  const components = vector.length;
  for (let item = 0; item < into.length; item++) {
    const row = item * stride;
    let score = components < stride ? rows[row + components]! : 0;
    for (let place = 0; place < components; place++) score += vector[place]! * rows[row + place]!;
    into[item] = score;
  }
}
