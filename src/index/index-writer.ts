import { attributes } from '../catalog/attributes.js';
import type { NameTable } from '../catalog/attributes.js';
import type { CarId, IndexedCar } from '../catalog/car.js';
import type { NameEntry } from '../catalog/change.js';
import { orderedAttributes } from '../catalog/ordering.js';
import type { SlugToken } from '../catalog/slug-token.js';
import type { CarWrite } from './car-update.js';
import { IndexError } from './errors.js';
import type { Keys } from './keys.js';
import { orderScore } from './order-score.js';

/** Words of one Valkey command. */
export type Command = readonly Word[];

type Word = string | number;

/** A command is cut at this many members, so that none blocks the server for long on its own. */
const membersPerCommand = 1_000;

/** One kind of write to one key. */
interface Group {
  readonly command: string;
  readonly key: string;
  readonly words: Word[];
  /** Words of a member. */
  readonly width: number;
  /** Members that the key gains or loses by it, which Valkey answers; null: not known beforehand. */
  changes: number | null;
}

/**
 * Collects what has to be written, key by key, so that thousands of cars become some dozens of commands. Knows the whole
 * layout of the index; knows nothing of when and how atomically the commands are sent.
 */
export class IndexWriter {
  readonly #keys: Keys;
  readonly #groups = new Map<string, Group>();
  readonly #touched = new Set<string>();

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** The keys that these commands write to, without the prefix. */
  get touchedKeys(): ReadonlySet<string> {
    return this.#touched;
  }

  update({ id, before, after, texts }: CarWrite): void {
    const { cards, details, facts } = this.#keys;
    if (texts === null) for (const key of [cards, details, facts]) this.#add('HDEL', key, [id]);
    else {
      const gain = before === null ? 1 : 0;
      this.#add('HSET', cards, [id, texts.card], gain);
      this.#add('HSET', details, [id, texts.detail], gain);
      this.#add('HSET', facts, [id, texts.facts], gain);
    }
    this.#updateValues(id, before, after);
    this.#updateOrders(id, before, after);
    this.#updateFeatures(id, before?.featureIds ?? [], after?.featureIds ?? []);
  }

  setName(table: NameTable, id: number, entry: NameEntry | null): void {
    const key = this.#keys.names(table);
    if (entry === null) this.#add('HDEL', key, [id], null);
    else this.#add('HSET', key, [id, JSON.stringify(entry)], null);
  }

  setSlugToken(type: string, value: string, token: SlugToken | null): void {
    const field = `${type}/${value}`;
    if (token === null) this.#add('HDEL', this.#keys.slugTokens, [field], null);
    else this.#add('HSET', this.#keys.slugTokens, [field, JSON.stringify(token)], null);
  }

  commands(): readonly Command[] {
    const commands: Command[] = [];
    for (const { command, key, words, width } of this.#groups.values()) {
      for (let at = 0; at < words.length; at += membersPerCommand * width) {
        commands.push([command, key, ...words.slice(at, at + membersPerCommand * width)]);
      }
    }
    return commands;
  }

  /**
   * Holds the replies to {@link commands} against what they had to be if the index was as the updates suppose. Costs nothing, and
   * finds a car that stands in some of its keys only. Throws `INDEX_INCONSISTENT`.
   */
  check(replies: readonly unknown[]): void {
    let next = 0;
    for (const { command, key, words, width, changes } of this.#groups.values()) {
      let changed = 0;
      for (let at = 0; at < words.length; at += membersPerCommand * width) changed += Number(replies[next++]);
      if (changes !== null && changed !== changes) {
        const detail = `${command} ${this.#keys.bare(key)} changed ${changed} members, and had to change ${changes}`;
        throw new IndexError('INDEX_INCONSISTENT', detail);
      }
    }
  }

  #updateValues(id: CarId, was: IndexedCar | null, is: IndexedCar | null): void {
    for (const { name, options } of attributes) {
      const old = was?.values[name] ?? null;
      const value = is?.values[name] ?? null;
      if (old === value) continue;
      const column = this.#keys.column(name);
      if (value === null) this.#add('ZREM', column, [id]);
      else this.#add('ZADD', column, [value, id], old === null ? 1 : 0);
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
      else this.#add('ZADD', this.#keys.order(name), [score, id], old === null ? 1 : 0);
    }
  }

  #updateFeatures(id: CarId, was: readonly number[], is: readonly number[]): void {
    if (was === is) return;
    for (const feature of was)
      if (!is.includes(feature)) this.#add('ZREM', this.#keys.feature(feature), [id]);
    for (const feature of is)
      if (!was.includes(feature)) this.#add('ZADD', this.#keys.feature(feature), [1, id]);
  }

  #add(command: string, key: string, words: readonly Word[], changes: number | null = 1): void {
    const name = `${command} ${key}`;
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = { command, key, words: [], width: words.length, changes: 0 };
      this.#groups.set(name, group);
      this.#touched.add(this.#keys.bare(key));
    }
    group.words.push(...words);
    group.changes = changes === null || group.changes === null ? null : group.changes + changes;
  }
}
