/** Without a new case for so long, a spell is over. */
const calmMs = 5_000;

/**
 * Makes one line in a log of many requests with the same trouble: a spell begins with the first of a kind, and ends when something
 * has gone well after a while of calm. Some requests may go well in between, each time one does.
 */
export class Spell {
  readonly #kinds = new Set<string>();
  #lastMs = 0;

  /** Counts a case; whether it is the first of its kind. */
  begins(kind: string, nowMs = performance.now()): boolean {
    if (nowMs - this.#lastMs > calmMs) this.#kinds.clear();
    this.#lastMs = nowMs;
    if (this.#kinds.has(kind)) return false;
    this.#kinds.add(kind);
    return true;
  }

  /** Something went well; whether that ends a spell. */
  ends(nowMs?: number): boolean {
    if (this.#kinds.size === 0) return false;
    if ((nowMs ?? performance.now()) - this.#lastMs <= calmMs) return false;
    this.#kinds.clear();
    return true;
  }
}
