import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import pg from 'pg';
import type { ListingPage } from '../../src/catalog/listing-engine.js';
import { positionZero } from '../../src/catalog/position.js';
import type { ListingRequest } from '../../src/catalog/parse-request.js';
import { listingRoute } from '../../src/http/listing-route.js';
import { createMetrics } from '../../src/http/metrics.js';
import { problemSchema } from '../../src/http/problem.js';
import { cardSchema, facetsSchema, listingSchema } from '../../src/http/schemas.js';
import type { Listings } from '../../src/listing/listings.js';
import { resolveOrdering } from '../../src/listing/recommended.js';
import type { Result } from '../../src/shared/result.js';
import { ok } from '../../src/shared/result.js';
import { openDatabase } from '../../src/source/database.js';
import { SqlListing } from '../../src/source/sql-listing.js';
import { usePositionSeal } from '../../src/visit/position-cookie.js';
import { PositionSeal } from '../../src/visit/position-seal.js';
import { wideColumns } from '../data/wide-rows.js';
import type { Engine, Item } from '../engines/engine.js';
import { ItemsJs } from '../engines/itemsjs.js';
import { Mini } from '../engines/minisearch.js';
import { Orama } from '../engines/orama.js';
import { WideTable } from '../engines/wide.js';

/*
 * A rival's engine behind our own listing route, so that parsing, headers and body are the same for all and only the engine differs.
 * The argument says which.
 */

const databaseUrl = process.env.DATABASE_URL ?? '';
/** As many connections as `forecourt serve` opens; a million cars may keep a statement busy for long. */
const database = openDatabase(databaseUrl, { connections: 10, statementTimeoutMs: 120_000 });

type Answer = (request: ListingRequest) => Promise<Result<ListingPage, never>>;

const answer = await answerer(process.argv[2] ?? '');
const app = Fastify({ keepAliveTimeout: 72_000, routerOptions: { querystringParser: () => ({}) } });
app.setValidatorCompiler(() => () => true);
usePositionSeal(app, new PositionSeal(null));
for (const schema of [problemSchema, cardSchema, facetsSchema, listingSchema]) app.addSchema(schema);
// The route needs no more of the listings than that they answer; nobody asks these for a slug or a position.
const listings: Pick<Listings, 'answer' | 'atOnce'> = { answer, atOnce: () => null };
listingRoute(app, { listings, metrics: createMetrics(), publicUrl: null });
await app.listen({ port: 0, host: '127.0.0.1' });
process.on('disconnect', () => process.exit());
process.stdout.write(`ready http://localhost:${(app.server.address() as AddressInfo).port}\n`);

async function answerer(name: string): Promise<Answer> {
  switch (name) {
    case 'sql': {
      const sql = new SqlListing(database);
      return async (request) => {
        const query = { ...request, ordering: resolveOrdering(request.ordering) };
        return ok(await (request.facets ? sql.listWithFacets(query) : sql.list(query)));
      };
    }
    case 'wide':
      return through(new WideTable(database));
    case 'itemsjs':
      return through(new ItemsJs(await readItems()));
    case 'orama':
      return through(await Orama.of(await readItems()));
    case 'minisearch':
      return through(new Mini(await readItems()));
    default:
      throw new Error(`no engine ${name}`);
  }
}

function through(engine: Engine): Answer {
  return async (request) => {
    const started = performance.now();
    const query = { ...request, ordering: resolveOrdering(request.ordering) };
    const { count, cards } = await engine.find(query);
    return ok({
      count,
      cards,
      position: positionZero,
      cache: 'database',
      stages: [{ name: 'engine', milliseconds: performance.now() - started }],
      tag: null,
      words: null,
    });
  };
}

/** The live cars, from the wide table. */
async function readItems(): Promise<readonly Item[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // A bigint comes as text.
    const columns = wideColumns.map((column) => (column === 'date_added' ? 'date_added::integer' : column));
    const { rows } = await client.query<Item>(
      `select ${columns.join(', ')} from wide_car where live order by id`,
    );
    return rows;
  } finally {
    await client.end();
  }
}
