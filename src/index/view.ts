import type { AttributeName, FeatureRule } from '../catalog/attributes.js';
import { attributes, featureParameters, featureRules } from '../catalog/attributes.js';
import type { Filters, Range } from '../catalog/filters.js';
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
  /** Whether it is worth storing; see {@link maxStoredForm}. */
  readonly stored: boolean;
}

/** What a view is made of: its filters, and the attribute of its order (null: it is known to be empty). */
export interface ViewQuestion {
  readonly filters: Filters;
  readonly order: AttributeName | null;
}

/** A registered view, read back from its name. */
export interface RegisteredView extends ViewQuestion {
  readonly member: string;
}

/** The order under which empty views are registered. */
export const emptyOrder = 'none';

/**
 * Characters of a canonical form whose view is stored: about 300 numbers in lists. A longer question is hardly asked twice,
 * and its name alone, kept in the registry, in the sizes and by the follower, would outweigh its answer.
 */
export const maxStoredForm = 2_000;

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
    stored: form.length <= maxStoredForm,
  };
}

/**
 * What the view of this name asks. Not read by what parses requests: that refuses longer lists than a visitor may give, and
 * what is in the registry has to be understood whoever made it. Null: no name that {@link viewOf} gives.
 */
export function readMember(member: string): RegisteredView | null {
  const [order, , form] = member.split(':');
  const attribute = attributes.find(({ name }) => name === order);
  const filters = form === undefined ? null : readCanonicalForm(form);
  if (filters === null || (attribute === undefined && order !== emptyOrder)) return null;
  return { member, filters, order: attribute?.name ?? null };
}

/** The inverse of {@link canonicalForm}; null for any text that it does not give. */
function readCanonicalForm(form: string): Filters | null {
  const given = new Map(
    form.split('&').map((parameter) => {
      const [name = '', values = ''] = parameter.split('=');
      return [name, values.split(',').map(Number)];
    }),
  );
  const options: Partial<Record<AttributeName, readonly number[]>> = {};
  const ranges: Partial<Record<AttributeName, Range>> = {};
  for (const attribute of attributes) {
    const values = attribute.options === null ? undefined : given.get(attribute.options.parameter);
    if (values !== undefined) options[attribute.name] = values;
    if (attribute.range === null) continue;
    const [min, max] = [given.get(attribute.range.min)?.[0], given.get(attribute.range.max)?.[0]];
    if (min !== undefined || max !== undefined)
      ranges[attribute.name] = { min: min ?? null, max: max ?? null };
  }
  const rules = featureRules.map((rule) => [rule, given.get(featureParameters[rule]) ?? []]);
  const features = Object.fromEntries(rules) as Record<FeatureRule, readonly number[]>;
  const filters = { options, ranges, features };
  return canonicalForm(filters) === form ? filters : null;
}
