import type { AttributeOrdering, Ordering } from '../catalog/ordering.js';

/** Until a model is trained, and where there is no near index to rank: what came in last stands first, so that no new car is overlooked. */
const newestFirst: AttributeOrdering = { attribute: 'date_added', descending: true };

/** The order of those who can't rank. */
export function resolveOrdering(ordering: Ordering): AttributeOrdering {
  return ordering === 'recommended' ? newestFirst : ordering;
}
