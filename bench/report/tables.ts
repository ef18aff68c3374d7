import type { LoadName } from '../load/loads.js';
import { loads } from '../load/loads.js';
import { ways, wayNames } from '../load/ways.js';
import { roles } from '../measure/usage.js';
import type { Cell, Measured, RankedCell, SizeResult } from '../result.js';
import { driverPart } from '../result.js';
import { systemNames, systems } from '../systems/systems.js';
import { cellOf, rankedCellOf, shown, table } from './figures.js';

/** One table for each load: every system, at one connection and at many. */
export function loadTables(size: SizeResult): string {
  return loads
    .filter(({ name }) => size.cells.some((cell) => cell.load === name))
    .map(({ name, what }) => `**${name}**: ${what}\n\n${loadTable(size, name)}`)
    .join('\n\n');
}

function loadTable(size: SizeResult, load: LoadName): string {
  const rows = systemNames.flatMap((system) => {
    const [one, many] = [1, 32].map((connections) => cellOf(size, system, load, connections));
    if (one === undefined || many === undefined) return [];
    const origins = system.startsWith('constant') ? '' : originsOf(many);
    return [[system, ...speeds(one, many), origins, driverPart(many)]];
  });
  return table(['system', ...speedsHead, 'answers from', 'driver'], rows);
}

const speedsHead = [
  'requests/s, 32 conn.',
  'p50 / p99 ms',
  '1 conn.: p50 / p99 ms',
  'bytes',
  `CPU s per 1,000: ${roles.join(' · ')}`,
];

/** The columns of {@link speedsHead}. */
function speeds(one: Measured, many: Measured): readonly string[] {
  const { cpu } = many;
  return [
    shown(many.requestsPerSecond),
    `${shown(many.p50Ms)} / ${shown(many.p99Ms)}`,
    `${shown(one.p50Ms)} / ${shown(one.p99Ms)}`,
    shown(many.bytesPerAnswer),
    roles
      .map((role) => (cpu[role] === undefined ? '' : shown(cpu[role])))
      .join(' · ')
      .replace(/( · )+$/, ''),
  ];
}

/** Every way of asking for the same filters, and what it takes against the order of price. */
export function recommendedTable(size: SizeResult): string {
  if (size.recommended === null) return '';
  const { model, trainSeconds } = size.recommended;
  const rows = wayNames.flatMap((way) => {
    const [one, many] = [1, 32].map((connections) => rankedCellOf(size, way, connections));
    if (one === undefined || many === undefined) return [];
    return [[ways[way], ...speeds(one, many), originsOf(many), ...timesPrice(one, many)]];
  });
  const head = [
    '',
    ...speedsHead,
    'answers from',
    'times price: p50, 1 conn.',
    'time, 32 conn.',
    'CPU: 1 / 32 conn.',
  ];
  const what =
    'the questions of `price` from `near`, and the same filters recommended, by a model that ' +
    `\`forecourt train --once --sample-buyers\` published after ${shown(trainSeconds)} s: ${shown(model.buyers)} simulated buyers, ` +
    `who wanted one of ${shown(model.cars)} cars ${shown(model.wanted)} times. The last three columns are what it takes, times what the order of price takes; time is that between two answers, by requests/s`;
  return rows.length === 0 ? '' : `**recommended**: ${what}\n\n${table(head, rows)}`;
}

function timesPrice({ timesPrice: one }: RankedCell, { timesPrice: many }: RankedCell): readonly string[] {
  if (one === null || many === null) return ['', '', ''];
  return [`${shown(one.p50)} ×`, `${shown(many.time)} ×`, `${shown(one.cpu)} × / ${shown(many.cpu)} ×`];
}

/** `hit 97 %, miss 3 %`; what is under one in a hundred is left out. */
function originsOf({ origins }: Measured): string {
  return Object.entries(origins)
    .filter(([, part]) => part >= 0.01)
    .sort(([, one], [, other]) => other - one)
    .map(([name, part]) => `${name} ${Math.round(100 * part)} %`)
    .join(', ');
}

/** Memory of each process of each system, after `zipf` at many connections (or what comes next to it). */
export function memoryTable(size: SizeResult): string {
  const rows = systemNames.flatMap((system) => {
    const cell = cellOf(size, system, 'zipf', 32) ?? size.cells.find((each) => each.system === system);
    return cell === undefined ? [] : [[system, ...roles.map((role) => memoryOf(cell, role))]];
  });
  return table(['system', ...roles.map((role) => `${role}: RSS / PSS MB`)], rows);
}

function memoryOf({ memory }: Cell, role: (typeof roles)[number]): string {
  const used = memory[role];
  return used === undefined ? '' : `${Math.round(used.rssMb)} / ${Math.round(used.pssMb)}`;
}

/** What was committed meanwhile. */
export function changesNote(size: SizeResult): string {
  const lines = size.cells
    .filter(({ changesPerSecond, connections }) => changesPerSecond !== null && connections === 32)
    .map(({ system, load, changesPerSecond }) => `${system} (${load}) ${shown(changesPerSecond ?? 0)}/s`);
  return lines.length === 0 ? '' : `Changes committed meanwhile, at 32 connections: ${lines.join(', ')}.`;
}

export function systemsTable(): string {
  return table(
    ['system', 'what it is'],
    systems.map(({ name, what }) => [name, what]),
  );
}

/** `near 200 questions, 3 times`: what was compared. */
export function agreementLine(size: SizeResult): string {
  const each = size.agreement.map(({ system, questions, times }) => `${system} ${questions} × ${times}`);
  return `${size.cars.toLocaleString('en')} cars: ${each.join(', ')}`;
}

/** What was not measured at any of the sizes, and why. */
export function skippedList(sizes: readonly SizeResult[]): string {
  const reasons = new Map<string, Set<string>>();
  for (const { cars, skipped } of sizes)
    for (const { system, load, why } of skipped) {
      const key = `${system}: ${why}`;
      const left = load ?? `${cars.toLocaleString('en')} cars`;
      reasons.set(key, (reasons.get(key) ?? new Set()).add(left));
    }
  return [...reasons].map(([why, left]) => `- ${why} (${[...left].join(', ')})`).join('\n');
}
