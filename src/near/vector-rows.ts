import type { CarFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import type { NearIndex } from './near-index.js';
import { RowMemory } from './row-memory.js';

/** Writes the row of a car: a vector, and a bias in the last place. */
export interface RowWriter {
  /** Places of a row. */
  readonly stride: number;
  write(id: CarId, facts: CarFacts, into: Float32Array, at: number): void;
}

export interface RefreshOptions {
  /** Rows that are made at most; all, unless given. */
  readonly most?: number;
  /** Whether the slots are those of all cars, each once. */
  readonly isAll?: boolean;
}

/** Not the version of any change: such a row was never written. */
const unwritten = -1;

/** A row of numbers for every slot, made of the car in it, and made anew when the car changes: by whoever reads it next. */
export class VectorRows {
  readonly #writer: RowWriter;
  readonly #rows: RowMemory;
  #stamps: Int32Array<ArrayBuffer>;
  /** The version of the index at which the rows of all its cars were up to date. */
  #allAt = unwritten;

  constructor(writer: RowWriter) {
    this.#writer = writer;
    this.#rows = new RowMemory(writer.stride);
    this.#stamps = new Int32Array(0);
  }

  /** Row of a slot: good where {@link refresh} was called since the index changed. */
  get rows(): RowMemory {
    return this.#rows;
  }

  get bytes(): number {
    return this.#rows.bytes + this.#stamps.byteLength;
  }

  /**
   * Brings the rows of these slots up to date, or, where more than `most` have to be made, of as many from the first on. Answers how many
   * are. A comparison for each that was up to date; a few microseconds for each that was not. Nothing at all where the index is as it was
   * when all were.
   */
  refresh(
    index: NearIndex,
    slots: Int32Array,
    { most = Infinity, isAll = false }: RefreshOptions = {},
  ): number {
    if (this.#allAt === index.version) return slots.length;
    const now = index.stamps;
    // An older picture may have fewer slots.
    if (this.#stamps.length < now.length) this.#makeRoom(now.length);
    const stamps = this.#stamps;
    let made = 0;
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at]!;
      if (stamps[slot] === now[slot]) continue;
      if (made === most) {
        this.#allAt = unwritten;
        return at;
      }
      this.#writer.write(
        index.ids[slot]! as CarId,
        index.factsAt(slot),
        this.#rows.numbers,
        this.#rows.placeOf(slot),
      );
      stamps[slot] = now[slot]!;
      made += 1;
    }
    if (made > 0) this.#allAt = unwritten;
    if (isAll) this.#allAt = index.version;
    return slots.length;
  }

  #makeRoom(slots: number): void {
    const known = this.#stamps.length;
    this.#rows.makeRoom(slots);
    const stamps = new Int32Array(slots).fill(unwritten, known);
    stamps.set(this.#stamps);
    this.#stamps = stamps;
  }
}
