import type { Car, CarId } from '../catalog/car.js';
import { carId, indexedCar } from '../catalog/car.js';
import { writeOf } from './car-update.js';
import type { Valkey } from './client.js';
import { asIndexError } from './client.js';
import { IndexWriter } from './index-writer.js';
import type { Keys } from './keys.js';
import { ViewAudit } from './view-audit.js';

/** One fact that the index should hold: a member of a key, with its score or text; `present` for a plain set's member. */
interface Fact {
  readonly key: string;
  readonly member: string;
  readonly value: string;
}

const present = 'present';

/** Cars that are looked up at a time in every key there is. */
const groupCars = 500;

/**
 * Compares cars with what the index holds of them. What should be there comes from the same writer that fills the index, so
 * the layout is told in one place only. Remembers the ids of every key: some 200 bytes a car.
 *
 * Compares no further cars once `mostSuspects` of them differ at first sight: to look at each again costs more than to fill the
 * index anew. What it finds is true, but not all; that it finds nothing proves nothing if it was cut.
 */
export class IndexAudit {
  readonly #client: Valkey;
  readonly #keys: Keys;
  readonly #views: ViewAudit;
  /** Which cars each key should have, of those expected so far. */
  readonly #expected = new Map<string, IdList>();

  readonly #mostSuspects: number;
  #suspects = 0;

  constructor(client: Valkey, keys: Keys, mostSuspects = Infinity) {
    this.#client = client;
    this.#keys = keys;
    this.#mostSuspects = mostSuspects;
    this.#views = new ViewAudit(client, keys);
  }

  /** Whether something was left out. */
  get cut(): boolean {
    return this.#suspects >= this.#mostSuspects;
  }

  get keyCount(): number {
    return this.#expected.size;
  }

  /** Stored views that are compared with the cars. */
  get viewCount(): number {
    return this.#views.viewCount;
  }

  /** Chooses the stored views that are compared: before the first car is told. */
  async begin(): Promise<void> {
    await this.#views.begin();
  }

  /** Tells what should be there; answers the cars of which something differs. */
  async expect(cars: readonly Car[]): Promise<readonly CarId[]> {
    if (this.cut) return [];
    const facts = cars.flatMap((car) => factsOf(this.#keys, car));
    for (const { key, member } of facts) {
      let ids = this.#expected.get(key);
      if (ids === undefined) this.#expected.set(key, (ids = new IdList()));
      ids.add(Number(member));
    }
    this.#views.expect(cars.map(indexedCar));
    return this.#bounded(new Set((await this.#wrong(facts)).map(({ member }) => carId(Number(member)))));
  }

  /** After all cars were told: those in which the members of a key or a stored view differ from what was told. */
  async leftovers(): Promise<readonly CarId[]> {
    if (this.cut) return [];
    const suspects = new Set<CarId>(await this.#views.suspects());
    for (const key of await this.#carKeys()) {
      const expected = this.#expected.get(key);
      const { size, members } = await this.#contentOf(key);
      if (size === (expected?.size ?? 0)) continue;
      const held = new Set((await members()).map(Number));
      for (const id of expected?.values() ?? []) if (!held.delete(id)) suspects.add(carId(id));
      for (const id of held) suspects.add(carId(id));
    }
    return this.#bounded(suspects);
  }

  #bounded(suspects: ReadonlySet<CarId>): readonly CarId[] {
    const taken = [...suspects].slice(0, this.#mostSuspects - this.#suspects);
    this.#suspects += taken.length;
    return taken;
  }

  /** Every difference of these cars, as sentences, by car; null: it should be nowhere. */
  async differencesOf(cars: ReadonlyMap<CarId, Car | null>): Promise<ReadonlyMap<CarId, readonly string[]>> {
    const differences = new Map<CarId, string[]>();
    const add = (id: CarId, sentence: string): void => {
      differences.set(id, [...(differences.get(id) ?? []), sentence]);
    };
    const facts = [...cars.values()].flatMap((car) => (car === null ? [] : factsOf(this.#keys, car)));
    for (const { key, member, held } of await this.#wrong(facts))
      add(carId(Number(member)), `car ${member} in ${this.#keys.bare(key)}: ${described(held)}`);
    const expected = new Set(facts.map(({ key, member }) => `${key} ${member}`));
    const keys = await this.#carKeys();
    const ids = [...cars.keys()];
    for (let at = 0; at < ids.length; at += groupCars) {
      for (const { key, id } of await this.#standings(keys, ids.slice(at, at + groupCars))) {
        if (!expected.has(`${key} ${id}`))
          add(id, `car ${id} stands in ${this.#keys.bare(key)}, where it should not`);
      }
    }
    const indexed = new Map([...cars].map(([id, car]) => [id, car === null ? null : indexedCar(car)]));
    for (const [id, sentence] of await this.#views.differencesOf(indexed)) add(id, sentence);
    return differences;
  }

  /** What is wrong with the index's own books: which keys it consists of, and how large its views are. */
  async differencesOfBooks(): Promise<readonly string[]> {
    const differences = [...(await this.#views.differencesOfBooks())];
    const registered = new Set(await this.#client.smembers(this.#keys.registry));
    for (const key of this.#expected.keys()) {
      const bare = this.#keys.bare(key);
      if (!registered.has(bare) && (await this.#client.exists(key)) === 1)
        differences.push(`${bare} is not among the keys that a new fill replaces`);
    }
    return differences;
  }

  /** Every key of cars that is there, or should be. */
  async #carKeys(): Promise<ReadonlySet<string>> {
    const registered = await this.#client.smembers(this.#keys.registry);
    const keys = registered.map((key) => `${this.#keys.prefix}${key}`).filter((key) => this.#isOfCars(key));
    return new Set([...keys, ...this.#expected.keys()]);
  }

  /** In which of these keys the cars stand: one command a key. */
  async #standings(
    keys: ReadonlySet<string>,
    ids: readonly CarId[],
  ): Promise<readonly { readonly key: string; readonly id: CarId }[]> {
    const pipeline = this.#client.pipeline();
    const members = ids.map(String);
    for (const key of keys) {
      if (isHash(this.#keys, key)) pipeline.hmget(key, ...members);
      else if (isPlainSet(this.#keys, key)) pipeline.smismember(key, ...members);
      else pipeline.call('ZMSCORE', key, ...members);
    }
    const replies = (await pipeline.exec()) ?? [];
    return [...keys].flatMap((key, place) => {
      const [error, reply] = replies[place] ?? [null, []];
      if (error !== null) throw asIndexError(error);
      const held = reply as readonly (string | number | null)[];
      return ids.filter((_, at) => held[at] !== null && held[at] !== 0).map((id) => ({ key, id }));
    });
  }

  #isOfCars(key: string): boolean {
    const bare = this.#keys.bare(key);
    return bare.startsWith('car:') || bare.startsWith('order:');
  }

  async #wrong(facts: readonly Fact[]): Promise<readonly (Fact & { readonly held: string | null })[]> {
    const held = await this.#read(facts);
    return facts
      .map((fact, place) => ({ ...fact, held: held[place] ?? null }))
      .filter(({ value, held: found }) => found !== value);
  }

  /** What the index holds for each fact; null: nothing. */
  async #read(facts: readonly Fact[]): Promise<readonly (string | null)[]> {
    const pipeline = this.#client.pipeline();
    for (const { key, member } of facts) {
      if (isHash(this.#keys, key)) pipeline.hget(key, member);
      else if (isPlainSet(this.#keys, key)) pipeline.sismember(key, member);
      else pipeline.zscore(key, member);
    }
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([error, reply]) => {
      if (error !== null) throw asIndexError(error);
      if (typeof reply === 'number') return reply === 1 ? present : null;
      return reply as string | null;
    });
  }

  async #contentOf(key: string): Promise<{ size: number; members: () => Promise<readonly string[]> }> {
    if (isHash(this.#keys, key)) {
      return { size: await this.#client.hlen(key), members: () => this.#client.hkeys(key) };
    }
    if (isPlainSet(this.#keys, key))
      return { size: await this.#client.scard(key), members: () => this.#client.smembers(key) };
    return { size: await this.#client.zcard(key), members: () => this.#client.zrange(key, 0, -1) };
  }
}

/** Ids in four bytes each: there are some forty for every car. */
class IdList {
  #ids = new Uint32Array(16);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(id: number): void {
    if (this.#size === this.#ids.length) {
      const longer = new Uint32Array(this.#size * 2);
      longer.set(this.#ids);
      this.#ids = longer;
    }
    this.#ids[this.#size] = id;
    this.#size += 1;
  }

  values(): Uint32Array {
    return this.#ids.subarray(0, this.#size);
  }
}

/** Everything that the index should hold of a car, read off the commands that would write it. */
function factsOf(keys: Keys, car: Car): Fact[] {
  const writer = new IndexWriter(keys);
  writer.update(writeOf({ id: car.id, before: null, after: car }));
  return writer.commands().map(([command, key, ...words]) => {
    const [first = '', second = ''] = words.map(String);
    if (command === 'HSET') return { key: String(key), member: first, value: second };
    if (command === 'ZADD') return { key: String(key), member: second, value: first };
    return { key: String(key), member: first, value: present };
  });
}

function isHash(keys: Keys, key: string): boolean {
  return key === keys.cards || key === keys.details || key === keys.facts;
}

/** Options are plain sets: `car:city:1`, but not `car:feature:1`. */
function isPlainSet(keys: Keys, key: string): boolean {
  const [, kind, value] = keys.bare(key).split(':');
  return value !== undefined && kind !== 'feature' && keys.bare(key).startsWith('car:');
}

function described(held: string | null): string {
  return held === null ? 'missing' : `holds ${held.length > 60 ? `${held.slice(0, 60)}…` : held}`;
}
