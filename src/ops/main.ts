import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { Logger } from 'pino';
import { codeOf, messageOf } from '../shared/errors.js';
import type { Settings } from '../config/settings.js';
import { readSettings } from '../config/settings.js';
import { auditCommand } from './commands/audit.js';
import { envCommand } from './commands/env.js';
import { evaluateCommand } from './commands/evaluate.js';
import { explainCommand } from './commands/explain.js';
import { followCommand } from './commands/follow.js';
import { importCommand } from './commands/import.js';
import { migrateCommand } from './commands/migrate.js';
import { rebuildCommand } from './commands/rebuild.js';
import { serveCommand } from './commands/serve.js';
import { simulateCommand } from './commands/simulate.js';
import { startCommand } from './commands/start.js';
import { trainCommand } from './commands/train.js';
import type { Context } from './context.js';
import { createLog } from './log.js';
import { asOutsideError } from './outside-error.js';
import { Stopped } from './stopping.js';

/** Exit codes that every command shares: 0 done, 1 failed, 2 called wrongly. Others are in the command's help. */
const exitCodes = { failed: 1, usage: 2 } as const;

async function main(): Promise<void> {
  const stop = new AbortController();
  stopOnSignals(stop);
  stopUnheard(stop);
  let settings: Settings | null = null;
  let log: Logger | null = null;
  const context = (): Context => {
    settings ??= settingsOrExit();
    log ??= createLog(settings.logLevel);
    return { settings, log, stopping: stop.signal };
  };
  try {
    await program(context, stop.signal).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
      // Ours: commander prints its own before it throws.
      if (error instanceof InvalidArgumentError) process.stderr.write(`error: ${error.message}\n`);
    } else {
      process.exitCode = exitCodes.failed;
      if (!stop.signal.aborted) printError(error);
    }
  }
  // What was left where it was may wait for something that never comes, and hold the process.
  if (stop.signal.aborted || process.exitCode === exitCodes.failed) process.exit();
}

/** One line; of a bug of ours the stack, too. */
function printError(error: unknown): void {
  const known = asOutsideError(error);
  const code = codeOf(known);
  process.stderr.write(`error: ${code === null ? '' : `${code}: `}${messageOf(known)}\n`);
  if (code === null && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
}

function program(context: () => Context, stopping: AbortSignal): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const all = new Command('forecourt')
    .description('A pre-owned car platform whose pages never wait for the database.')
    .version(version)
    .addHelpText(
      'after',
      '\nSettings are environment variables: see docs/config.md.\nExit codes: 0 done, 1 failed, 2 called wrongly.',
    );
  const commands = [
    startCommand(context),
    serveCommand(context),
    followCommand(context),
    importCommand(context),
    auditCommand(context),
    rebuildCommand(context),
    explainCommand(context),
    trainCommand(context),
    simulateCommand(context),
    evaluateCommand(stopping),
    migrateCommand(context),
    envCommand(context),
  ];
  for (const command of commands) all.addCommand(command.exitOverride());
  return all.exitOverride();
}

function settingsOrExit(): Settings {
  const read = readSettings(process.env);
  if (read.ok) return read.value;
  for (const problem of read.problem) process.stderr.write(`error: ${problem}\n`);
  throw new CommanderError(exitCodes.usage, 'forecourt.settings', 'settings');
}

/** One Ctrl-C comes twice where npm hands it on as well, some milliseconds later; an impatient person takes longer. */
const sameSignalMs = 500;

/** The first signal stops in order; a second one at once. A child whose parent is gone stops too. */
function stopOnSignals(stop: AbortController): void {
  let first: number | null = null;
  const onSignal = (): void => {
    first ??= performance.now();
    if (performance.now() - first > sameSignalMs) process.exit(exitCodes.failed);
    stop.abort(new Stopped());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('disconnect', () => {
    stop.abort(new Stopped());
  });
  // It was gone before this was listened to.
  if ((process.connected as boolean | undefined) === false) stop.abort(new Stopped());
  process.channel?.unref(); // the listener alone would keep a child alive that has nothing left to do
}

/** Where nobody reads on (`| head`), there is nobody to go on for: it stops in order, and says no more. */
function stopUnheard(stop: AbortController): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      stop.abort(new Stopped());
    });
}

await main();
