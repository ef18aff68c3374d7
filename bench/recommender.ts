import { Command } from 'commander';
import { readFile, writeFile } from 'node:fs/promises';
import { readSetting } from './measure/setting.js';
import { readBuyers } from './recommender/buyers.js';
import { originalRuns } from './recommender/original.js';
import { chosenModel, lightFmMetrics } from './recommender/quality.js';
import { epochTimes, millionEvents, servingTimes } from './recommender/speed.js';
import type { RecommenderResult } from './recommender/tables.js';
import { tablesOf } from './recommender/tables.js';

const document = 'docs/recommender.md';

new Command('npm run bench:recommender')
  .description(
    `How well the recommender ranks, and how fast: prints one JSON object, and writes the tables of ${document}. Some ten minutes.`,
  )
  .allowExcessArguments(false)
  .parse(process.argv.slice(3), { from: 'user' });

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function measure(): Promise<RecommenderResult> {
  const buyers = readBuyers();
  log('speed');
  const speed = { epochs: epochTimes(buyers), million: await millionEvents(), serving: servingTimes() };
  log('the model that training chooses');
  const chosen = chosenModel(buyers);
  const lightFm = originalRuns.map((original) => {
    log(`LightFM, ${original.loss} ${original.components} x ${original.epochs}, ${original.mode}`);
    return { original, ours: lightFmMetrics(buyers, original) };
  });
  const { hardware, versions } = readSetting();
  return { hardware: { ...hardware, node: versions.node ?? 'unknown' }, lightFm, chosen, ...speed };
}

/** What stands between `<!-- name -->` and `<!-- /name -->` is replaced. */
function withTables(text: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((written, [name, table]) => {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [written.indexOf(start), written.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${document} has no place for the table ${name}`);
    return `${written.slice(0, from + start.length)}\n\n${table}\n\n${written.slice(to)}`;
  }, text);
}

const result = await measure();
process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
await writeFile(document, withTables(await readFile(document, 'utf8'), tablesOf(result)));
log(`wrote ${document}`);
