import type { AttributeName } from '../catalog/attributes.js';
import type { Filters } from '../catalog/filters.js';
import { canonicalForm } from '../catalog/filters.js';
import { queryHash } from '../catalog/query.js';
import type { Query } from '../catalog/query.js';
import type { Keys } from './keys.js';

/** Where the answer of a query is stored. Both directions of an order read the same view. */
export interface View {
  readonly key: string;
  /** Marks that no car matches, whatever the order. */
  readonly emptyKey: string;
  /** Its name in the registry of views, and that of the marker. */
  readonly member: string;
  readonly emptyMember: string;
}

/** The order under which empty views are registered. */
export const emptyOrder = 'none';

export function viewOf(keys: Keys, query: Query): View {
  const order = query.ordering.attribute;
  const form = canonicalForm(query.filters);
  const hash = queryHash(query.filters);
  return {
    // Without filters, the order of all cars is the view: it need not be built, and is always right.
    key: form === '' ? keys.order(order) : keys.view(order, hash),
    emptyKey: keys.emptyView(hash),
    member: `${order}:${hash}:${form}`,
    emptyMember: `${emptyOrder}:${hash}:${form}`,
  };
}

/** A registered view, read back from its name. */
export interface RegisteredView {
  readonly member: string;
  /** Null for the marker of an empty answer. */
  readonly order: AttributeName | null;
  readonly filters: Filters;
}
