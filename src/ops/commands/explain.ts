import { Command, InvalidArgumentError } from 'commander';
import { mergeFilters } from '../../catalog/filters.js';
import { orderingToToken } from '../../catalog/ordering.js';
import type { ListingRequest } from '../../catalog/parse-request.js';
import { parseListingRequest } from '../../catalog/parse-request.js';
import type { Query } from '../../catalog/query.js';
import { parseSlug } from '../../catalog/slug.js';
import { filtersFromSlug } from '../../catalog/slug-filters.js';
import { SlugTokens } from '../../catalog/slug-tokens.js';
import { whenConnected } from '../../index/client.js';
import type { Explanation } from '../../index/explain.js';
import { explainQuery } from '../../index/explain.js';
import { IndexStore } from '../../index/index-store.js';
import { Keys } from '../../index/keys.js';
import { newestFirst, resolveOrdering } from '../../listing/recommended.js';
import type { Context } from '../context.js';
import { withServers } from '../with-servers.js';
import { connectFollower } from '../wiring.js';

export function explainCommand(context: () => Context): Command {
  return new Command('explain')
    .description(
      "How a listing's answer is made: its sets and their sizes, each command and its microseconds.",
    )
    .argument('<query>', 'the parameters of a listing, as in its address')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  forecourt explain 'city_id=1&make_id=1,2&price_max=400000&ordering=price'
  forecourt explain 'slug=used-white-cars-in-mumbai&features_all=3,7'

A plan is dear when its first commands still hold many cars: look at the column "cars".
Exit codes: 0 explained, 1 the index can't be asked, 2 the query does not parse.`,
    )
    .action(async (text: string, options: { json?: boolean }) => {
      const { settings, log } = context();
      const parsed = parseListingRequest(new URLSearchParams(text.replace(/^[^?]*\?/, '')));
      if (!parsed.ok) {
        throw new InvalidArgumentError(
          parsed.problem.map(({ parameter, message }) => `${parameter} ${message}`).join('; '),
        );
      }
      await withServers(settings, log, async ({ valkeyUrl }) => {
        const valkey = connectFollower(valkeyUrl);
        try {
          await whenConnected(valkey, 5_000);
          const keys = new Keys(settings.prefix);
          const query = await queryOf(parsed.value, new IndexStore(valkey, keys));
          const explanation = await explainQuery(valkey, keys, query);
          process.stdout.write(
            options.json === true ? `${JSON.stringify(explanation)}\n` : describe(explanation, query),
          );
        } finally {
          valkey.disconnect();
        }
      });
    });
}

async function queryOf(request: ListingRequest, store: IndexStore): Promise<Query> {
  const ordering = resolveOrdering(request.ordering, newestFirst);
  let { filters } = request;
  if (request.slug !== null) {
    const said = parseSlug(new SlugTokens(await store.slugTokens()), request.slug);
    if (!said.ok) throw new InvalidArgumentError(said.problem.message);
    filters = mergeFilters(filters, filtersFromSlug(said.value));
  }
  return { filters, ordering, page: request.page, pageSize: request.pageSize };
}

function describe(explanation: Explanation, query: Query): string {
  const { canonical, hash, view, stored, inputs, steps, count, readMicroseconds } = explanation;
  const lines = [
    `query   ${canonical === '' ? '(all cars)' : canonical}`,
    `order   ${orderingToToken(query.ordering)}`,
    `hash    ${hash}`,
    `view    ${view}${stored ? '  (stored: visitors are answered from it)' : ''}`,
    '',
  ];
  if (inputs.length > 0)
    lines.push(
      'sets asked for',
      ...table(
        inputs.map(({ name, cars }) => [String(cars), name]),
        ['cars', 'set'],
      ),
      '',
    );
  if (steps === null) lines.push('One of these sets is empty: no car can match, and nothing is run.');
  else if (steps.length === 0) lines.push('Nothing to build: the order of all cars is the answer.');
  else {
    const rows = steps.map(({ microseconds, cars, command, why }) => [
      String(microseconds),
      String(cars),
      shortened(command),
      why,
    ]);
    lines.push('plan', ...table(rows, ['us', 'cars', 'command', 'why']));
  }
  const built = (steps ?? []).reduce((sum, { microseconds }) => sum + microseconds, 0);
  lines.push('', `${count} cars; building the view ${built} us, reading a page of it ${readMicroseconds} us`);
  return `${lines.join('\n')}\n`;
}

function shortened(command: readonly string[]): string {
  const text = command.join(' ');
  return text.length > 110 ? `${text.slice(0, 107)}...` : text;
}

/** Columns under their heads; numbers to the right. */
function table(rows: readonly (readonly string[])[], heads: readonly string[]): string[] {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [heads, ...rows].map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return /^\d+$/.test(rows[0]?.[column] ?? '') ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
