import { must } from '../../shared/assert.js';
import { foldName } from './values.js';

/** A name, and the row it belongs to where its table has such: a model's make. Elsewhere the parent is 0. */
export interface NameKey {
  readonly name: string;
  readonly parentId: number;
}

/** Rows of one name table by name. A name's own spelling goes before others of it, and a lower id before a higher. */
export class NameBook {
  readonly #exact = new Map<string, number>();
  readonly #folded = new Map<string, number>();

  /** `rows` by ascending id. */
  constructor(rows: Iterable<NameKey & { readonly id: number }>) {
    for (const { id, name, parentId } of rows) {
      this.#exact.set(`${parentId}/${name}`, id);
      const folded = `${parentId}/${foldName(name)}`;
      if (!this.#folded.has(folded)) this.#folded.set(folded, id);
    }
  }

  find(name: string, parentId = 0): number | undefined {
    return this.#exact.get(`${parentId}/${name}`) ?? this.#folded.get(`${parentId}/${foldName(name)}`);
  }

  /** For a name that must be there. */
  id(name: string, parentId = 0): number {
    return must(this.find(name, parentId), `the name ${JSON.stringify(name)}`);
  }

  /** Those of `wanted` that are not here: of several spellings the first, in an order that is the same for everyone. */
  missing(wanted: Iterable<NameKey>): readonly NameKey[] {
    const missing = new Map<string, NameKey>();
    for (const key of wanted) {
      const folded = `${key.parentId}/${foldName(key.name)}`;
      if (!missing.has(folded) && this.find(key.name, key.parentId) === undefined) missing.set(folded, key);
    }
    return [...missing.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  }
}
