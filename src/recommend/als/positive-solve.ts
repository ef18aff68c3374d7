import { RecommendError } from '../errors.js';

/**
 * Solves A x = b for a symmetric, positive definite A by Cholesky's way (Golub, Van Loan, "Matrix Computations", 4.2), in place.
 *
 * @param a n x n by rows, of which the lower triangle is read; it is overwritten
 * @param b n places; becomes x
 */
export function solvePositive(a: Float64Array, b: Float64Array): void {
  factorize(a, b.length);
  const n = b.length;
  for (let row = 0; row < n; row++) {
    let sum = b[row]!;
    const base = row * n;
    for (let column = 0; column < row; column++) sum -= a[base + column]! * b[column]!;
    b[row] = sum / a[base + row]!;
  }
  for (let row = n - 1; row >= 0; row--) {
    const value = b[row]! / a[row * n + row]!;
    b[row] = value;
    const base = row * n;
    for (let column = 0; column < row; column++) b[column]! -= a[base + column]! * value;
  }
}

/** A becomes L, of which it is the product with its transpose. */
function factorize(a: Float64Array, n: number): void {
  for (let row = 0; row < n; row++) {
    const base = row * n;
    for (let column = 0; column <= row; column++) {
      const other = column * n;
      const sum = a[base + column]! - dot(a, base, other, column);
      if (column < row) a[base + column] = sum / a[other + column]!;
      else if (sum > 0) a[base + row] = Math.sqrt(sum);
      else throw new RecommendError('RECOMMEND_NOT_FINITE', 'a system of equations has no single solution');
    }
  }
}

/** Of so many places from `one` and from `other` on. Four sums, for one addition would have to wait for the one before it. */
function dot(a: Float64Array, one: number, other: number, places: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let place = 0;
  for (; place + 3 < places; place += 4) {
    sum0 += a[one + place]! * a[other + place]!;
    sum1 += a[one + place + 1]! * a[other + place + 1]!;
    sum2 += a[one + place + 2]! * a[other + place + 2]!;
    sum3 += a[one + place + 3]! * a[other + place + 3]!;
  }
  for (; place < places; place++) sum0 += a[one + place]! * a[other + place]!;
  return sum0 + sum1 + (sum2 + sum3);
}
