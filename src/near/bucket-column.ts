import { bucketOf } from '../catalog/facets.js';

/** No bucket: the car lacks the value. */
export const noBucket = 0;

/** Which bar of a histogram each slot stands in, so that drawing it is counting into an array. */
export class BucketColumn {
  readonly #bounds: readonly number[];
  #buckets: Uint8Array;

  /** `bounds`: ascending, 254 at most. */
  constructor(slots: number, bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#buckets = new Uint8Array(slots);
  }

  /** Buckets, {@link noBucket} not counted. */
  get length(): number {
    return this.#bounds.length + 1;
  }

  /** Slot -> bucket, counted from 1, or {@link noBucket}. */
  get buckets(): Uint8Array {
    return this.#buckets;
  }

  get bytes(): number {
    return this.#buckets.byteLength;
  }

  /** Null: the slot lacks the value, or leaves. */
  set(slot: number, value: number | null): void {
    this.#buckets[slot] = value === null ? noBucket : bucketOf(this.#bounds, value) + 1;
  }

  /** The index has room for more slots. */
  widen(slots: number): void {
    const buckets = new Uint8Array(slots);
    buckets.set(this.#buckets);
    this.#buckets = buckets;
  }

  copy(): BucketColumn {
    const copy = new BucketColumn(0, this.#bounds);
    copy.#buckets = this.#buckets.slice();
    return copy;
  }
}
