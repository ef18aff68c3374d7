import type pg from 'pg';
import type { Attribute, AttributeName } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { FacetCounts, HistogramName } from '../catalog/facets.js';
import { histogramBounds, histogramNames } from '../catalog/facets.js';
import type { Filters } from '../catalog/filters.js';
import type { Statement } from './sql-conditions.js';
import { fromWhere } from './sql-conditions.js';

interface FacetRow {
  readonly facet: string;
  readonly value: number;
  readonly count: number;
}

/** Counts every option of every attribute, each attribute under all other filters: one statement, so one moment. */
export async function countFacets(client: pg.ClientBase, filters: Filters): Promise<FacetCounts> {
  const counts = await countBy(client, facetStatement(filters));
  const of = (facet: string): ReadonlyMap<number, number> => counts.get(facet) ?? new Map<number, number>();
  const histogram = (name: HistogramName): number[] =>
    Array.from(
      { length: histogramBounds[name].length + 1 },
      (_, bucket) => of(`histogram ${name}`).get(bucket) ?? 0,
    );
  return {
    options: new Map(
      attributes
        .filter(({ options }) => options !== null)
        .map(({ name }): [AttributeName, ReadonlyMap<number, number>] => [name, of(name)]),
    ),
    features: of('features'),
    histograms: { price: histogram('price'), year: histogram('year'), km_driven: histogram('km_driven') },
  };
}

/** Counts the options of the attributes that the filters name options of, each under all other filters. */
export async function countFilteredOptions(
  client: pg.ClientBase,
  filters: Filters,
): Promise<ReadonlyMap<AttributeName, ReadonlyMap<number, number>>> {
  const values: unknown[] = [];
  const filtered = attributes.filter(({ name }) => filters.options[name] !== undefined);
  if (filtered.length === 0) return new Map();
  const text = filtered.map((attribute) => optionsPart(attribute, filters, values)).join('\nunion all\n');
  const counts = await countBy(client, { text, values });
  return new Map(filtered.map(({ name }) => [name, counts.get(name) ?? new Map<number, number>()]));
}

async function countBy(
  client: pg.ClientBase,
  { text, values }: Statement,
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
  const { rows } = await client.query<FacetRow>(text, [...values]);
  const counts = new Map<string, Map<number, number>>();
  for (const { facet, value, count } of rows) {
    const facets = counts.get(facet) ?? new Map<number, number>();
    counts.set(facet, facets.set(value, count));
  }
  return counts;
}

function optionsPart({ name, column }: Attribute, filters: Filters, values: unknown[]): string {
  const from = fromWhere(withoutAttribute(filters, name), values, [column]);
  return `select '${name}' as facet, ${column}::int as value, count(*)::int as count ${from} and ${column} is not null group by 2`;
}

function facetStatement(filters: Filters): Statement {
  const values: unknown[] = [];
  const parts = attributes
    .filter(({ options }) => options !== null)
    .map((attribute) => optionsPart(attribute, filters, values));
  const from = fromWhere({ ...filters, features: { ...filters.features, any: [] } }, values);
  parts.push(
    `select 'features', car_feature.feature_id, count(*)::int
     from car_feature where car_id in (select car.id ${from}) group by 2`,
  );
  for (const name of histogramNames) {
    const column = `car.${name}`;
    const bounds = `array[${histogramBounds[name].join(', ')}]`;
    const others = fromWhere(withoutAttribute(filters, name), values);
    parts.push(
      `select 'histogram ${name}', width_bucket(${column}, ${bounds}), count(*)::int ${others} and ${column} is not null group by 2`,
    );
  }
  return { text: parts.join('\nunion all\n'), values };
}

/** An attribute's own filter does not count against it, be it a list or a range. */
function withoutAttribute(filters: Filters, name: AttributeName): Filters {
  const { [name]: _options, ...options } = filters.options;
  const { [name]: _range, ...ranges } = filters.ranges;
  return { ...filters, options, ranges };
}
