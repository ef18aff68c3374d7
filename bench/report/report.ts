import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Setting, SizeResult } from '../result.js';
import { readEngine, readFilling, readSizes } from '../results-folder.js';
import { barsTable } from './bars.js';
import type { Figures } from './figures.js';
import { table } from './figures.js';
import { bulkTables, engineTable, fillingTable } from './growth-tables.js';
import type { Plot } from './plots.js';
import { growthPlots, ratesPlot } from './plots.js';
import {
  agreementLine,
  changesNote,
  loadTables,
  memoryTable,
  recommendedTable,
  skippedList,
  systemsTable,
} from './tables.js';

const plotFolder = join('docs', 'performance');

/** Writes docs/performance.md and its plots from bench/results, and from the prose beside it. */
export async function writeReport(): Promise<void> {
  const figures: Figures = {
    sizes: await readSizes(),
    engine: await readEngine(),
    filling: await readFilling(),
  };
  if (figures.sizes.length === 0 && figures.engine === null && figures.filling === null)
    throw new Error('There is nothing to report: bench/results is empty. Run: npm run bench');
  const plots = [...figures.sizes.map(ratesPlot), ...growthPlots(figures)];
  await mkdir(plotFolder, { recursive: true });
  for (const old of await readdir(plotFolder)) if (old.endsWith('.svg')) await rm(join(plotFolder, old));
  for (const { name, svg } of plots) await writeFile(join(plotFolder, `${name}.svg`), svg);
  const growth = (await readFile(join('bench', 'growth.md'), 'utf8')).trim();
  const engines = (await readFile(join('bench', 'report', 'npm-engines.md'), 'utf8')).trim();
  await writeFile(join('docs', 'performance.md'), document(figures, plots, { growth, engines }));
  process.stderr.write('wrote docs/performance.md\n');
}

function document(
  figures: Figures,
  plots: readonly Plot[],
  prose: { readonly growth: string; readonly engines: string },
): string {
  const { sizes, engine, filling } = figures;
  const setting = sizes[0]?.setting ?? engine?.setting ?? filling?.setting;
  const image = ({ name, title }: Plot): string => `![${title}](performance/${name}.svg)`;
  const plotOf = (size: SizeResult): string =>
    plots
      .filter(({ name }) => name === `rates-${size.cars}`)
      .map(image)
      .join('');
  const parts = [
    '# Performance',
    'Written by `npm run bench` from [bench/results](../bench/results); change neither by hand. What it is measured on, how, and what was left out stands at the end. ' +
      'Trust ratios from one run to some 10 %, and absolute figures on this machine only. The column "answers from" says what X-Cache said.',
    '## What was to be reached',
    barsTable(figures),
    ...sizes.flatMap((size) => [
      `## ${size.cars.toLocaleString('en')} cars`,
      plotOf(size),
      loadTables(size),
      recommendedTable(size),
      changesNote(size),
      memoryTable(size),
    ]),
    '## Growth',
    prose.growth,
    ...plots.filter(({ name }) => name.startsWith('growth-')).map(image),
    engineTable(figures),
    fillingTable(figures),
    bulkTables(figures),
    '## What was run',
    systemsTable(),
    'What the engines from npm do of the contract, and how:',
    prose.engines,
    'Before anything was timed, every system answered the same questions, half of them repeated ones, as SQL does: the same cars, in order, and the same count. ' +
      'Any other answer ends the run. The engines from npm could be asked all of them, by functions of ours where the table says so.',
    sizes.map((size) => `- ${agreementLine(size)}`).join('\n'),
    'Left out:',
    skippedList(sizes),
    '## How',
    howItWasDone(sizes[0]),
    setting === undefined ? '' : settingTable(setting, figures),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function howItWasDone(size: SizeResult | undefined): string {
  const { rounds = 3, seconds = 2 } = size ?? {};
  return `Every system is a server process of its own, on the first core; the driver, a process of raw sockets with its requests encoded beforehand, is on the last
one; Postgres, Valkey and the follower run where there is room, which favours those who do their work there. Each figure is the median of ${rounds} rounds of
${seconds} s after 0.7 s of warming up, system after system in each round; a cell of fewer than 50 answers in that time goes on for up to ten times as long.
Whatever does not serve the system under test is stopped (SIGSTOP) meanwhile. Processor time is that of /proc/PID/stat, with all children of Postgres; PSS divides
shared pages among their users. Where a system answers by itself (near, the engines from npm, the constant bodies; no changes), the driver never sleeps: otherwise
every answer pays some 10 us for waking it, and a slower server more often than a faster one. Where Postgres, Valkey or the follower has work to do, it
sleeps, and leaves them its core. "driver" is the part of a core that it used while it slept: near 100 %, it was the driver that was measured. Questions of \`fresh\` are the same
for all systems and asked once; those of the other loads are 300. The constant bodies are as long as the mean answer to the same load. Changes are of prices (70 %),
sales, returns and new cars, one transaction each, with the wide table updated in the same transaction. Recommended pages come from a server of their own, in the
order price, nobody, known visitor, new visitor in each round; its ratios are medians of those of each round. A near index is filled by a process that has
done nothing before, as a server's, and that nobody asks meanwhile. Why the driver is our own: [decision 5](decisions/0005-bench.md).`;
}

function settingTable({ hardware, versions, seeds }: Setting, { sizes, engine, filling }: Figures): string {
  const facts = { ...hardware, ...versions };
  const rows = Object.entries(facts).map(([name, value]) => [name, String(value)]);
  const run = (what: string, { commit, measuredAt }: Setting): string[] => [
    `run, ${what}`,
    `${commit}, ${measuredAt}`,
  ];
  const runs = [
    ...sizes.map(({ cars, setting }) => run(`${cars} cars`, setting)),
    ...(engine === null ? [] : [run('engine alone', engine.setting)]),
    ...(filling === null ? [] : [run('filling', filling.setting)]),
  ];
  return table(['', ''], [...rows, ['seeds', JSON.stringify(seeds).replaceAll('"', '')], ...runs]);
}
