import { readFileSync } from 'node:fs';

/** See score-rows.wat, which says what is what. */
interface Exports {
  scoreRows(rows: number, width: number, slots: number, count: number, vector: number, into: number): void;
}

const compiled = new WebAssembly.Module(readFileSync(new URL('./score-rows.wasm', import.meta.url)));

/** Bytes that WebAssembly's memory grows by. */
const pageBytes = 65_536;
/** Rows whose scores are computed between two copies. */
const batch = 4_096;

/**
 * Rows of 32-bit numbers, and their scores for a vector. They stand in WebAssembly's memory, whose processor instructions take four numbers
 * at a time: 5,000 rows of 96 in a tenth of the time that JavaScript takes. A sum is rounded to 32 bits, by the same steps wherever a row
 * stands: equal rows score alike, to the last bit.
 */
export class RowMemory {
  /** Places of a row: one for each number of a vector, and one that is added as it is. */
  readonly stride: number;
  /** Numbers from one row to the next: {@link stride}, and zeros up to a multiple of four. */
  readonly #width: number;
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: Exports;
  readonly #vectorAt = 0;
  readonly #scoresAt: number;
  readonly #slotsAt: number;
  readonly #rowsAt: number;
  #numbers: Float32Array;

  constructor(stride: number) {
    this.stride = stride;
    this.#width = upToFour(stride);
    this.#scoresAt = this.#width * Float32Array.BYTES_PER_ELEMENT;
    this.#slotsAt = this.#scoresAt + batch * Float64Array.BYTES_PER_ELEMENT;
    this.#rowsAt = this.#slotsAt + batch * Int32Array.BYTES_PER_ELEMENT;
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(this.#rowsAt / pageBytes) });
    const { exports } = new WebAssembly.Instance(compiled, { rows: { memory: this.#memory } });
    this.#kernel = exports as unknown as Exports;
    this.#numbers = this.#numbersNow();
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** All rows: write into it {@link stride} places from {@link placeOf} on. Good until {@link makeRoom}. */
  get numbers(): Float32Array {
    return this.#numbers;
  }

  placeOf(row: number): number {
    return row * this.#width;
  }

  /** Rows are kept; new ones are 0. @throws {RangeError} for more than some 4 GB */
  makeRoom(rows: number): void {
    const missing = this.#rowsAt + rows * this.#width * Float32Array.BYTES_PER_ELEMENT - this.bytes;
    if (missing <= 0) return;
    this.#memory.grow(Math.ceil(missing / pageBytes));
    this.#numbers = this.#numbersNow();
  }

  /** Writes dot(vector, row) + the row's last place, of each of these rows, in their order. Each is a number of 32 bits. */
  scores(rows: Int32Array, vector: Float32Array, into: Float64Array): void {
    const { buffer } = this.#memory;
    const vectorPlaces = new Float32Array(buffer, this.#vectorAt, this.#width);
    vectorPlaces.set(vector);
    vectorPlaces[vector.length] = 1;
    const asked = new Int32Array(buffer, this.#slotsAt, batch);
    const found = new Float64Array(buffer, this.#scoresAt, batch);
    for (let from = 0; from < rows.length; from += batch) {
      const piece = rows.subarray(from, from + batch);
      const count = upToFour(piece.length);
      asked.set(piece);
      // The last ones may stand for nothing: any row will do.
      asked.fill(0, piece.length, count);
      this.#kernel.scoreRows(
        this.#rowsAt,
        this.#width * Float32Array.BYTES_PER_ELEMENT,
        this.#slotsAt,
        count,
        this.#vectorAt,
        this.#scoresAt,
      );
      into.set(found.subarray(0, piece.length), from);
    }
  }

  #numbersNow(): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#rowsAt);
  }
}

function upToFour(count: number): number {
  return Math.ceil(count / 4) * 4;
}
