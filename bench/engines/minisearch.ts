import MiniSearch from 'minisearch';
import { matches } from '../../src/catalog/filters.js';
import type { Query } from '../../src/catalog/query.js';
import { placesOf } from '../../src/catalog/query.js';
import type { Engine, Found, Item } from './engine.js';
import { comparison } from './ranges.js';

/**
 * https://lucaong.github.io/minisearch: made for words. Filters are a function that is called for every car, and it has no order but
 * that of relevance: we sort what it finds.
 */
export class Mini implements Engine {
  readonly #engine: MiniSearch<Item>;
  readonly #items: ReadonlyMap<number, Item>;

  constructor(items: readonly Item[]) {
    this.#items = new Map(items.map((item) => [item.id, item]));
    this.#engine = new MiniSearch<Item>({ fields: ['card'] });
    this.#engine.addAll(items);
  }

  find(query: Query): Found {
    const found = this.#engine
      .search(MiniSearch.wildcard, {
        filter: ({ id }) => {
          const item = this.#items.get(id as number);
          return item !== undefined && matches(query.filters, toIndexed(item));
        },
      })
      .map(({ id }) => this.#items.get(id as number))
      .filter((item) => item !== undefined)
      .sort(comparison(query.ordering));
    const { first, last } = placesOf(query);
    return { count: found.length, cards: found.slice(first, last + 1).map(({ card }) => card) };
  }
}

function toIndexed(item: Item): Parameters<typeof matches>[1] {
  return { id: item.id as never, values: item, featureIds: item.features };
}
