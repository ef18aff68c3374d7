import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Logger } from 'pino';
import type { Settings } from '../../config/settings.js';
import type { IndexStore } from '../../index/index-store.js';
import { migrate } from '../../source/migrate.js';
import { countCars } from '../../source/cars.js';
import { openDatabase } from '../../source/database.js';
import { loadSampleCars } from '../../source/sample/load-sample-cars.js';
import type { Context } from '../context.js';
import { startFollowerProcess } from '../follower-process.js';
import { listen } from '../listen.js';
import { startProgress } from '../progress.js';
import { lockDataFolder } from '../servers/data-folder-lock.js';
import { startEmbedded } from '../servers/embedded.js';
import { announceServers, withdrawServers } from '../servers-in-use.js';
import { withoutNulls } from '../with-servers.js';
import { buildSite } from '../wiring.js';
import { aborted } from './serve.js';

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
      const { settings, log, stopping } = context();
      await start(settings, log, stopping);
    });
}

async function start(settings: Settings, log: Logger, stopping: AbortSignal): Promise<void> {
  const lock = await lockDataFolder(settings.dataFolder);
  const undo: (() => Promise<void>)[] = [() => lock.release()];
  try {
    const embedded = await startEmbedded({
      dataFolder: settings.dataFolder,
      ...withoutNulls(settings),
      log: (line) => {
        log.info(line);
      },
    });
    undo.push(() => embedded.stop());
    await migrate(embedded.databaseUrl);
    if (settings.databaseUrl === null) await loadSample(embedded.databaseUrl, settings, log);
    await announceServers(settings.dataFolder, embedded);
    undo.push(() => withdrawServers(settings.dataFolder));
    const follower = startFollowerProcess(embedded, log);
    undo.push(() => follower.stop());
    const site = await buildSite(embedded, settings, log);
    undo.push(() => site.close());
    const over = Promise.race([aborted(stopping).then(() => null), embedded.exited]);
    const ready = whole(site.store, stopping).then(async () => {
      if (!stopping.aborted) await listen(site, settings);
      return over;
    });
    const ended = await Promise.race([ready, over]);
    if (ended !== null) throw new Error(ended);
    log.info('stopping');
  } finally {
    for (const each of undo.reverse()) {
      await each().catch((error: unknown) => {
        log.warn({ err: error }, 'while stopping');
      });
    }
  }
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
