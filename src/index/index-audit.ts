import type { Car, CarId } from '../catalog/car.js';
import { carId } from '../catalog/car.js';
import type { Valkey } from './client.js';
import { asIndexError } from './client.js';
import { IndexWriter } from './index-writer.js';
import type { Keys } from './keys.js';

/** One fact that the index should hold: a member of a key, with its score or text; `present` for a plain set's member. */
interface Fact {
  readonly key: string;
  readonly member: string;
  readonly value: string;
}

const present = 'present';

/**
 * Compares cars with what the index holds of them. What should be there comes from the same writer that fills the index, so
 * the layout is told in one place only.
 */
export class IndexAudit {
  readonly #client: Valkey;
  readonly #keys: Keys;
  /** How many members each key should have, of the cars expected so far. */
  readonly #sizes = new Map<string, number>();

  constructor(client: Valkey, keys: Keys) {
    this.#client = client;
    this.#keys = keys;
  }

  get keyCount(): number {
    return this.#sizes.size;
  }

  /** Tells what should be there; answers the cars of which something differs. */
  async expect(cars: readonly Car[]): Promise<readonly CarId[]> {
    const facts = cars.flatMap((car) => factsOf(this.#keys, car));
    for (const { key } of facts) this.#sizes.set(key, (this.#sizes.get(key) ?? 0) + 1);
    return [...new Set((await this.#wrong(facts)).map(({ member }) => carId(Number(member))))];
  }

  /** After all cars were told: the members of keys that hold more or fewer than they should. */
  async leftovers(): Promise<readonly CarId[]> {
    const suspects = new Set<CarId>();
    const registered = await this.#client.smembers(this.#keys.registry);
    const carKeys = registered
      .map((key) => `${this.#keys.prefix}${key}`)
      .filter((key) => this.#isOfCars(key));
    for (const key of new Set([...carKeys, ...this.#sizes.keys()])) {
      const { size, members } = await this.#contentOf(key);
      if (size === (this.#sizes.get(key) ?? 0)) continue;
      for (const member of await members()) suspects.add(carId(Number(member)));
    }
    return [...suspects];
  }

  /** Every difference of one car, as sentences; `car` null: it should be nowhere. */
  async differencesOf(id: CarId, car: Car | null): Promise<readonly string[]> {
    const facts = car === null ? [] : factsOf(this.#keys, car);
    const wrong = await this.#wrong(facts);
    const expected = new Set(facts.map(({ key }) => key));
    const extra: string[] = [];
    for (const bare of await this.#client.smembers(this.#keys.registry)) {
      const key = `${this.#keys.prefix}${bare}`;
      if (!this.#isOfCars(key) || expected.has(key)) continue;
      const [held] = await this.#read([{ key, member: String(id), value: present }]);
      if (held != null) extra.push(`car ${id} stands in ${bare}, where it should not`);
    }
    return [
      ...wrong.map(({ key, held }) => `car ${id} in ${this.#keys.bare(key)}: ${described(held)}`),
      ...extra,
    ];
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
      if (key === this.#keys.cards || key === this.#keys.details) pipeline.hget(key, member);
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
    if (key === this.#keys.cards || key === this.#keys.details) {
      return { size: await this.#client.hlen(key), members: () => this.#client.hkeys(key) };
    }
    if (isPlainSet(this.#keys, key))
      return { size: await this.#client.scard(key), members: () => this.#client.smembers(key) };
    return { size: await this.#client.zcard(key), members: () => this.#client.zrange(key, 0, -1) };
  }
}

/** Everything that the index should hold of a car, read off the commands that would write it. */
function factsOf(keys: Keys, car: Car): Fact[] {
  const writer = new IndexWriter(keys);
  writer.update({ id: car.id, before: null, after: car });
  return writer.commands().map(([command, key, ...words]) => {
    const [first = '', second = ''] = words.map(String);
    if (command === 'HSET') return { key: String(key), member: first, value: second };
    if (command === 'ZADD') return { key: String(key), member: second, value: first };
    return { key: String(key), member: first, value: present };
  });
}

/** Options are plain sets: `car:city:1`, but not `car:feature:1`. */
function isPlainSet(keys: Keys, key: string): boolean {
  const [, kind, value] = keys.bare(key).split(':');
  return value !== undefined && kind !== 'feature' && keys.bare(key).startsWith('car:');
}

function described(held: string | null): string {
  return held === null ? 'missing' : `holds ${held.length > 60 ? `${held.slice(0, 60)}…` : held}`;
}
