import { Command, InvalidArgumentError, Option } from 'commander';
import { orderingToToken } from '../../catalog/ordering.js';
import type { ListingRequest } from '../../catalog/parse-request.js';
import { parseListingRequest } from '../../catalog/parse-request.js';
import type { Query } from '../../catalog/query.js';
import { placesOf } from '../../catalog/query.js';
import { SlugTokens } from '../../catalog/slug-tokens.js';
import type { Valkey } from '../../index/client.js';
import { whenConnected } from '../../index/client.js';
import { explainQuery } from '../../index/explain.js';
import { FeedReader } from '../../index/feed-reader.js';
import { IndexStore } from '../../index/index-store.js';
import { Keys } from '../../index/keys.js';
import { askedFilters } from '../../listing/asked-filters.js';
import { resolveOrdering } from '../../listing/recommended.js';
import type { NearExplanation } from '../../near/explain.js';
import { explainNear } from '../../near/explain.js';
import { NearIndex } from '../../near/near-index.js';
import { inOneGo } from '../../near/pieces.js';
import { openDatabase } from '../../source/database.js';
import type { Context } from '../context.js';
import type { RankingExplanation } from '../explain-ranking.js';
import { explainRanking, rankingBy } from '../explain-ranking.js';
import type { ModelToExplain } from '../model-to-explain.js';
import { modelToExplain } from '../model-to-explain.js';
import { planText } from '../plan-text.js';
import { rankingText } from '../ranking-text.js';
import { withServers } from '../with-servers.js';
import { connectFollower } from '../wiring.js';

export function explainCommand(context: () => Context): Command {
  return new Command('explain')
    .description(
      "How a listing's answer is made: in a server's copy of the index, and in Valkey where a server has none yet; and why a recommended car stands first.",
    )
    .argument('<query>', 'the parameters of a listing, as in its address')
    .addOption(new Option('--engine <engine>', 'explain only one').choices(['near', 'valkey']))
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  forecourt explain 'city_id=1&make_id=1,2&price_max=400000&ordering=price'
  forecourt explain 'slug=used-white-cars-in-mumbai&features_all=3,7'
  forecourt explain 'city_id=1&seen_car_ids=12,40'

Of a recommended order the first cars of the page are taken apart: what each of their features adds to the score, for this visitor
and for anybody: by the model asked for, or the newest that can be read.
The copy is filled for this, which takes a while for very many cars; \`--engine valkey\` leaves it out. There, a plan is dear when
its first commands still hold many cars: look at the column "cars".
Exit codes: 0 explained, 1 the index can't be asked, 2 the query does not parse.`,
    )
    .action(async (text: string, { json, engine }: { json?: boolean; engine?: 'near' | 'valkey' }) => {
      const parsed = parseListingRequest(new URLSearchParams(text.replace(/^[^?]*\?/, '')));
      if (!parsed.ok) {
        throw new InvalidArgumentError(
          parsed.problem.map(({ parameter, message }) => `${parameter} ${message}`).join('; '),
        );
      }
      const { settings } = context();
      await withServers(context(), async ({ databaseUrl, valkeyUrl }) => {
        const valkey = connectFollower(valkeyUrl);
        try {
          await whenConnected(valkey, 5_000);
          const keys = new Keys(settings.prefix);
          const query = await queryOf(parsed.value, new IndexStore(valkey, keys));
          const near =
            engine === 'valkey' ? null : await explainInCopy(valkey, keys, query, parsed.value, databaseUrl);
          const stored = engine === 'near' ? null : await explainQuery(valkey, keys, query);
          const { plan = null, ranking = null, notes = [] } = near ?? {};
          if (json === true)
            process.stdout.write(`${JSON.stringify({ near: plan, valkey: stored, ranking, notes })}\n`);
          else {
            process.stdout.write(planText(query, orderText(parsed.value, query, ranking), plan, stored));
            if (notes.length > 0) process.stdout.write(`\n${notes.join('\n')}\n`);
            if (ranking !== null) process.stdout.write(`\n${rankingText(ranking)}`);
          }
        } finally {
          valkey.disconnect();
        }
      });
    });
}

async function queryOf(request: ListingRequest, store: IndexStore): Promise<Query> {
  const words = request.slug === null ? null : { tokens: new SlugTokens(await store.slugTokens()) };
  const filters = askedFilters(request, words);
  if (!filters.ok) throw new InvalidArgumentError(filters.problem.message);
  const ordering = resolveOrdering(request.ordering);
  return { filters: filters.value, ordering, page: request.page, pageSize: request.pageSize };
}

interface ExplainedInCopy {
  readonly plan: NearExplanation;
  readonly ranking: RankingExplanation | null;
  /** Why the model that ranks is another than one might think. */
  readonly notes: readonly string[];
}

/** In a copy such as every server holds; ranked by the model that servers would use, if the order is a recommended one. */
async function explainInCopy(
  valkey: Valkey,
  keys: Keys,
  query: Query,
  request: ListingRequest,
  databaseUrl: string,
): Promise<ExplainedInCopy> {
  const index = new NearIndex(0);
  for await (const cars of new FeedReader(valkey, keys).scan()) index.load(cars);
  inOneGo(index.arrange());
  const { model, notes } = await modelFor(request, databaseUrl);
  if (model === null) return { plan: explainNear(index, query), ranking: null, notes };
  const ranking = await rankingBy(model, index, request.seenCarIds);
  const plan = explainNear(index, query, ranking.scores);
  const names = await new IndexStore(valkey, keys).names();
  const page = { ...plan, firstPlace: placesOf(query).first + 1 };
  return { plan, ranking: explainRanking(model, ranking, index, names, page), notes };
}

/** None where the order is another, or newest first. */
async function modelFor(
  { ordering, modelVersion }: ListingRequest,
  databaseUrl: string,
): Promise<ModelToExplain> {
  if (ordering !== 'recommended' || modelVersion === 0) return { model: null, notes: [] };
  const database = openDatabase(databaseUrl, { connections: 1, statementTimeoutMs: 10_000 });
  try {
    return await modelToExplain(database, modelVersion);
  } finally {
    await database.end();
  }
}

function orderText({ ordering }: ListingRequest, query: Query, ranking: RankingExplanation | null): string {
  if (ordering !== 'recommended') return orderingToToken(query.ordering);
  if (ranking !== null) return `recommended, by model ${ranking.modelVersion}`;
  return `recommended: newest first, where there is no model (${orderingToToken(query.ordering)})`;
}
