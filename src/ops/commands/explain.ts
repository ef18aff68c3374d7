import { Command, InvalidArgumentError, Option } from 'commander';
import type { ListingRequest } from '../../catalog/parse-request.js';
import { parseListingRequest } from '../../catalog/parse-request.js';
import type { Query } from '../../catalog/query.js';
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
import type { Context } from '../context.js';
import { planText } from '../plan-text.js';
import { withServers } from '../with-servers.js';
import { connectFollower } from '../wiring.js';

export function explainCommand(context: () => Context): Command {
  return new Command('explain')
    .description(
      "How a listing's answer is made: in a server's copy of the index, and in Valkey where a server has none yet.",
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
      await withServers(context(), async ({ valkeyUrl }) => {
        const valkey = connectFollower(valkeyUrl);
        try {
          await whenConnected(valkey, 5_000);
          const keys = new Keys(settings.prefix);
          const query = await queryOf(parsed.value, new IndexStore(valkey, keys));
          const near = engine === 'valkey' ? null : await explainInCopy(valkey, keys, query);
          const stored = engine === 'near' ? null : await explainQuery(valkey, keys, query);
          if (json === true) process.stdout.write(`${JSON.stringify({ near, valkey: stored })}\n`);
          else process.stdout.write(planText(query, near, stored));
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

/** In a copy such as every server holds. */
async function explainInCopy(valkey: Valkey, keys: Keys, query: Query): Promise<NearExplanation> {
  const index = new NearIndex(0);
  for await (const cars of new FeedReader(valkey, keys).scan()) index.apply(cars);
  return explainNear(index, query);
}
