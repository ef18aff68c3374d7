import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import type { Position } from '../../src/catalog/position.js';
import { positionToString } from '../../src/catalog/position.js';
import type { Settings } from '../../src/config/settings.js';
import { readSettings } from '../../src/config/settings.js';
import { IndexStore } from '../../src/index/index-store.js';
import type { Valkey } from '../../src/index/client.js';
import { Keys } from '../../src/index/keys.js';
import { connectFollower } from '../../src/ops/wiring.js';
import { buildSite, runFollower } from '../../src/ops/wiring.js';
import type { ServerUrls, Site } from '../../src/ops/wiring.js';
import type { ModelShelf } from '../../src/recommend/model-shelf.js';
import type { Database } from '../../src/source/database.js';
import { openDatabase } from '../../src/source/database.js';
import { must } from '../../src/shared/assert.js';
import { readLogPosition } from '../../src/source/log-position.js';
import { SqlListing } from '../../src/source/sql-listing.js';

/** A whole Forecourt on a database and a key prefix of its own. */
export interface Platform {
  readonly urls: ServerUrls;
  readonly settings: Settings;
  readonly app: FastifyInstance;
  readonly shelf: ModelShelf;
  readonly database: Database;
  /** The oracle. */
  readonly sql: SqlListing;
  readonly store: IndexStore;
  readonly valkey: Valkey;
  readonly keys: Keys;
  /** What the server and its follower have logged so far, at level info and above. */
  readonly logged: readonly LogLine[];
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  /** Where the log ends now: pass it as min_position. */
  logPosition(): Promise<string>;
  /** The cookie of somebody who has been shown this position. */
  seenCookie(position: string): string;
  /** Waits until the index holds everything that is committed. */
  caughtUp(): Promise<void>;
  /** Waits until this server's near index answers. */
  warm(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface LogLine {
  /** 30: info, 40: warn, 50: error. */
  readonly level: number;
  readonly msg: string;
  readonly code?: string;
}

export interface PlatformOptions {
  readonly databaseUrl: string;
  readonly valkey: { readonly url: string; readonly prefix: string };
  /** Whether the server holds a near index, and is warm at the start. Most tests are about the Valkey index: off. */
  readonly near?: boolean;
  /** Whether a follower runs in this process. */
  readonly follower?: 'here' | 'none';
  readonly environment?: Record<string, string>;
}

export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const urls: ServerUrls = { databaseUrl: options.databaseUrl, valkeyUrl: options.valkey.url };
  const settings = testSettings(options);
  const logged: LogLine[] = [];
  const log = pino(
    { level: process.env.TEST_LOG ?? 'info' },
    {
      write: (text) => {
        logged.push(JSON.parse(text) as LogLine);
        if (process.env.TEST_LOG !== undefined) process.stderr.write(text);
      },
    },
  );
  const stop = new AbortController();
  const following =
    options.follower === 'none' ? Promise.resolve() : runFollower(urls, settings, log, stop.signal);
  const site: Site = await buildSite(urls, settings, log);
  const database = openDatabase(urls.databaseUrl, { connections: 4, statementTimeoutMs: 60_000 });
  const valkey = connectFollower(urls.valkeyUrl);
  await once(valkey, 'ready');
  const keys = new Keys(settings.prefix);
  const store = new IndexStore(valkey, keys);
  const logPosition = async (): Promise<Position> => readLogPosition(database);
  const platform: Platform = {
    urls,
    settings,
    app: site.app,
    shelf: site.shelf,
    logged,
    database,
    sql: new SqlListing(database),
    store,
    valkey,
    keys,
    get: (url, headers = {}) =>
      site.app.inject({ method: 'GET', url, headers: { host: 'localhost', ...headers } }),
    logPosition: async () => positionToString(await logPosition()),
    seenCookie: (position) => `forecourt_position=${must(site.app.positionSeal.seal(position), 'a seal')}`,
    caughtUp: async () => {
      const position = await logPosition();
      await until(async () => {
        const state = await store.state();
        return state !== null && state.tornUntil === null && state.position >= position;
      });
    },
    warm: () => until(() => Promise.resolve(site.isWarm())),
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await following;
      await site.close();
      await database.end();
      valkey.disconnect();
    },
  };
  if (options.follower !== 'none') {
    await platform.caughtUp();
    if (options.near === true) await platform.warm();
  }
  return platform;
}

export function testSettings(options: PlatformOptions): Settings {
  const read = readSettings(platformEnvironment(options));
  if (!read.ok) throw new Error(read.problem.join(' '));
  return read.value;
}

function platformEnvironment({
  valkey: { prefix },
  near = false,
  environment = {},
}: PlatformOptions): Record<string, string> {
  const slot = `test_${prefix.replace(/\W/g, '')}`.toLowerCase();
  const switches = { FORECOURT_NEAR: near ? 'on' : 'off', FORECOURT_TRAIN: 'off' };
  return { FORECOURT_PREFIX: prefix, FORECOURT_SLOT: slot, ...switches, ...environment };
}

/** What a command run as a process of its own needs to work on the same platform. */
export function environmentOf(options: PlatformOptions): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...platformEnvironment(options),
    DATABASE_URL: options.databaseUrl,
    VALKEY_URL: options.valkey.url,
  };
}

/** `forecourt follow` as a process of its own, to be killed. */
export function spawnFollower(options: PlatformOptions): ChildProcess {
  return spawn(process.execPath, ['dist/ops/main.js', 'follow'], {
    env: environmentOf(options),
    stdio: ['ignore', 'ignore', process.env.TEST_LOG === undefined ? 'ignore' : 'inherit'],
  });
}

/** Waits for something to become true; the test's own time limit is the only one. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(2);
}
