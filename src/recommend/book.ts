/** Names numbered from 0 in the order of coming: a name keeps its number. */
export class Book {
  readonly #numbers = new Map<string, number>();

  get size(): number {
    return this.#numbers.size;
  }

  get names(): string[] {
    return [...this.#numbers.keys()];
  }

  /** The name's number; a new one for a new name. */
  enter(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  numberOf(name: string): number | null {
    return this.#numbers.get(name) ?? null;
  }
}
