import type { Interactions } from './interactions.js';
import type { SparseRows } from './sparse-rows.js';
import { columnsIn, identityRows, sideBySide, withoutColumns } from './sparse-rows.js';

/**
 * Whether an item is a feature of its own beside those it shares with others. `trained`: only where training has seen it. `always`: also
 * where it has not, which ranks new items by noise; kept to show that. `never`: it is nothing but its features.
 */
export type Identity = 'trained' | 'always' | 'never';

/** What a model is trained with, and what it scores with. */
export interface ItemRows {
  readonly training: SparseRows;
  readonly scoring: SparseRows;
}

/** @param features null: an item is its identity alone, whatever `identity` says */
export function itemRowsOf(
  features: SparseRows | null,
  interactions: Interactions,
  identity: Identity,
): ItemRows {
  const { itemCount, items } = interactions;
  if (features === null) {
    const rows = identityRows(itemCount);
    return { training: rows, scoring: rows };
  }
  const training = identity === 'never' ? features : sideBySide(features, identityRows(itemCount));
  // A feature that no item of the training has is as much noise as an identity that was never trained.
  const scoring = identity === 'always' ? training : withoutColumns(training, columnsIn(training, items));
  return { training, scoring };
}
