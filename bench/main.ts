import type { Servers } from './data/servers.js';
import { startServers } from './data/servers.js';
import { dropRuns } from './data/databases.js';
import { emptyValkey } from './data/server-facts.js';
import { OpsError } from '../src/ops/errors.js';
import { measureEngine } from './measure-engine.js';
import { measureFilling } from './measure-filling.js';
import { measureSize } from './measure-size.js';
import type { Options } from './options.js';
import { readOptions } from './options.js';
import type { Cores } from './process/cores.js';
import { shareCores } from './process/cores.js';
import { Crew } from './process/crew.js';
import { writeReport } from './report/report.js';
import { placeOf, keepResult } from './results-folder.js';

/** Code of a run that was stopped by Ctrl-C, as shells have it. */
const interrupted = 130;

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function run(options: Options, crew: Crew): Promise<void> {
  const cores = shareCores();
  if (!options.reportOnly) {
    if (options.parts.includes('engine')) await engineAlone(options, crew, cores);
    if (options.parts.some((part) => part !== 'engine')) await withServers(options, crew, cores);
  }
  const { keep } = options;
  if (keep.sizes || keep.engine || keep.filling || options.reportOnly) await writeReport();
}

async function engineAlone(options: Options, crew: Crew, cores: Cores): Promise<void> {
  const result = await measureEngine(options, crew, cores, log);
  await keepResult('engine', result, placeOf(options, options.keep.engine));
}

async function withServers(options: Options, crew: Crew, cores: Cores): Promise<void> {
  const servers = await startServers(options.folder, crew);
  if (options.parts.includes('filling')) {
    const result = await measureFilling(options, crew, { servers, cores, log });
    await keepResult('filling', result, placeOf(options, options.keep.filling));
  }
  if (options.parts.some((part) => part !== 'engine' && part !== 'filling'))
    await sizes(options, crew, cores, servers);
}

async function sizes(options: Options, crew: Crew, cores: Cores, servers: Servers): Promise<void> {
  for (const cars of options.cars) {
    await emptyValkey(servers);
    await dropRuns(servers.postgres.url);
    const shift = crew.shift();
    const result = await measureSize(cars, options, shift, { servers, cores, log });
    await shift.stop();
    await keepResult(String(cars), result, placeOf(options, options.keep.sizes));
  }
  await dropRuns(servers.postgres.url);
}

/** Somebody has ended the run. */
class Stopped extends Error {}

/** What is no fault of the program needs no stack. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof Stopped || error instanceof OpsError
    ? error.message
    : (error.stack ?? error.message);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const crew = new Crew();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Again and again: npm passes a terminal's Ctrl-C on, which has reached us already.
    process.on(signal, () => {
      process.exitCode = interrupted;
      crew.fail(new Stopped(`stopped by ${signal}`));
    });
  }
  // The first failure ends the run; what is given up then fails too, and means nothing any more.
  process.on('unhandledRejection', (error) => {
    crew.fail(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    await Promise.race([run(options, crew), crew.failure]);
  } catch (error) {
    process.exitCode ??= 1;
    log(sentenceOf(error));
  }
  await crew.stop();
  await crew.guard.end();
  // Work that was given up may still wait for an answer that never comes.
  process.exit();
}

await main();
