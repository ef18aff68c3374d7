import itemsjs from 'itemsjs';
import type { AttributeName } from '../../src/catalog/attributes.js';
import { attributes } from '../../src/catalog/attributes.js';
import type { Filters } from '../../src/catalog/filters.js';
import type { Query } from '../../src/catalog/query.js';
import type { Engine, Found, Item } from './engine.js';
import { passesRanges } from './ranges.js';

/** Features are indexed twice: one index can ask for all of them or for any of them, not for both. */
type IndexedItem = Item & { readonly any_feature: readonly number[] };

interface Search {
  search(input: object): {
    readonly pagination: { readonly total: number };
    readonly data: { readonly items: readonly IndexedItem[] };
  };
}

const options = attributes.filter((attribute) => attribute.options !== null).map(({ name }) => name);

/**
 * https://github.com/itemsapi/itemsjs: a set of bits for each option; bounds are a function that is called for every car. So is "none
 * of these features": its own `not_filters`, beside any other filter, finds nothing (2.4.4: the minus is taken for an option).
 */
export class ItemsJs implements Engine {
  readonly #engine: Search;

  constructor(items: readonly Item[]) {
    const any = { conjunction: false };
    const aggregations = Object.fromEntries(options.map((name) => [name, any]));
    this.#engine = itemsjs(
      items.map((item) => ({ ...item, any_feature: item.features })),
      { aggregations: { ...aggregations, any_feature: any, features: { conjunction: true } } },
    ) as Search;
  }

  find({ filters, ordering, page, pageSize }: Query): Found {
    const { features } = filters;
    const chosen = Object.entries(filters.options) as [AttributeName, readonly number[]][];
    const { pagination, data } = this.#engine.search({
      page,
      per_page: pageSize,
      sort: {
        field: [ordering.attribute, 'id'],
        order: ordering.descending ? ['desc', 'desc'] : ['asc', 'asc'],
      },
      filters: Object.fromEntries([...chosen, ['features', features.all], ['any_feature', features.any]]),
      ...(features.none.length === 0 && Object.keys(filters.ranges).length === 0
        ? {}
        : { filter: rest(filters) }),
    });
    return { count: pagination.total, cards: data.items.map(({ card }) => card) };
  }
}

/** What its sets of bits can't say. */
function rest({ ranges, features: { none } }: Filters): (item: Item) => boolean {
  const inRanges = passesRanges(ranges);
  return (item) => inRanges(item) && !none.some((id) => item.features.includes(id));
}
