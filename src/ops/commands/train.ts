import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Logger } from 'pino';
import { Keys } from '../../index/keys.js';
import type { Database } from '../../source/database.js';
import { openDatabase } from '../../source/database.js';
import { tryLease } from '../../source/lease.js';
import { newestModelTime } from '../../source/model-store.js';
import { presentEvents } from '../../source/simulated-events.js';
import { codeOf } from '../../shared/errors.js';
import type { Context } from '../context.js';
import { keepTrying } from '../keep-trying.js';
import { asOutsideError } from '../outside-error.js';
import { simulate, usualSimulation } from '../simulate.js';
import { Stopped, orStopped, untilStopped } from '../stopping.js';
import type { TrainOnceOutcome } from '../train-once.js';
import { trainOnce } from '../train-once.js';
import { trainingLog } from '../training-log.js';
import { TroubleLog } from '../trouble-log.js';
import { prepareDatabase, withServers, withServerUrls } from '../with-servers.js';
import type { ServerUrls } from '../wiring.js';

const exitCodes = { published: 0, failed: 1, notPublished: 5 } as const;

/** No name of a slot, which are of one word. */
const leaseName = 'the trainer';
/** How often a stand-by asks whether it is its turn. */
const standByMs = 5_000;
/** Reading events of two months may take a while. */
const statementTimeoutMs = 600_000;
/** How long what is under way gets to end, when the process is to stop. */
const farewellMs = 1_000;

interface TrainFlags {
  readonly once?: true;
  readonly choose?: true;
  readonly sampleBuyers?: true;
}

export function trainCommand(context: () => Context): Command {
  return new Command('train')
    .description(
      'Train the recommender on what buyers did, and publish each model that is good enough. One trains, others stand by.',
    )
    .option('--once', 'train once, now, and end')
    .option('--choose', "look for the best plan first, however old the last one's is: some 20 fits")
    .option('--sample-buyers', 'simulate buyers first, if there are no events at all')
    .addHelpText(
      'after',
      `
Examples:
  DATABASE_URL=postgres://… VALKEY_URL=redis://… forecourt train
  forecourt train --once
  FORECOURT_TRAIN_MINUTES=10 forecourt train

Trains every FORECOURT_TRAIN_MINUTES on the events of FORECOURT_TRAIN_DAYS, first at once. Real events are learned from as soon as there
are 2,000 opens by 100 buyers, until then simulated ones (\`forecourt simulate\`), never both. A model is not published if it ranks what
was kept back worse than popularity does, or more than a tenth worse than the model in use; the log says why.
Servers need no restart. Without --once it ends with 0 when stopped by Ctrl-C or SIGTERM, and never gives up by itself.

Exit codes of --once: 0 published, 1 failed, 5 not published (standard output says why).`,
    )
    .action(async (flags: TrainFlags) => {
      if (flags.once === true) await runOnce(context(), flags);
      else {
        const { stopping } = context();
        await untilStopped(
          withServerUrls(context(), (urls) =>
            orStopped(trainForEver(context(), urls, flags), stopping, farewellMs),
          ),
        );
      }
    });
}

async function runOnce(context: Context, flags: TrainFlags): Promise<void> {
  process.exitCode = exitCodes.failed; // until it is known better: an error after Ctrl-C is not printed
  await withServers(context, async (urls) => {
    const lease = await leaseOf(urls);
    if (lease === null) {
      process.stdout.write('not published: another trainer is at work\n');
      process.exitCode = exitCodes.notPublished;
      return;
    }
    try {
      const { version, reason } = await pass(context, urls, flags, lease.held);
      process.stdout.write(
        `${version === null ? 'not published' : `model ${version} published`}: ${reason}\n`,
      );
      process.exitCode = version === null ? exitCodes.notPublished : exitCodes.published;
    } finally {
      await lease.release();
    }
  });
}

/** Waits for its turn, trains until the lease is lost, and again. */
async function trainForEver(context: Context, urls: ServerUrls, flags: TrainFlags): Promise<void> {
  const { log, stopping } = context;
  const stopped = (): boolean => stopping.aborted;
  const trouble = new TroubleLog(log, 'nothing is trained: ');
  const onTrouble = (error: unknown, retryInMs: number): void => {
    trouble.troubled(error, { retryInMs });
  };
  await keepTrying(() => prepareDatabase(urls.databaseUrl), onTrouble, stopping);
  let hasStoodBy = false;
  const turn = async (): Promise<void> => {
    const lease = await leaseOf(urls);
    if (lease === null) {
      if (!hasStoodBy) log.info('another trainer is at work: standing by');
      hasStoodBy = true;
      await pause(standByMs, stopping);
      return;
    }
    try {
      // Who takes over does not do again what another one has just done.
      if (hasStoodBy) await pause(await untilDueMs(context, urls), AbortSignal.any([stopping, lease.held]));
      hasStoodBy = true;
      await trainInTurn(context, urls, flags, lease.held, trouble);
    } finally {
      await lease.release();
    }
  };
  while (!stopped()) await keepTrying(turn, onTrouble, stopping);
}

/** Until the lease is lost, or Postgres. Whatever else fails would fail again at once: it is told, and tried when the next is due. */
async function trainInTurn(
  context: Context,
  urls: ServerUrls,
  flags: TrainFlags,
  held: AbortSignal,
  trouble: TroubleLog,
): Promise<void> {
  const { settings, log, stopping } = context;
  const over = AbortSignal.any([stopping, held]);
  const isOver = (): boolean => over.aborted;
  while (!isOver()) {
    try {
      const { version, reason } = await pass(context, urls, flags, held);
      trouble.over('training goes on');
      log.info(version === null ? `no model published: ${reason}` : `model ${version} published: ${reason}`);
    } catch (error) {
      if (error instanceof Stopped) break;
      if (codeOf(asOutsideError(error))?.startsWith('SOURCE_') === true) throw error;
      trouble.troubled(error);
    }
    await pause(settings.trainMinutes * 60_000, over);
  }
  if (!stopping.aborted) log.warn('the connection broke that makes this trainer the only one: standing by');
}

/** @param held aborted when the lease is lost */
async function pass(
  { settings, log, stopping }: Context,
  urls: ServerUrls,
  flags: TrainFlags,
  held: AbortSignal,
): Promise<TrainOnceOutcome> {
  return withDatabase(urls, async (database) => {
    if (flags.sampleBuyers === true) await simulateIfEmpty(database, urls, log);
    const { onNews, stop } = trainingLog(log);
    const parts = {
      database,
      valkeyUrl: urls.valkeyUrl,
      keys: new Keys(settings.prefix),
      days: settings.trainDays,
      chooses: flags.choose === true,
      log,
      onNews,
    };
    try {
      return await trainOnce(parts, AbortSignal.any([stopping, held]));
    } finally {
      stop();
    }
  });
}

/** For a first start: there is something to learn from before anybody has come. */
async function simulateIfEmpty(database: Database, urls: ServerUrls, log: Logger): Promise<void> {
  const { real, simulated } = await presentEvents(database);
  if (real || simulated) return;
  const { stored } = await simulate({ database, databaseUrl: urls.databaseUrl, ...usualSimulation });
  log.info(`simulated ${usualSimulation.buyers} buyers: ${stored} events`);
}

async function untilDueMs({ settings }: Context, urls: ServerUrls): Promise<number> {
  return withDatabase(urls, async (database) => {
    const publishedAtMs = await newestModelTime(database);
    return publishedAtMs === null ? 0 : publishedAtMs + settings.trainMinutes * 60_000 - Date.now();
  });
}

/** Null while another trainer has it. `held` is aborted when it is lost. */
async function leaseOf({
  databaseUrl,
}: ServerUrls): Promise<{ readonly held: AbortSignal; release(): Promise<void> } | null> {
  const lease = await tryLease(databaseUrl, leaseName, { applicationName: 'forecourt train' });
  if (lease === null) return null;
  const lost = new AbortController();
  void lease.lost.then(() => {
    lost.abort();
  });
  return { held: lost.signal, release: () => lease.release() };
}

async function withDatabase<T>(
  { databaseUrl }: ServerUrls,
  run: (database: Database) => Promise<T>,
): Promise<T> {
  const database = openDatabase(databaseUrl, { connections: 2, statementTimeoutMs });
  try {
    return await run(database);
  } finally {
    await database.end();
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  // An aborted pause is over: the loop looks at the signal itself.
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
