import type { AttributeName } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { CarFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import { histogramBounds, histogramOf } from '../catalog/facets.js';
import { must } from '../shared/assert.js';
import type { Bits } from './bits.js';
import { clearBit, setBit, slotsIn, widened, wordsFor } from './bits.js';
import { BucketColumn } from './bucket-column.js';
import { CardStore } from './card-store.js';
import { FeatureSets } from './feature-sets.js';
import { noCode, OptionColumn } from './option-column.js';
import type { ValueChange } from './ordered-column.js';
import { lacking, OrderedColumn } from './ordered-column.js';
import { sortedByValue } from './radix-sort.js';
import { SlotTable } from './slot-table.js';

/** A car as it is to be here; `facts` null: it is not listed any more. */
export interface NearCar {
  readonly id: CarId;
  readonly facts: CarFacts | null;
  /** JSON text. */
  readonly card: string;
}

/** What is put in a slot. */
interface Content {
  readonly facts: CarFacts;
  readonly card: string;
  /** Nothing was in the slot. */
  readonly isNew: boolean;
}

/** What one attribute's values stand in; null: not in such a column. */
interface Columns {
  readonly option: OptionColumn | null;
  readonly ordered: OrderedColumn | null;
  readonly bucket: BucketColumn | null;
}

const placeOf = new Map(attributes.map(({ name }, place) => [name, place]));

/** The fewest slots there are: a full word of bits each. */
const fewestSlots = 1_024;
/** Room for new cars that is made beside that for those there are, as a share. */
const reservedShare = 1 / 16;

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
  /** By place in the attribute table. */
  #columns: readonly Columns[];
  #features = new FeatureSets(wordsFor(fewestSlots));
  #cards: CardStore;

  constructor(cardBytes: number) {
    this.#cards = new CardStore(fewestSlots, cardBytes);
    this.#columns = attributes.map(({ name, options, ordered }) => {
      const histogram = histogramOf(name);
      return {
        option: options === null ? null : new OptionColumn(fewestSlots, wordsFor(fewestSlots)),
        ordered: ordered ? new OrderedColumn(this.#ids) : null,
        // Where the values are options too, these are counted already.
        bucket:
          options === null && histogram !== null
            ? new BucketColumn(fewestSlots, histogramBounds[histogram])
            : null,
      };
    });
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
    return must(this.#columnsOf(attribute).option, `options of ${attribute}`);
  }

  ordered(attribute: AttributeName): OrderedColumn {
    return must(this.#columnsOf(attribute).ordered, `order of ${attribute}`);
  }

  /** Null: its values are options, and counting those tells the same. */
  bucket(attribute: AttributeName): BucketColumn | null {
    return this.#columnsOf(attribute).bucket;
  }

  /** Memory beside the cards' texts. */
  get bytes(): number {
    const columns = this.#columns.flatMap(({ option, ordered, bucket }) => [option, ordered, bucket]);
    const own =
      this.#ids.byteLength +
      this.#stamps.byteLength +
      this.#live.byteLength +
      8 * (this.#ids.length + this.#free.length);
    const parts = [...columns, this.#features, this.#slots];
    return parts.reduce((sum, part) => sum + (part?.bytes ?? 0), own);
  }

  /** Slots that no car is in, as a share of all: a new fill would give their memory back. */
  get waste(): number {
    return this.#ids.length === fewestSlots ? 0 : 1 - this.#count / this.#ids.length;
  }

  /** Grows with every call of {@link apply} or {@link load}: tells whether something computed in pieces is of one moment. */
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
    const values = this.#columns.map(({ option, ordered }) => {
      if (option !== null) return option.codes[slot] === noCode ? null : option.values[option.codes[slot]!]!;
      const value = must(ordered, 'a column').values[slot]!;
      return value === lacking ? null : value;
    });
    const featureIds = [...this.#features.ids].filter((id) => this.#features.get(id)?.has(slot) === true);
    return { values, featureIds: featureIds.sort((one, other) => one - other) };
  }

  /** Makes room for so many cars, and some more, at once: room that is made as cars come is made again and again. */
  reserve(cars: number): void {
    const slots = Math.ceil(cars * (1 + reservedShare));
    this.#slots.reserve(slots);
    if (slots > this.#ids.length) this.#widen(slots);
  }

  /** Takes changes, at most one for a car. Between two calls every answer is whole. */
  apply(cars: readonly NearCar[]): void {
    this.#version += 1;
    const changes: ValueChange[][] = attributes.map(() => []);
    const leaving: number[] = [];
    for (const { id, facts, card } of cars) {
      const slot = this.#slots.get(id);
      if (facts !== null)
        this.#put(slot === -1 ? this.#enter(id) : slot, { facts, card, isNew: slot === -1 }, changes);
      else if (slot !== -1) {
        this.#clear(slot, changes);
        leaving.push(slot);
      }
    }
    for (const [place, { ordered }] of this.#columns.entries()) ordered?.apply(changes[place]!);
    // Their ids were needed until here: an order finds a car by its value and id.
    for (const slot of leaving) this.#leave(slot);
  }

  /**
   * Takes listed cars into an index that nobody asks yet: with room made by {@link reserve}, what they cost does not grow with the index,
   * but nothing has an order until {@link arrange} has come to its end. A car that comes again is as it came last.
   */
  load(cars: readonly NearCar[]): void {
    this.#version += 1;
    for (const { id, facts, card } of cars) {
      const slot = this.#slots.get(id);
      const listed = must(facts, 'facts of a listed car');
      this.#put(slot === -1 ? this.#enter(id) : slot, { facts: listed, card, isNew: slot === -1 }, null);
    }
  }

  /** Orders what was loaded, in pieces of some milliseconds at most. */
  *arrange(): Generator<void, void> {
    const slots = slotsIn(this.#live, new Int32Array(this.#count));
    const byId = yield* sortedByValue(slots, this.#ids);
    for (const { ordered } of this.#columns) if (ordered !== null) yield* ordered.arrange(byId);
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
    const columns: Columns[] = [];
    for (const { option, ordered, bucket } of this.#columns) {
      await pause();
      columns.push({
        option: option?.copy() ?? null,
        ordered: ordered?.copy(copy.#ids) ?? null,
        bucket: bucket?.copy() ?? null,
      });
    }
    copy.#columns = columns;
    await pause();
    copy.#features = this.#features.copy();
    await pause();
    copy.#cards = this.#cards.copy();
    return copy;
  }

  #columnsOf(attribute: AttributeName): Columns {
    return this.#columns[placeOf.get(attribute)!]!;
  }

  /** `changes`: what orders are told once all cars are in, by place in the attribute table; null: they are made of all cars later. */
  #put(slot: number, { facts, card, isNew }: Content, changes: readonly ValueChange[][] | null): void {
    for (let place = 0; place < this.#columns.length; place++) {
      const { option, ordered, bucket } = this.#columns[place]!;
      const value = facts.values[place] ?? null;
      option?.set(slot, value);
      bucket?.set(slot, value);
      if (ordered === null) continue;
      const stands = value ?? lacking;
      if (changes === null) ordered.put(slot, stands);
      else if (isNew || ordered.values[slot] !== stands) changes[place]!.push({ slot, value: stands });
    }
    if (isNew) this.#features.add(slot, facts.featureIds);
    else this.#features.set(slot, facts.featureIds);
    this.#cards.set(slot, card);
    this.#stamps[slot] = this.#version;
  }

  #clear(slot: number, changes: readonly ValueChange[][]): void {
    for (const [place, { option, ordered, bucket }] of this.#columns.entries()) {
      option?.set(slot, null);
      bucket?.set(slot, null);
      if (ordered !== null) changes[place]!.push({ slot, value: null });
    }
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
    for (const { option, ordered, bucket } of this.#columns) {
      option?.widen(slots, words);
      ordered?.widen(this.#ids);
      bucket?.widen(slots);
    }
    this.#features.widen(words);
    this.#cards.widen(slots);
  }
}
