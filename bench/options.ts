import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { LoadName } from './load/loads.js';
import { loadNames } from './load/loads.js';
import type { SystemName } from './systems/systems.js';
import { systemNames } from './systems/systems.js';

/** What there is to measure beside each other: systems under load, recommended pages, changes in bulk, the engine alone, its filling. */
export const partNames = ['listing', 'recommended', 'bulk', 'engine', 'filling'] as const;
export type PartName = (typeof partNames)[number];

export interface Options {
  readonly cars: readonly number[];
  /** For the parts that no rival has a part in. */
  readonly engineCars: readonly number[];
  readonly systems: readonly SystemName[];
  readonly loads: readonly LoadName[];
  readonly parts: readonly PartName[];
  readonly connections: readonly number[];
  readonly seconds: number;
  readonly rounds: number;
  readonly reportOnly: boolean;
  /** Of the servers' data, and of results that are not committed. */
  readonly folder: string;
  /** Whether the results replace those of bench/results: only those of whole sizes do, and of the engine and its filling at all sizes. */
  readonly keep: { readonly sizes: boolean; readonly engine: boolean; readonly filling: boolean };
}

/** Ten times what anything here is made for; beyond, a machine would only run out of memory. */
const mostCars = 10_000_000;
const sizes = [5_000, 10_000, 100_000, 1_000_000];
const engineSizes = [5_000, 10_000, 100_000, 200_000, 1_000_000];

interface Given {
  readonly cars?: readonly number[];
  readonly systems?: readonly SystemName[];
  readonly loads?: readonly LoadName[];
  readonly parts?: readonly PartName[];
  readonly connections?: readonly number[];
  readonly seconds?: number;
  readonly rounds?: number;
  readonly data?: string;
  readonly quick?: true;
  readonly reportOnly?: true;
}

/** Reads the command line; ends the process for --help and for what it does not take. */
export function readOptions(arguments_: readonly string[]): Options {
  const given = command()
    .parse([...arguments_], { from: 'user' })
    .opts<Given>();
  const partial = given.systems !== undefined || given.loads !== undefined;
  const { quick = false, seconds, rounds, connections } = given;
  // It is of one system at one size.
  const recommendedAlone = given.parts?.join() === 'recommended';
  const usual = !quick && seconds === undefined && rounds === undefined && connections === undefined;
  const parts = given.parts ?? (partial ? ['listing'] : partNames);
  return {
    cars: given.cars ?? (quick || recommendedAlone ? sizes.slice(0, 1) : sizes),
    engineCars: given.cars ?? (quick ? engineSizes.slice(0, 1) : engineSizes),
    systems: given.systems ?? (recommendedAlone ? ['near'] : systemNames),
    loads: given.loads ?? loadNames,
    parts,
    connections: connections ?? [1, 32],
    seconds: seconds ?? (quick ? 0.5 : 2),
    rounds: rounds ?? (quick ? 1 : 3),
    reportOnly: given.reportOnly ?? false,
    folder: given.data ?? join('.forecourt', 'bench'),
    keep: {
      sizes: usual && !partial && given.parts === undefined,
      engine: usual && given.cars === undefined && parts.includes('engine'),
      filling: usual && given.cars === undefined && parts.includes('filling'),
    },
  };
}

function command(): Command {
  return new Command('npm run bench --')
    .description('Measures the listing of this project and of its rivals, and writes docs/performance.md.')
    .option('--cars <sizes>', 'how many cars, such as 5000,100000', listOf(carCount))
    .option('--systems <names>', `some of ${systemNames.join(', ')}`, listOf(oneOf(systemNames)))
    .option('--loads <names>', `some of ${loadNames.join(', ')}`, listOf(oneOf(loadNames)))
    .option('--parts <names>', `some of ${partNames.join(', ')}`, listOf(oneOf(partNames)))
    .option('--connections <counts>', 'how many at once (default: 1,32)', listOf(positive))
    .option('--seconds <n>', 'measured time of each cell (default: 2)', positive)
    .option('--rounds <n>', 'rounds, of which medians are taken (default: 3)', positive)
    .option('--quick', 'half a second, one round, 5,000 cars: to see that it works')
    .option('--data <folder>', 'where the servers have their data (default: .forecourt/bench)')
    .option('--report-only', 'write docs/performance.md from bench/results, and measure nothing')
    .allowExcessArguments(false)
    .addHelpText(
      'after',
      `
Examples:
  npm run bench                                            everything: about two hours and a half, 8 GB of disk
  npm run bench -- --cars 5000                             one size, whole
  npm run bench -- --cars 5000 --systems near,constant-fastify --loads price,fresh,zipf
  npm run bench -- --parts engine                          the near index alone, without servers
  npm run bench -- --parts filling                         how long a server takes to fill its near index
  npm run bench -- --parts recommended                     recommended pages beside those in order of price, 5,000 cars
  npm run bench -- --quick

Servers of its own are started on free ports of this machine, with their data in a folder of their own, and are stopped at the end or by
Ctrl-C. A size that was measured whole replaces bench/results/SIZE.json, as the engine and its filling at all sizes replace theirs, and
docs/performance.md is written anew; what is measured in part, or for another time, is printed, and kept in the folder's last/. Exit codes: 0 done, 1 failed (also: any wrong answer), 2 called wrongly, 130 stopped.`,
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
}

function listOf<T>(parse: (text: string) => T): (text: string) => readonly T[] {
  return (text) => text.split(',').map((each) => parse(each.trim()));
}

function oneOf<T extends string>(names: readonly T[]): (text: string) => T {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new InvalidArgumentError(`"${text}" is none of ${names.join(', ')}.`);
    return found;
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError(`"${text}" is no number above 0.`);
  return value;
}

function carCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > mostCars)
    throw new InvalidArgumentError(`"${text}" is no number of cars from 1 to ${mostCars}.`);
  return value;
}
