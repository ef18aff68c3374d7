import type { NameTable } from './attributes.js';
import type { CarId, CarRow } from './car.js';
import type { Position } from './position.js';
import type { SlugToken } from './slug-token.js';

/** A row of a name table: its name, and the row it belongs to (a model's make, a variant's model, a locality's city). */
export interface NameEntry {
  readonly name: string;
  readonly parentId: number | null;
}

/** The tables that a `truncate` can empty. */
export type FollowedTable = NameTable | 'car' | 'car_feature' | 'car_image' | 'slug_token';

/** One committed change of one row, as the log tells it. */
export type RowChange =
  /** `fresh`: the row was inserted, so no features and images hung on it before. */
  | { readonly kind: 'car'; readonly row: CarRow; readonly fresh: boolean }
  | { readonly kind: 'car-removed'; readonly id: CarId }
  | {
      readonly kind: 'car-feature';
      readonly id: CarId;
      readonly featureId: number;
      readonly present: boolean;
    }
  /** `url` null: the image is gone. */
  | { readonly kind: 'car-image'; readonly id: CarId; readonly position: number; readonly url: string | null }
  /** `entry` null: the row is gone. */
  | {
      readonly kind: 'name';
      readonly table: NameTable;
      readonly id: number;
      readonly entry: NameEntry | null;
    }
  /** `token` null: the row is gone. */
  | {
      readonly kind: 'slug-token';
      readonly type: string;
      readonly value: string;
      readonly token: SlugToken | null;
    }
  | { readonly kind: 'truncated'; readonly tables: readonly FollowedTable[] };

/** Changes in commit order. */
export interface ChangeBatch {
  readonly changes: readonly RowChange[];
  /** The index holds everything up to here once they are applied. */
  readonly position: Position;
  /** Not null: the last of them belong to a transaction of which more will come; it is whole from this position on. */
  readonly openUntil: Position | null;
}
