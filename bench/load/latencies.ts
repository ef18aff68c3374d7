/** Milliseconds, and their percentiles. */
export class Latencies {
  #values = new Float64Array(65_536);
  #count = 0;
  #sorted = false;

  get count(): number {
    return this.#count;
  }

  add(milliseconds: number): void {
    if (this.#count === this.#values.length) {
      const wider = new Float64Array(2 * this.#count);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#count++] = milliseconds;
    this.#sorted = false;
  }

  clear(): void {
    this.#count = 0;
  }

  /** The smallest value that this part of all values does not exceed; NaN: there are none. */
  percentile(part: number): number {
    if (!this.#sorted) this.#values.subarray(0, this.#count).sort();
    this.#sorted = true;
    return this.#count === 0 ? NaN : (this.#values[Math.max(0, Math.ceil(part * this.#count) - 1)] ?? NaN);
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
