import type { AttributeName } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { CarFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import { histogramBounds, histogramNames } from '../catalog/facets.js';
import { must } from '../shared/assert.js';
import type { Bits } from './bits.js';
import { clearBit, setBit, slotsIn, widened, wordsFor } from './bits.js';
import { BucketColumn } from './bucket-column.js';
import { CardStore } from './card-store.js';
import { FeatureSets } from './feature-sets.js';
import { noCode, OptionColumn } from './option-column.js';
import type { ValueChange } from './ordered-column.js';
import { lacking, OrderedColumn } from './ordered-column.js';
import { SlotTable } from './slot-table.js';

/** A car as it is to be here; `facts` null: it is not listed any more. */
export interface NearCar {
  readonly id: CarId;
  readonly facts: CarFacts | null;
  /** JSON text. */
  readonly card: string;
}

/** What a car's orders are told of it, once all cars of a change are in; null: it gets its places when all are loaded. */
interface Moving {
  readonly isNew: boolean;
  readonly changes: ReadonlyMap<AttributeName, ValueChange[]>;
}

/** The fewest slots there are: a full word of bits each. */
const fewestSlots = 1_024;

/**
 * The index copied into this process. Every car has a slot, a small number that it keeps while it is listed; slots are used again.
 * By slot there are columns of options and of ordered values, sets of features, and cards.
 */
export class NearIndex {
  /** Slot -> car id; 0: free. */
  #ids = new Int32Array(fewestSlots);
  #slots = new SlotTable();
  #live: Bits = new Int32Array(wordsFor(fewestSlots));
  #free: number[] = [];
  /** Slots from here on were never used. */
  #fresh = 0;
  #count = 0;
  #version = 0;
  /** Slot -> the version that its car last changed in. */
  #stamps = new Int32Array(fewestSlots);
  #lineage: object = {};
  readonly #options = new Map<AttributeName, OptionColumn>();
  readonly #ordered = new Map<AttributeName, OrderedColumn>();
  readonly #buckets = new Map<AttributeName, BucketColumn>();
  #features = new FeatureSets(wordsFor(fewestSlots));
  #cards: CardStore;

  constructor(cardBytes: number) {
    this.#cards = new CardStore(fewestSlots, cardBytes);
    for (const { name, options, ordered } of attributes) {
      if (options !== null) this.#options.set(name, new OptionColumn(fewestSlots, wordsFor(fewestSlots)));
      if (ordered) this.#ordered.set(name, new OrderedColumn(this.#ids));
    }
    // Where the values are options too, these are counted already.
    for (const name of histogramNames)
      if (!this.#options.has(name))
        this.#buckets.set(name, new BucketColumn(fewestSlots, histogramBounds[name]));
  }

  /** Cars listed. */
  get count(): number {
    return this.#count;
  }

  get ids(): Int32Array {
    return this.#ids;
  }

  get cards(): CardStore {
    return this.#cards;
  }

  get features(): FeatureSets {
    return this.#features;
  }

  /** The slots in use. */
  get live(): Bits {
    return this.#live;
  }

  option(attribute: AttributeName): OptionColumn {
    return must(this.#options.get(attribute), `options of ${attribute}`);
  }

  ordered(attribute: AttributeName): OrderedColumn {
    return must(this.#ordered.get(attribute), `order of ${attribute}`);
  }

  /** Null: its values are options, and counting those tells the same. */
  bucket(attribute: AttributeName): BucketColumn | null {
    return this.#buckets.get(attribute) ?? null;
  }

  /** Memory beside the cards' texts. */
  get bytes(): number {
    const columns = [
      ...this.#options.values(),
      ...this.#ordered.values(),
      ...this.#buckets.values(),
      this.#features,
      this.#slots,
    ];
    const own =
      this.#ids.byteLength +
      this.#stamps.byteLength +
      this.#live.byteLength +
      8 * (this.#ids.length + this.#free.length);
    return columns.reduce((sum, { bytes }) => sum + bytes, own);
  }

  /** Slots that no car is in, as a share of all: a new fill would give their memory back. */
  get waste(): number {
    return this.#ids.length === fewestSlots ? 0 : 1 - this.#count / this.#ids.length;
  }

  /** Grows with every call of {@link apply}: tells whether something computed in pieces is of one moment. */
  get version(): number {
    return this.#version;
  }

  /** Slot -> the {@link version} that its car last changed in, so that what was made of a car can tell whether it still holds. */
  get stamps(): Int32Array {
    return this.#stamps;
  }

  /** The same for all copies of one filling: slots and stamps mean the same in all of them. */
  get lineage(): object {
    return this.#lineage;
  }

  /** The slot that a car is in; -1: it is not listed. */
  slotOf(id: CarId): number {
    return this.#slots.get(id);
  }

  /** The car in a slot, as it was put there. */
  factsAt(slot: number): CarFacts {
    const values = attributes.map(({ name }) => {
      const option = this.#options.get(name);
      if (option !== undefined)
        return option.codes[slot] === noCode ? null : option.values[option.codes[slot]!]!;
      const value = this.ordered(name).values[slot]!;
      return value === lacking ? null : value;
    });
    const featureIds = [...this.#features.ids].filter((id) => this.#features.get(id)?.has(slot) === true);
    return { values, featureIds: featureIds.sort((one, other) => one - other) };
  }

  /** Takes changes, at most one for a car. Between two calls every answer is whole. */
  apply(cars: readonly NearCar[]): void {
    this.#version += 1;
    const changes = new Map<AttributeName, ValueChange[]>();
    for (const name of this.#ordered.keys()) changes.set(name, []);
    const leaving: number[] = [];
    for (const { id, facts, card } of cars) {
      const slot = this.#slots.get(id);
      if (facts !== null)
        this.#put(slot === -1 ? this.#enter(id) : slot, facts, card, { isNew: slot === -1, changes });
      else if (slot !== -1) {
        this.#clear(slot, changes);
        leaving.push(slot);
      }
    }
    for (const [name, column] of this.#ordered) column.apply(changes.get(name) ?? []);
    // Their ids were needed until here: an order finds a car by its value and id.
    for (const slot of leaving) this.#leave(slot);
  }

  /**
   * Takes listed cars into an index that nobody asks yet: what they cost does not grow with the index, but nothing has an order until
   * {@link arrange} has come to its end. A car that comes again is as it came last.
   */
  load(cars: readonly NearCar[]): void {
    this.#version += 1;
    for (const { id, facts, card } of cars) {
      const slot = this.#slots.get(id);
      this.#put(slot === -1 ? this.#enter(id) : slot, must(facts, 'facts of a listed car'), card, null);
    }
  }

  /** Orders what was loaded, in pieces of some two milliseconds. */
  *arrange(): Generator<void, void> {
    const slots = slotsIn(this.#live, new Int32Array(this.#count));
    for (const column of this.#ordered.values()) yield* column.arrange(slots);
  }

  /** A copy that can be changed without this one noticing. `pause` is awaited between pieces: a large index takes a while. */
  async copy(pause: () => Promise<void>): Promise<NearIndex> {
    const copy = new NearIndex(0);
    copy.#ids = this.#ids.slice();
    copy.#slots = this.#slots.copy();
    copy.#live = this.#live.slice();
    copy.#free = [...this.#free];
    copy.#fresh = this.#fresh;
    copy.#count = this.#count;
    copy.#version = this.#version;
    copy.#stamps = this.#stamps.slice();
    copy.#lineage = this.#lineage;
    for (const [name, column] of this.#options) {
      await pause();
      copy.#options.set(name, column.copy());
    }
    for (const [name, column] of this.#ordered) {
      await pause();
      copy.#ordered.set(name, column.copy(copy.#ids));
    }
    for (const [name, column] of this.#buckets) copy.#buckets.set(name, column.copy());
    await pause();
    copy.#features = this.#features.copy();
    await pause();
    copy.#cards = this.#cards.copy();
    return copy;
  }

  #put(slot: number, facts: CarFacts, card: string, moving: Moving | null): void {
    for (let place = 0; place < attributes.length; place++) {
      const { name } = attributes[place]!;
      const value = facts.values[place] ?? null;
      this.#options.get(name)?.set(slot, value);
      this.#buckets.get(name)?.set(slot, value);
      const column = this.#ordered.get(name);
      if (column === undefined) continue;
      const stands = value ?? lacking;
      if (moving === null) column.put(slot, stands);
      else if (moving.isNew || column.values[slot] !== stands)
        moving.changes.get(name)?.push({ slot, value: stands });
    }
    this.#features.set(slot, facts.featureIds);
    this.#cards.set(slot, card);
    this.#stamps[slot] = this.#version;
  }

  #clear(slot: number, changes: ReadonlyMap<AttributeName, ValueChange[]>): void {
    for (const column of this.#options.values()) column.set(slot, null);
    for (const column of this.#buckets.values()) column.set(slot, null);
    for (const list of changes.values()) list.push({ slot, value: null });
    this.#features.set(slot, []);
    this.#cards.remove(slot);
  }

  #enter(id: CarId): number {
    const slot = this.#free.pop() ?? this.#fresh++;
    if (slot >= this.#ids.length) this.#widen(Math.max(2 * this.#ids.length, fewestSlots));
    this.#ids[slot] = id;
    this.#slots.add(id, slot);
    setBit(this.#live, slot);
    this.#count += 1;
    return slot;
  }

  #leave(slot: number): void {
    this.#slots.remove(this.#ids[slot]!);
    this.#ids[slot] = 0;
    clearBit(this.#live, slot);
    this.#free.push(slot);
    this.#count -= 1;
  }

  #widen(slots: number): void {
    const words = wordsFor(slots);
    this.#ids = widened(this.#ids, slots);
    this.#stamps = widened(this.#stamps, slots);
    this.#live = widened(this.#live, words);
    for (const column of this.#options.values()) column.widen(slots, words);
    for (const column of this.#ordered.values()) column.widen(this.#ids);
    for (const column of this.#buckets.values()) column.widen(slots);
    this.#features.widen(words);
    this.#cards.widen(slots);
  }
}
