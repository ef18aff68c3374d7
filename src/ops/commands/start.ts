import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Logger } from 'pino';
import type { Settings } from '../../config/settings.js';
import type { IndexStore } from '../../index/index-store.js';
import { countCars } from '../../source/cars.js';
import { openDatabase } from '../../source/database.js';
import { loadSampleCars } from '../../source/sample/load-sample-cars.js';
import type { Context } from '../context.js';
import { startFollowerProcess } from '../follower-process.js';
import { withSecret } from '../lead-secret.js';
import { announceReady, listen } from '../listen.js';
import { startProgress } from '../progress.js';
import { raised } from '../raised.js';
import { lockDataFolder } from '../servers/data-folder-lock.js';
import { startEmbedded } from '../servers/embedded.js';
import { announceServers, withdrawServers } from '../servers-in-use.js';
import { aborted, endMade, orStopped, untilStopped } from '../stopping.js';
import { startTrainerProcess } from '../trainer-process.js';
import { prepareDatabase, withoutNulls } from '../with-servers.js';
import type { ServerUrls } from '../wiring.js';
import { buildSite, withStore } from '../wiring.js';

const sampleSeed = 20_261_124;

export function startCommand(context: () => Context): Command {
  return new Command('start')
    .description(
      'Everything on this machine: Postgres, Valkey, the follower and the HTTP server, until Ctrl-C.',
    )
    .addHelpText(
      'after',
      `
Examples:
  npm start
  PORT=8080 npm start
  DATABASE_URL=postgres://… npm start        your own Postgres, a private Valkey

Prints \`ready http://…\` when listings can be answered. The data stays in .forecourt for the next start.`,
    )
    .action(async () => {
      await untilStopped(start(context()));
    });
}

async function start({ settings, log, stopping }: Context): Promise<void> {
  const lock = await lockDataFolder(settings.dataFolder);
  const undo: (() => Promise<void>)[] = [() => lock.release()];
  try {
    const starting = startEmbedded({
      dataFolder: settings.dataFolder,
      ...withoutNulls(settings),
      log: (line) => {
        log.info(line);
      },
    });
    const embedded = await orStopped(starting, stopping);
    undo.push(() => embedded.stop());
    await orStopped(prepare(embedded, settings, log), stopping);
    await announceServers(settings.dataFolder, embedded);
    undo.push(() => withdrawServers(settings.dataFolder));
    const follower = startFollowerProcess(embedded, log);
    undo.push(() => follower.stop());
    const building = buildSite(embedded, await withSecret(settings), log);
    undo.push(() => endMade(building, (site) => site.close()));
    const site = await orStopped(building, stopping);
    const serving = async (): Promise<void> => {
      await Promise.race([whole(site.store, stopping), raised(follower.stuck)]);
      if (stopping.aborted) return;
      announceReady(await listen(site, settings));
      if (settings.train === 'on') undo.push(startTraining(embedded, settings, log));
      await aborted(stopping);
    };
    await Promise.race([serving(), raised(embedded.failed)]);
    log.info('stopping');
  } finally {
    for (const each of undo.reverse()) {
      await each().catch((error: unknown) => {
        log.warn({ err: error }, 'while stopping');
      });
    }
  }
}

/** Answers how to stop it. Nothing is made up in a database that was given. */
function startTraining(urls: ServerUrls, { databaseUrl }: Settings, log: Logger): () => Promise<void> {
  const trainer = startTrainerProcess(urls, databaseUrl === null ? ['--sample-buyers'] : [], log);
  return () => trainer.stop();
}

/** Servers that were given are tried: what is wrong with them is better said at once than waited for. */
async function prepare(urls: ServerUrls, settings: Settings, log: Logger): Promise<void> {
  await prepareDatabase(urls.databaseUrl);
  await withStore(urls, settings.prefix, (store) => store.state());
  if (settings.databaseUrl === null) await loadSample(urls.databaseUrl, settings, log);
}

/** A first start has something to show. */
async function loadSample(databaseUrl: string, { sampleCars }: Settings, log: Logger): Promise<void> {
  const database = openDatabase(databaseUrl, { connections: 1, statementTimeoutMs: 60_000 });
  try {
    if (sampleCars === 0 || (await countCars(database)) > 0) return;
  } finally {
    await database.end();
  }
  const progress = startProgress('loading sample cars', 'cars');
  try {
    await loadSampleCars({
      databaseUrl,
      count: sampleCars,
      seed: sampleSeed,
      now: new Date(),
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
  }
  log.info(`loaded ${sampleCars} sample cars`);
}

/** Listings could be answered from Postgres before, but the index is there in a moment. */
async function whole(store: IndexStore, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    // Valkey may still be connecting: the next look tells.
    const state = await store.state().catch(() => null);
    if (state !== null && state.tornUntil === null) return;
    await sleep(20);
  }
}
