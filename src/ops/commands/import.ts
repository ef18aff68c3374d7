import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { format, parse } from 'node:path';
import type { Readable } from 'node:stream';
import { Command, InvalidArgumentError } from 'commander';
import { messageOf } from '../../shared/errors.js';
import { columnNames, isRequired } from '../../source/import/columns.js';
import { ImportError } from '../../source/import/errors.js';
import type { ImportReport } from '../../source/import/import-cars.js';
import { importCars } from '../../source/import/import-cars.js';
import { RejectsFile } from '../../source/import/rejects-file.js';
import type { Context } from '../context.js';
import { describeNewNames } from '../describe-new-names.js';
import type { Progress } from '../progress.js';
import { startProgress } from '../progress.js';
import { withServers } from '../with-servers.js';

/** A stopped import ends with the batch that it writes; but somebody's lock may hold that up. */
const lastBatchMs = 2_000;

const exitCodes = { done: 0, failed: 1, rejected: 3 } as const;

export function importCommand(context: () => Context): Command {
  return new Command('import')
    .description('Load or update cars from a CSV file. Importing a file again changes nothing.')
    .argument('<file>', 'CSV in UTF-8 with a header; - reads standard input')
    .option(
      '--rejects <path>',
      'where rows go that cannot be used (default: FILE.rejects.csv beside the file)',
    )
    .addHelpText('after', help)
    .action(async (file: string, options: { rejects?: string }) => {
      const rejectsPath = options.rejects ?? rejectsBeside(file);
      const source = await openSource(file, rejectsPath);
      const { stopping } = context();
      await withServers(
        context(),
        ({ databaseUrl }) => run({ databaseUrl, source, rejectsPath, stopping }),
        lastBatchMs,
      );
    });
}

const list = (required: boolean): string =>
  columnNames
    .filter((column) => isRequired(column) === required)
    .join(', ')
    .replace(/(.{90}\w*,) /g, '$1\n            ');

const help = `
Examples:
  forecourt import cars.csv
  forecourt import cars.csv --rejects /tmp/rejects.csv
  zcat cars.csv.gz | forecourt import -

Columns, in any order:
  needed    ${list(true)}
  optional  ${list(false)}
Others are ignored. Values in features and images are separated by |. date_added is an ISO date; without it, a new car is
added as of now. An empty color or body_type becomes "Unknown".

A car is known by its source_ref: a new one is added, a known one gets the file's values, and what the file has no column for
stays. Where a source_ref stands twice in the file, the later row wins. A car's status is never changed: a sold car stays sold.
Names are found in any case: "white" is the "White" that is there. Others are added, and told at the end: look there for typos.

Rows that cannot be used go to the rejects file, with line and reason in front: mend them there, and import that file.
Rows are committed by the thousand: after Ctrl-C or a failure, import again.

Exit codes: 0 all rows taken, 1 failed or stopped, 2 called wrongly, 3 some rows rejected.`;

interface Source {
  readonly input: () => Readable;
  /** Null: not known. */
  readonly bytes: number | null;
}

/** Looks at the file before any server is started. */
async function openSource(file: string, rejectsPath: string): Promise<Source> {
  if (file === '-') return { input: () => process.stdin, bytes: null };
  try {
    const { size, dev, ino } = await stat(file);
    // No rejects file yet is the usual case.
    const rejects = await stat(rejectsPath).catch(() => null);
    if (rejects?.dev === dev && rejects.ino === ino)
      throw new InvalidArgumentError('--rejects names the file that is imported');
    return { input: () => createReadStream(file), bytes: size };
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw error;
    throw new ImportError('IMPORT_FILE_UNREADABLE', messageOf(error), { cause: error });
  }
}

interface Run {
  readonly databaseUrl: string;
  readonly source: Source;
  readonly rejectsPath: string;
  readonly stopping: AbortSignal;
}

async function run({ databaseUrl, source, rejectsPath, stopping }: Run): Promise<void> {
  const started = performance.now();
  const output: { progress: Progress | null; rejects: RejectsFile | null } = {
    progress: null,
    rejects: null,
  };
  process.exitCode = exitCodes.failed; // until it is known better: an error after Ctrl-C is not printed
  const report = await importCars({
    databaseUrl,
    input: source.input(),
    signal: stopping,
    onHeader: (header) => {
      if (header.ignored.length > 0) process.stdout.write(`ignored columns: ${header.ignored.join(', ')}\n`);
      output.rejects = new RejectsFile(rejectsPath, header);
      output.progress = startProgress('importing', source.bytes === null ? 'rows' : 'kB');
    },
    onReject: (reject) => output.rejects?.add(reject),
    onProgress: ({ rows, bytes }) => {
      if (source.bytes === null) output.progress?.update(rows, null);
      else output.progress?.update(kilobytes(bytes), kilobytes(source.bytes));
    },
  }).finally(async () => {
    output.progress?.stop();
    await output.rejects?.close();
  });
  if (report.newNames.length > 0) process.stdout.write(`new names: ${describeNewNames(report.newNames)}\n`);
  if (report.rejected > 0) process.stdout.write(`rejected rows, with reasons: ${rejectsPath}\n`);
  if (!report.complete)
    process.stdout.write('stopped before the end of the file: import it again for the rest\n');
  process.stdout.write(`${summaryOf(report, performance.now() - started)}\n`);
  process.exitCode = exitCodeOf(report);
}

/** `cars.csv` -> `cars.rejects.csv`; of standard input, in the current folder. */
function rejectsBeside(file: string): string {
  const { dir, name } = parse(file === '-' ? 'stdin' : file);
  return format({ dir, name: `${name}.rejects`, ext: '.csv' });
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 1_000);
}

function summaryOf(
  { read, added, changed, unchanged, rejected }: ImportReport,
  milliseconds: number,
): string {
  const n = (count: number): string => count.toLocaleString('en');
  const seconds = (milliseconds / 1_000).toFixed(1);
  const rows = `${n(read)} ${read === 1 ? 'row' : 'rows'}`;
  return `${rows}: ${n(added)} added, ${n(changed)} changed, ${n(unchanged)} unchanged, ${n(rejected)} rejected in ${seconds} s`;
}

function exitCodeOf({ complete, rejected }: ImportReport): number {
  if (!complete) return exitCodes.failed;
  return rejected > 0 ? exitCodes.rejected : exitCodes.done;
}
