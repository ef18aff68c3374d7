import type pg from 'pg';
import type { AttributeName } from '../catalog/attributes.js';
import { attributeNamed, attributes } from '../catalog/attributes.js';
import type { CarId } from '../catalog/car.js';
import { cardOf } from '../catalog/car.js';
import { composeFacets } from '../catalog/facets.js';
import type { Filters } from '../catalog/filters.js';
import { noFilters } from '../catalog/filters.js';
import type {
  CountingEngine,
  FacetedPage,
  ForeignOrder,
  ListingPage,
  RankableCar,
  Surroundings,
} from '../catalog/listing-engine.js';
import { Names } from '../catalog/names.js';
import type { AttributeOrdering } from '../catalog/ordering.js';
import type { Position } from '../catalog/position.js';
import { must } from '../shared/assert.js';
import type { Query } from '../catalog/query.js';
import { placesOf } from '../catalog/query.js';
import type { CarColumns } from './cars.js';
import { carColumns, carFromColumns, carJoins, factColumns, readCars } from './cars.js';
import type { Database } from './database.js';
import { withSourceErrors } from './database.js';
import { readLogPosition } from './log-position.js';
import { readNames } from './names.js';
import type { Statement } from './sql-conditions.js';
import { fromWhere } from './sql-conditions.js';
import { countFacets, countFilteredOptions } from './sql-facets.js';
import { inTransaction } from './transaction.js';

/** Answers every query of the contract from Postgres alone: the fallback while there is no index, and its oracle. */
export class SqlListing implements CountingEngine {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  position(): Promise<Position> {
    return this.#guarded((position) => Promise.resolve(position));
  }

  async list(query: Query): Promise<ListingPage> {
    return this.#guarded(async (position) => listPage(this.#database, query, position));
  }

  async listWithFacets(query: Query): Promise<FacetedPage> {
    return this.#guarded((position) =>
      inTransaction(this.#database, 'one picture', async (client) => {
        const page = await listPage(client, query, position);
        const counts = await countFacets(client, query.filters);
        return { ...page, facets: composeFacets(counts, query.filters, await namesOf(client)) };
      }),
    );
  }

  async listOrdered(query: Query, order: ForeignOrder, facets: boolean): Promise<ListingPage> {
    return this.#guarded((position) =>
      inTransaction(this.#database, 'one picture', async (client) => {
        const page = await orderedPage(client, query, order, position);
        if (!facets) return page;
        const counts = await countFacets(client, query.filters);
        return { ...page, facets: composeFacets(counts, query.filters, await namesOf(client)) };
      }),
    );
  }

  async countAround(filters: Filters, questions: readonly Filters[]): Promise<Surroundings> {
    return this.#guarded((position) =>
      inTransaction(this.#database, 'one picture', async (client) => {
        const [count = 0, ...counts] = await countEach(client, [filters, ...questions]);
        const options = await countFilteredOptions(client, filters);
        return { count, counts, options, names: await namesOf(client), position, words: null };
      }),
    );
  }

  /** The position is read before any statement takes its snapshot: everything up to there is in the answer. */
  async #guarded<T>(answer: (position: Position) => Promise<T>): Promise<T> {
    return withSourceErrors(async () => answer(await readLogPosition(this.#database)));
  }
}

async function listPage(
  client: pg.Pool | pg.ClientBase,
  query: Query,
  position: Position,
): Promise<ListingPage> {
  const started = performance.now();
  const { text, values } = listingStatement(query);
  const { rows } = await client.query<CarColumns & { count: number; place: string | null }>(text, [
    ...values,
  ]);
  const cars = rows.filter((row) => row.place !== null).map(carFromColumns);
  return {
    count: rows[0]?.count ?? 0,
    cards: cars.map((car) => JSON.stringify(cardOf(car))),
    position,
    cache: 'database',
    stages: [{ name: 'sql', milliseconds: performance.now() - started }],
    tag: null,
    words: null,
  };
}

/** Cars that are read at once, to be ordered: their rows take some five milliseconds to parse and score. */
const rankedTogether = 200;

/** Reads every car that passes, 20 us each, but only the page's cards. */
async function orderedPage(
  client: pg.ClientBase,
  query: Query,
  foreign: ForeignOrder,
  position: Position,
): Promise<ListingPage> {
  const started = performance.now();
  const { wants } = foreign;
  const wanted: RankableCar[] = [];
  if (wants.length > 0) for await (const cars of rankableCars(client, noFilters, wants)) wanted.push(...cars);
  const ordered = foreign.begin(wanted);
  let count = 0;
  for await (const cars of rankableCars(client, query.filters)) {
    ordered.take(cars);
    count += cars.length;
  }
  const ids = await ordered.page({ first: placesOf(query).first, size: query.pageSize });
  const cars = new Map((await readCars(client, ids)).map((car) => [car.id, JSON.stringify(cardOf(car))]));
  return {
    count,
    cards: ids.map((id) => must(cars.get(id), 'a car of the same moment')),
    position,
    cache: 'database',
    stages: [{ name: 'sql', milliseconds: performance.now() - started }],
    tag: null,
    words: null,
  };
}

/**
 * Some at a time, through a cursor of the client's transaction.
 *
 * @param among only these; null: all that pass
 */
async function* rankableCars(
  client: pg.ClientBase,
  filters: Filters,
  among: readonly CarId[] | null = null,
): AsyncGenerator<readonly RankableCar[]> {
  const parameters: unknown[] = [];
  const columns = attributes.map(({ column }) => column);
  const from = fromWhere(filters, parameters, columns);
  const only = among === null ? '' : `and car.id = any($${parameters.push(among)}::int[])`;
  await client.query(
    `declare rankable no scroll cursor for select car.id, ${factColumns} ${from} ${only}`,
    parameters,
  );
  for (;;) {
    const { rows } = await client.query<{ id: CarId } & RankableCar['facts']>(
      `fetch ${rankedTogether} from rankable`,
    );
    if (rows.length === 0) break;
    yield rows.map(({ id, values, featureIds }) => ({ id, facts: { values, featureIds } }));
  }
  await client.query('close rankable');
}

async function countEach(client: pg.ClientBase, questions: readonly Filters[]): Promise<readonly number[]> {
  const values: unknown[] = [];
  const parts = questions.map((filters) => `(select count(*)::int ${fromWhere(filters, values)})`);
  const text = `select array[${parts.join(', ')}]::int[] as counts`;
  const { rows } = await client.query<{ counts: number[] }>(text, values);
  return rows[0]?.counts ?? [];
}

async function namesOf(client: pg.ClientBase): Promise<Names> {
  const names = new Names();
  for await (const { table, id, entry } of readNames(client)) names.set(table, id, entry);
  return names;
}

/**
 * One statement, so one snapshot: the count stands on every row, and on a row of nulls where the page is empty. The page's
 * ids come first (an index in the page's order can serve them), the cars' columns after.
 */
export function listingStatement(query: Query): Statement {
  const values: unknown[] = [];
  const from = fromWhere(query.filters, values);
  const { first } = placesOf(query);
  const limit = values.push(query.pageSize);
  const offset = values.push(first);
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
