import type { AttributeOrdering, Ordering } from '../catalog/ordering.js';

/** Decides the order called `recommended`. */
export interface Recommender {
  /** The order for a visitor of whom nothing is known, the same for all of them. */
  genericOrdering(): AttributeOrdering;
}

/** Until a model is trained: what came in last stands first, so that no new car is overlooked. */
export const newestFirst: Recommender = {
  genericOrdering: () => ({ attribute: 'date_added', descending: true }),
};

/** The order that an engine is asked for. */
export function resolveOrdering(ordering: Ordering, recommender: Recommender): AttributeOrdering {
  return ordering === 'recommended' ? recommender.genericOrdering() : ordering;
}
