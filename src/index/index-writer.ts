import { attributes } from '../catalog/attributes.js';
import type { NameTable } from '../catalog/attributes.js';
import type { Car, CarId, IndexedCar } from '../catalog/car.js';
import { cardOf, indexedCar } from '../catalog/car.js';
import { factsToText } from '../catalog/car-facts.js';
import type { NameEntry } from '../catalog/change.js';
import { orderedAttributes } from '../catalog/ordering.js';
import type { SlugToken } from '../catalog/slug-token.js';
import type { Keys } from './keys.js';
import { orderScore } from './order-score.js';

/** Words of one Valkey command. */
export type Command = readonly (string | number)[];

/** A car as the index had it, and as it is to have it; null: not in the index. */
export interface CarUpdate {
  readonly id: CarId;
  readonly before: Car | null;
  readonly after: Car | null;
}

/** A command is cut at this many members, so that none blocks the server for long on its own. */
const membersPerCommand = 1_000;

/**
 * Collects what has to be written, key by key, so that thousands of cars become some dozens of commands. Knows the whole
 * layout of the index; knows nothing of when and how atomically the commands are sent.
 */
export class IndexWriter {
  readonly #keys: Keys;
  readonly #groups = new Map<
    string,
    { readonly head: readonly string[]; readonly words: (string | number)[]; readonly width: number }
  >();
  readonly #touched = new Set<string>();

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** The keys that these commands write to, without the prefix. */
  get touchedKeys(): ReadonlySet<string> {
    return this.#touched;
  }

  update({ id, before, after }: CarUpdate): void {
    const was = before === null ? null : indexedCar(before);
    const is = after === null ? null : indexedCar(after);
    if (after === null) {
      this.#add('HDEL', this.#keys.cards, [id]);
      this.#add('HDEL', this.#keys.details, [id]);
      this.#add('HDEL', this.#keys.facts, [id]);
    } else {
      this.#add('HSET', this.#keys.cards, [id, JSON.stringify(cardOf(after))]);
      this.#add('HSET', this.#keys.details, [id, JSON.stringify(after)]);
    }
    if (is !== null) {
      const facts = factsToText(is);
      if (was === null || factsToText(was) !== facts) this.#add('HSET', this.#keys.facts, [id, facts]);
    }
    this.#updateValues(id, was, is);
    this.#updateOrders(id, was, is);
    this.#updateFeatures(id, was?.featureIds ?? [], is?.featureIds ?? []);
  }

  setName(table: NameTable, id: number, entry: NameEntry | null): void {
    const key = this.#keys.names(table);
    if (entry === null) this.#add('HDEL', key, [id]);
    else this.#add('HSET', key, [id, JSON.stringify(entry)]);
  }

  setSlugToken(type: string, value: string, token: SlugToken | null): void {
    const field = `${type}/${value}`;
    if (token === null) this.#add('HDEL', this.#keys.slugTokens, [field]);
    else this.#add('HSET', this.#keys.slugTokens, [field, JSON.stringify(token)]);
  }

  commands(): readonly Command[] {
    const commands: Command[] = [];
    for (const { head, words, width } of this.#groups.values()) {
      for (let at = 0; at < words.length; at += membersPerCommand * width) {
        commands.push([...head, ...words.slice(at, at + membersPerCommand * width)]);
      }
    }
    return commands;
  }

  #updateValues(id: CarId, was: IndexedCar | null, is: IndexedCar | null): void {
    for (const { name, options } of attributes) {
      const old = was?.values[name] ?? null;
      const value = is?.values[name] ?? null;
      if (old === value) continue;
      const column = this.#keys.column(name);
      if (value === null) this.#add('ZREM', column, [id]);
      else this.#add('ZADD', column, [value, id]);
      if (options === null) continue;
      if (old !== null) this.#add('SREM', this.#keys.option(name, old), [id]);
      if (value !== null) this.#add('SADD', this.#keys.option(name, value), [id]);
    }
  }

  #updateOrders(id: CarId, was: IndexedCar | null, is: IndexedCar | null): void {
    for (const name of orderedAttributes) {
      const old = was === null ? null : orderScore(id, was.values[name]);
      const score = is === null ? null : orderScore(id, is.values[name]);
      if (old === score) continue;
      if (score === null) this.#add('ZREM', this.#keys.order(name), [id]);
      else this.#add('ZADD', this.#keys.order(name), [score, id]);
    }
  }

  #updateFeatures(id: CarId, was: readonly number[], is: readonly number[]): void {
    for (const feature of was)
      if (!is.includes(feature)) this.#add('ZREM', this.#keys.feature(feature), [id]);
    for (const feature of is)
      if (!was.includes(feature)) this.#add('ZADD', this.#keys.feature(feature), [1, id]);
  }

  #add(command: string, key: string, words: readonly (string | number)[]): void {
    const group = `${command} ${key}`;
    let found = this.#groups.get(group);
    if (found === undefined) {
      found = { head: [command, key], words: [], width: words.length };
      this.#groups.set(group, found);
      this.#touched.add(this.#keys.bare(key));
    }
    found.words.push(...words);
  }
}
