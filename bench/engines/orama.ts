import { create, insertMultiple, search } from '@orama/orama';
import type { AnyOrama, AnySchema } from '@orama/orama';
import type { AttributeName } from '../../src/catalog/attributes.js';
import { attributes } from '../../src/catalog/attributes.js';
import type { Filters, Range } from '../../src/catalog/filters.js';
import type { Query } from '../../src/catalog/query.js';
import { placesOf } from '../../src/catalog/query.js';
import type { Engine, Found, Item } from './engine.js';
import { comparison } from './ranges.js';

const schema: AnySchema = Object.fromEntries([
  ...attributes.map(({ name, options, range }) => [
    name,
    // The year is both: chosen and bounded.
    range === null && options !== null ? 'enum' : 'number',
  ]),
  ['features', 'enum[]'],
]) as AnySchema;

/** https://docs.orama.com: trees for numbers, sets for options. Its own orders leave ties open, so it gets a function. */
export class Orama implements Engine {
  readonly #engine: AnyOrama;

  private constructor(engine: AnyOrama) {
    this.#engine = engine;
  }

  static async of(items: readonly Item[]): Promise<Orama> {
    const engine = create({ schema, sort: { enabled: false } });
    const documents = items.map((item) => ({ ...withoutNulls(item), id: String(item.id), number: item.id }));
    await insertMultiple(engine, documents as never);
    return new Orama(engine);
  }

  async find({ filters, ordering, page, pageSize }: Query): Promise<Found> {
    const compare = comparison(ordering);
    const all = conditions(filters);
    const { count, hits } = await search(this.#engine, {
      term: '',
      // Asked for all of nothing, it finds nothing.
      ...(all.length === 0 ? {} : { where: { and: all } }),
      limit: pageSize,
      offset: placesOf({ page, pageSize }).first,
      sortBy: (one: readonly [number, number, unknown], other: readonly [number, number, unknown]) =>
        compare(itemOf(one[2]), itemOf(other[2])),
    } as never);
    return { count, cards: hits.map(({ document }) => (document as unknown as Item).card) };
  }
}

function conditions({ options, ranges, features }: Filters): object[] {
  const chosen = (Object.entries(options) as [AttributeName, readonly number[]][]).map(([name, values]) =>
    name === 'year' ? { or: values.map((value) => ({ year: { eq: value } })) } : { [name]: { in: values } },
  );
  const bounded = (Object.entries(ranges) as [AttributeName, Range][]).map(([name, { min, max }]) => ({
    [name]: { between: [min ?? 0, max ?? Number.MAX_SAFE_INTEGER] },
  }));
  return [
    ...chosen,
    ...bounded,
    ...(features.all.length > 0 ? [{ features: { containsAll: features.all } }] : []),
    ...(features.any.length > 0 ? [{ features: { containsAny: features.any } }] : []),
    ...(features.none.length > 0 ? [{ not: { features: { containsAny: features.none } } }] : []),
  ];
}

/** Its ids are texts; the number of ours stands beside. */
function itemOf(document: unknown): Item {
  const item = document as Item & { readonly number: number };
  return { ...item, id: item.number };
}

function withoutNulls(item: Item): object {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
}
