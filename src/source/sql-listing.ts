import type { AttributeName } from '../catalog/attributes.js';
import { attributeNamed, attributes } from '../catalog/attributes.js';
import { cardOf } from '../catalog/car.js';
import type { Filters } from '../catalog/filters.js';
import type { ListingEngine, ListingPage } from '../catalog/listing-engine.js';
import type { AttributeOrdering } from '../catalog/ordering.js';
import type { Query } from '../catalog/query.js';
import { placesOf } from '../catalog/query.js';
import type { CarColumns } from './cars.js';
import { carColumns, carFromColumns, carJoins } from './cars.js';
import type { Database } from './database.js';
import { asSourceError } from './database.js';
import { readLogPosition } from './log-position.js';

/** A statement and its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Answers every query of the contract from Postgres alone: the fallback while there is no index, and its oracle. */
export class SqlListing implements ListingEngine {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(query: Query): Promise<ListingPage> {
    const started = performance.now();
    try {
      // Read before the statement takes its snapshot: everything up to here is in the answer.
      const position = await readLogPosition(this.#database);
      const { text, values } = listingStatement(query);
      const { rows } = await this.#database.query<CarColumns & { count: number; place: string | null }>(
        text,
        [...values],
      );
      const cars = rows.filter((row) => row.place !== null).map(carFromColumns);
      return {
        count: rows[0]?.count ?? 0,
        cards: cars.map((car) => JSON.stringify(cardOf(car))),
        position,
        cache: 'database',
        stages: [{ name: 'sql', milliseconds: performance.now() - started }],
        words: null,
      };
    } catch (error) {
      throw asSourceError(error);
    }
  }
}

/**
 * One statement, so one snapshot: the count stands on every row, and on a row of nulls where the page is empty. The page's
 * ids come first (an index in the page's order can serve them), the cars' columns after.
 */
export function listingStatement(query: Query): Statement {
  const { conditions, values } = conditionsOf(query.filters);
  const { first } = placesOf(query);
  const limit = values.push(query.pageSize);
  const offset = values.push(first);
  const from = `from car ${joinsFor(query)} where ${conditions.join(' and ')}`;
  const text = `
    with page as (
      select car.id as page_id ${from}
      order by ${orderBy(query.ordering)} limit $${limit}::bigint offset $${offset}::bigint
    )
    select (select count(*)::int ${from}) as count, listed.*
    from (values (1)) as always (one)
    left join (
      select ${carColumns}, row_number() over (order by ${orderBy(query.ordering)}) as place
      from page join car on car.id = page.page_id ${carJoins}
    ) as listed on true
    order by listed.place`;
  return { text, values };
}

/** Only the joins that a condition needs: a make or a model hangs on the variant. */
function joinsFor(query: Query): string {
  const columns = attributes.filter(
    ({ name }) => name in query.filters.options || name in query.filters.ranges,
  );
  if (columns.some(({ column }) => column.startsWith('model.'))) {
    return 'join variant on variant.id = car.variant_id join model on model.id = variant.model_id';
  }
  if (columns.some(({ column }) => column.startsWith('variant.')))
    return 'join variant on variant.id = car.variant_id';
  return '';
}

function conditionsOf(filters: Filters): { conditions: string[]; values: unknown[] } {
  const conditions = [`car.status = 'live'`];
  const values: unknown[] = [];
  const compare = (column: string, operator: string, value: number): void => {
    conditions.push(`${column} ${operator} $${values.push(value)}::bigint`);
  };
  for (const { name, column } of attributes) {
    const options = filters.options[name];
    // "= any" would lose the order of an index that starts with this column: see docs/gotchas.md.
    if (options?.length === 1) compare(column, '=', options[0] ?? 0);
    else if (options !== undefined) conditions.push(`${column} = any($${values.push(options)}::bigint[])`);
    const range = filters.ranges[name];
    if (range?.min != null) compare(column, '>=', range.min);
    if (range?.max != null) compare(column, '<=', range.max);
  }
  const having = (list: string): string =>
    `select 1 from car_feature where car_id = car.id and feature_id = ${list}`;
  const { any, all, none } = filters.features;
  if (any.length > 0) conditions.push(`exists (${having(`any($${values.push(any)}::bigint[])`)})`);
  for (const id of all) conditions.push(`exists (${having(`$${values.push(id)}::bigint`)})`);
  if (none.length > 0) conditions.push(`not exists (${having(`any($${values.push(none)}::bigint[])`)})`);
  return { conditions, values };
}

/** Total: ties by id in the same direction, cars without the value last either way. */
function orderBy({ attribute, descending }: AttributeOrdering): string {
  const direction = descending ? 'desc' : 'asc';
  return `${columnOf(attribute)} ${direction}${nullsLast(attribute)}, car.id ${direction}`;
}

/** Said only where it matters: on a column without nulls it would keep `desc` off the index. */
function nullsLast(name: AttributeName): string {
  return attributeNamed(name).optional ? ' nulls last' : '';
}

function columnOf(name: AttributeName): string {
  return attributeNamed(name).column;
}
