import { Command, InvalidArgumentError } from 'commander';
import { codeOf } from '../../shared/errors.js';
import type { Context } from '../context.js';
import { keepTrying } from '../keep-trying.js';
import { withSecret } from '../lead-secret.js';
import { announceReady, listen } from '../listen.js';
import { asOutsideError } from '../outside-error.js';
import { aborted, endMade, orStopped, untilStopped } from '../stopping.js';
import { TroubleLog } from '../trouble-log.js';
import { prepareDatabase, withServerUrls } from '../with-servers.js';
import type { ServerUrls } from '../wiring.js';
import { buildSite, withStore } from '../wiring.js';
import { answerWithAllFigures } from '../worker-figures.js';
import { isWorker, runWorkers, tellReady } from '../workers.js';

export function serveCommand(context: () => Context): Command {
  return new Command('serve')
    .description('Answer listings over HTTP. Any number of these can run.')
    .option(
      '--workers <number>',
      'processes that share the port, each with its own copy of the index',
      workerCount,
      1,
    )
    .addHelpText(
      'after',
      `
Examples:
  DATABASE_URL=postgres://… VALKEY_URL=redis://… forecourt serve
  PORT=8080 forecourt serve
  forecourt serve --workers 4          one for each core that is to answer

Needs a \`forecourt follow\` somewhere; without one, listings come from Postgres, after FORECOURT_STALE_SECONDS at most
if there is an index from before.
Ends with 0 when stopped by Ctrl-C or SIGTERM.`,
    )
    .action(async ({ workers }: { workers: number }) => {
      const share = workers > 1 && !isWorker();
      await untilStopped(share ? shareThePort(workers, context()) : serve(context()));
    });
}

const mostWorkers = 256;

function workerCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= mostWorkers) return count;
  throw new InvalidArgumentError(`It takes a whole number from 1 to ${mostWorkers}.`);
}

/** Each worker runs this same command; their figures come together here. */
async function shareThePort(count: number, context: Context): Promise<void> {
  const { settings, log, stopping } = context;
  const onMessage = answerWithAllFigures((message) => {
    log.warn(message);
  });
  await withServerUrls(context, async ({ databaseUrl, valkeyUrl }) => {
    const { secret } = await withSecret(settings);
    const environment = {
      DATABASE_URL: databaseUrl,
      VALKEY_URL: valkeyUrl,
      ...(secret === null ? {} : { FORECOURT_SECRET: secret }),
    };
    return runWorkers({ count, environment, log, stopping, onReady: announceReady, onMessage });
  });
}

async function serve(context: Context): Promise<void> {
  const { settings, log, stopping } = context;
  await withServerUrls(context, async (urls) => {
    await orStopped(preparedOrAway(urls, context), stopping);
    void tellIfAway(urls, context);
    const building = buildSite(urls, await withSecret(settings), log);
    try {
      const site = await orStopped(building, stopping);
      const address = await listen(site, settings);
      if (isWorker()) tellReady(address);
      else announceReady(address);
      await aborted(stopping);
    } finally {
      await endMade(building, (site) => site.close());
    }
  });
}

/** A database that is away now is brought up to date when it is back: until then, the index answers. */
async function preparedOrAway({ databaseUrl }: ServerUrls, { log, stopping }: Context): Promise<void> {
  const trouble = new TroubleLog(log);
  const prepare = (): Promise<void> => prepareDatabase(databaseUrl);
  try {
    await prepare();
  } catch (error) {
    if (codeOf(asOutsideError(error)) !== 'SOURCE_UNREACHABLE') throw error;
    const onTrouble = (again: unknown): void => {
      trouble.troubled(again);
    };
    onTrouble(error);
    void keepTrying(prepare, onTrouble, stopping).then(() => {
      if (!stopping.aborted) trouble.over('Postgres answers');
    });
  }
}

/** Says that Valkey is away, before the first visitor finds out. */
async function tellIfAway(urls: ServerUrls, { settings, log }: Context): Promise<void> {
  try {
    await withStore(urls, settings.prefix, () => Promise.resolve());
  } catch (error) {
    new TroubleLog(log).troubled(error);
  }
}
