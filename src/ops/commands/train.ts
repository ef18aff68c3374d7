import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Logger } from 'pino';
import { Keys } from '../../index/keys.js';
import type { Database } from '../../source/database.js';
import { openDatabase } from '../../source/database.js';
import { tryLease } from '../../source/lease.js';
import { modelAgeMs } from '../../source/model-store.js';
import { presentEvents } from '../../source/simulated-events.js';
import { codeOf } from '../../shared/errors.js';
import type { Context } from '../context.js';
import { OpsError } from '../errors.js';
import { keepTrying } from '../keep-trying.js';
import { newestReadableModel } from '../newest-model.js';
import { asOutsideError } from '../outside-error.js';
import { simulate, usualSimulation } from '../simulate.js';
import { Stopped, orSayStopped, orStopped, untilStopped } from '../stopping.js';
import type { TrainOnceOutcome } from '../train-once.js';
import { trainOnce } from '../train-once.js';
import { trainingLog } from '../training-log.js';
import { TroubleLog } from '../trouble-log.js';
import { prepareDatabase, withServers, withServerUrls } from '../with-servers.js';
import type { ServerUrls } from '../wiring.js';

const exitCodes = { published: 0, notPublished: 5 } as const;

const leaseLost = 'the connection broke that makes this trainer the only one';

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
      'Train the recommender on what buyers did, and publish each model that is good enough. One trains at a time, others stand by.',
    )
    .option('--once', 'train once, now, and end')
    .option('--choose', "look for the best plan first, however old the last one's is: some 20 fits")
    .option('--sample-buyers', 'simulate buyers first, if nobody has come yet')
    .addHelpText(
      'after',
      `
Examples:
  DATABASE_URL=postgres://… VALKEY_URL=redis://… forecourt train
  forecourt train --once
  FORECOURT_TRAIN_MINUTES=10 forecourt train

Trains every FORECOURT_TRAIN_MINUTES on the events of FORECOURT_TRAIN_DAYS, the first time when the newest model is as old, or none can be read. Real events are
learned from as soon as there are 2,000 opens by 100 buyers, until then simulated ones (\`forecourt simulate\`), never both. A model is not
published if it ranks what was kept back worse than popularity does, or more than a tenth worse than the model in use; the log says why.
Servers need no restart. Without --once it ends with 0 when stopped by Ctrl-C or SIGTERM, and never gives up by itself.

Exit codes of --once: 0 published, 1 failed, 2 called wrongly, 5 not published (standard output says why), 130 stopped: nothing was published.`,
    )
    .action(async (flags: TrainFlags) => {
      const { stopping } = context();
      if (flags.once === true) {
        const work = withServers(context(), (urls) => runOnce(context(), flags, urls), farewellMs);
        await orSayStopped(work, stopping, 'nothing was published');
      } else {
        await untilStopped(
          withServerUrls(context(), (urls) =>
            orStopped(trainForEver(context(), urls, flags), stopping, farewellMs),
          ),
        );
      }
    });
}

async function runOnce(context: Context, flags: TrainFlags, urls: ServerUrls): Promise<void> {
  const lease = await leaseOf(urls);
  if (lease === null) {
    process.stdout.write('not published: another trainer is at work; try again when it has ended\n');
    process.exitCode = exitCodes.notPublished;
    return;
  }
  try {
    const { version, reason } = await pass(context, urls, flags, lease.held);
    process.stdout.write(`${version === null ? 'not published' : `model ${version} published`}: ${reason}\n`);
    process.exitCode = version === null ? exitCodes.notPublished : exitCodes.published;
  } catch (error) {
    if (!(error instanceof Stopped) || context.stopping.aborted) throw error;
    process.stdout.write(`not published: ${leaseLost}\n`);
    process.exitCode = exitCodes.notPublished;
  } finally {
    await lease.release();
  }
}

/**
 * Trains when it is due, and rests. The lease is held for a turn and not for a rest: whoever trains by hand meanwhile is not in the way,
 * and what they publish counts. A model that was refused is known to its own trainer only: each of several tries its own.
 */
async function trainForEver(context: Context, urls: ServerUrls, flags: TrainFlags): Promise<void> {
  const { log, stopping } = context;
  const stopped = (): boolean => stopping.aborted;
  const trouble = new TroubleLog(log, 'nothing is trained: ');
  const onTrouble = (error: unknown, retryInMs: number): void => {
    trouble.troubled(error, { retryInMs });
  };
  await keepTrying(() => prepareDatabase(urls.databaseUrl), onTrouble, stopping);
  const restMs = context.settings.trainMinutes * 60_000;
  let triedAt = -Infinity;
  let standsBy = false;
  /** Answers how long to rest. */
  const turn = async (): Promise<number> => {
    const lease = await leaseOf(urls);
    if (lease === null) {
      if (!standsBy) log.info('another trainer is at work: standing by');
      standsBy = true;
      return standByMs;
    }
    standsBy = false;
    try {
      // Nobody else publishes from here on.
      const ageMs = Math.min(performance.now() - triedAt, await newestAgeMs(urls));
      if (ageMs < restMs) {
        log.info(`trained ${minutes(ageMs)} ago: resting for ${minutes(restMs - ageMs)}`);
        return restMs - ageMs;
      }
      if (!(await trainInTurn(context, urls, flags, lease.held, trouble))) return standByMs;
      triedAt = performance.now();
      return restMs;
    } finally {
      await lease.release();
    }
  };
  const turnAndRest = async (): Promise<void> => {
    await pause(await turn(), stopping);
  };
  while (!stopped()) await keepTrying(turnAndRest, onTrouble, stopping);
}

/**
 * Answers whether it came to an end, and not the lease to its. What fails, but for Postgres, would fail again at once: it is told, and tried
 * when the next is due.
 */
async function trainInTurn(
  context: Context,
  urls: ServerUrls,
  flags: TrainFlags,
  held: AbortSignal,
  trouble: TroubleLog,
): Promise<boolean> {
  const { log, stopping } = context;
  try {
    const { version, reason } = await pass(context, urls, flags, held);
    trouble.over('training goes on');
    log.info(version === null ? `no model published: ${reason}` : `model ${version} published: ${reason}`);
  } catch (error) {
    if (error instanceof Stopped) {
      if (!stopping.aborted) log.warn(`${leaseLost}: standing by`);
      return false;
    }
    if (codeOf(asOutsideError(error))?.startsWith('SOURCE_') === true) throw error;
    trouble.troubled(error);
  }
  return true;
}

function minutes(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 60_000)} min`;
}

/** @param held aborted when the lease is lost */
async function pass(
  context: Context,
  urls: ServerUrls,
  flags: TrainFlags,
  held: AbortSignal,
): Promise<TrainOnceOutcome> {
  const { settings, log, stopping } = context;
  return withDatabase(urls, async (database) => {
    const signal = AbortSignal.any([stopping, held]);
    if (flags.sampleBuyers === true) {
      const hasCars = await simulateIfEmpty(database, urls, log, signal);
      // A trainer that goes on waits for them.
      if (!hasCars && flags.once === true) throw new OpsError('OPS_NO_CARS');
    }
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
      return await trainOnce(parts, signal);
    } finally {
      stop();
    }
  });
}

/** For a first start: there is something to learn from before anybody has come. Answers whether there are cars to look at, if it had to. */
async function simulateIfEmpty(
  database: Database,
  { databaseUrl }: ServerUrls,
  log: Logger,
  signal: AbortSignal,
): Promise<boolean> {
  const { real, simulated } = await presentEvents(database);
  if (real || simulated) return true;
  const { cars, events } = await simulate({ database, databaseUrl, signal, ...usualSimulation });
  log.info(`simulated ${usualSimulation.buyers} buyers: ${events} events`);
  return cars > 0;
}

/** Of those that can be read: others are as good as none. */
async function newestAgeMs(urls: ServerUrls): Promise<number> {
  return withDatabase(urls, async (database) => {
    const { found } = await newestReadableModel(database);
    return found === null ? Infinity : ((await modelAgeMs(database, found.row.version)) ?? Infinity);
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
    lost.abort(new Stopped());
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
