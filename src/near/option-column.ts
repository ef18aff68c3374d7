import { widened } from './bits.js';
import { Posting } from './posting.js';

/** No option: the car lacks the attribute. Not negative, so that counting by code needs no question. */
export const noCode = 0;

/**
 * The options of one attribute: every slot's option, and every option's slots. Options are known by codes, small numbers given in the
 * order of their first appearance, so that counting by option is counting into an array.
 */
export class OptionColumn {
  #codes: Int32Array<ArrayBuffer>;
  readonly #codeOf = new Map<number, number>();
  readonly #values: number[] = [NaN];
  readonly #postings: Posting[];
  #words: number;

  constructor(slots: number, words: number) {
    this.#codes = new Int32Array(slots);
    this.#postings = [new Posting(words)];
    this.#words = words;
  }

  /** Slot -> code, or {@link noCode}. */
  get codes(): Int32Array {
    return this.#codes;
  }

  /** Code -> the option's id or value; of {@link noCode}, none. */
  get values(): readonly number[] {
    return this.#values;
  }

  /** Code -> the cars that have it; of {@link noCode}, none. */
  get postings(): readonly Posting[] {
    return this.#postings;
  }

  get bytes(): number {
    return this.#codes.byteLength + this.#postings.reduce((sum, posting) => sum + posting.bytes, 0);
  }

  /** {@link noCode}: no car ever had it. */
  codeOf(value: number): number {
    return this.#codeOf.get(value) ?? noCode;
  }

  /** Null: the slot lacks the attribute, or leaves. */
  set(slot: number, value: number | null): void {
    const before = this.#codes[slot]!;
    const after = value === null ? noCode : this.#codeFor(value);
    if (before === after) return;
    if (before !== noCode) this.#postings[before]!.remove(slot);
    if (after !== noCode) this.#postings[after]!.add(slot);
    this.#codes[slot] = after;
  }

  /** The index has room for more slots. */
  widen(slots: number, words: number): void {
    this.#codes = widened(this.#codes, slots);
    this.#words = words;
    for (const posting of this.#postings) posting.widen(words);
  }

  copy(): OptionColumn {
    const copy = new OptionColumn(0, this.#words);
    copy.#codes = this.#codes.slice();
    for (const [value, code] of this.#codeOf) copy.#codeOf.set(value, code);
    copy.#values.push(...this.#values.slice(1));
    copy.#postings.push(...this.#postings.slice(1).map((posting) => posting.copy()));
    return copy;
  }

  #codeFor(value: number): number {
    const known = this.#codeOf.get(value);
    if (known !== undefined) return known;
    const code = this.#values.length;
    this.#codeOf.set(value, code);
    this.#values.push(value);
    this.#postings.push(new Posting(this.#words));
    return code;
  }
}
