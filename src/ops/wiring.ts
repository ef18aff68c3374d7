import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { FastifyInstance } from 'fastify';
import { carId } from '../catalog/car.js';
import type { Settings } from '../config/settings.js';
import { buildApp } from '../http/app.js';
import { positionZero } from '../catalog/position.js';
import { createMetrics } from '../http/metrics.js';
import type { Valkey } from '../index/client.js';
import { connectValkey, whenConnected } from '../index/client.js';
import { IndexError } from '../index/errors.js';
import { FeedReader } from '../index/feed-reader.js';
import { IndexStore } from '../index/index-store.js';
import { Keys } from '../index/keys.js';
import { ValkeyListing } from '../index/valkey-listing.js';
import { Breaker } from '../listing/breaker.js';
import { Cars } from '../listing/cars.js';
import { Listings } from '../listing/listings.js';
import type { NearReport } from '../listing/near-copy.js';
import { NearCopy } from '../listing/near-copy.js';
import { NearListing } from '../listing/near-listing.js';
import type { CarSource } from '../listing/ports.js';
import { readReadiness } from '../listing/readiness.js';
import { newestFirst } from '../listing/recommended.js';
import { SlugBook } from '../listing/slug-book.js';
import { Slugs } from '../listing/slugs.js';
import { readCars } from '../source/cars.js';
import type { Database } from '../source/database.js';
import { asSourceError, openDatabase } from '../source/database.js';
import { readLogPosition } from '../source/log-position.js';
import { readSlugTokens } from '../source/names.js';
import { SqlListing } from '../source/sql-listing.js';
import { follow } from '../sync/follower.js';
import { followerLog } from './follower-log.js';

/** Where the servers are. */
export interface ServerUrls {
  readonly databaseUrl: string;
  readonly valkeyUrl: string;
}

/** A command of a listing that takes longer is given up, and Postgres asked instead. */
const commandTimeoutMs = 500;
const statementTimeoutMs = 10_000;
/** How long a stalled Valkey is left alone. */
const restMs = 1_000;
/** How often a damaged index is asked to be filled anew. */
const rebuildIntervalMs = 30_000;

/** The HTTP API with all that stands behind it. */
export interface Site {
  readonly app: FastifyInstance;
  readonly store: IndexStore;
  /** Whether listings are answered from this process' memory. */
  isWarm(): boolean;
  close(): Promise<void>;
}

export async function buildSite(urls: ServerUrls, settings: Settings, log: Logger): Promise<Site> {
  const database = openDatabase(urls.databaseUrl, {
    connections: settings.databaseConnections,
    statementTimeoutMs,
  });
  const valkey = connectValkey(urls.valkeyUrl, { commandTimeoutMs });
  const keys = new Keys(settings.prefix);
  const store = new IndexStore(valkey, keys);
  const source = carSource(database);
  const metrics = createMetrics();
  const breaker = new Breaker(
    restMs,
    (error) => error instanceof IndexError && error.code === 'INDEX_UNREACHABLE',
  );
  const book = new SlugBook(store, source);
  let askedAt = -Infinity;
  const onFallback = (error: unknown): void => {
    metrics.fellBack(error);
    const damaged = error instanceof IndexError && error.code === 'INDEX_INCONSISTENT';
    if (!damaged || performance.now() - askedAt < rebuildIntervalMs) return;
    askedAt = performance.now();
    log.error({ code: error.code }, error.message);
    // If Valkey can't be told, the next damaged page tells again.
    store.requestRebuild().catch(() => undefined);
  };
  const near = settings.near === 'on' ? startNear(urls.valkeyUrl, store, keys, settings, log) : null;
  const listings = new Listings({
    near: near?.listing ?? null,
    index: new ValkeyListing(valkey, keys, { ttlSeconds: settings.viewSeconds, maxCars: settings.viewCars }),
    sql: new SqlListing(database),
    slugs: book,
    recommender: newestFirst,
    breaker,
    indexPosition: async () => {
      const state = await store.state();
      return state?.tornUntil === null ? state.position : null;
    },
    onFallback,
  });
  const app = await buildApp({
    listings,
    cars: new Cars({ store, source, breaker, onFallback }),
    slugs: new Slugs({ store, book, breaker, onFallback }),
    readReadiness: () => readReadiness(store, source),
    metrics,
    log,
    publicUrl: settings.publicUrl,
  });
  return {
    app,
    store,
    isWarm: () => near?.listing.holds(positionZero) ?? false,
    close: async () => {
      await app.close();
      await near?.stop();
      await database.end();
      valkey.disconnect();
    },
  };
}

/** The near index and what keeps it current, until `stop`. */
function startNear(
  valkeyUrl: string,
  store: IndexStore,
  keys: Keys,
  settings: Settings,
  log: Logger,
): { readonly listing: NearListing; readonly copy: NearCopy; stop(): Promise<void> } {
  const valkey = connectFollower(valkeyUrl);
  const copy = new NearCopy({
    store,
    reader: new FeedReader(valkey, keys),
    cardBytes: settings.nearCardBytes,
    report: nearLog(log),
  });
  const stopping = new AbortController();
  const running = keepRunning(copy, stopping.signal, log);
  return {
    listing: new NearListing(copy, store),
    copy,
    stop: async () => {
      stopping.abort();
      valkey.disconnect();
      await running;
    },
  };
}

const nearRetryMs = 200;

async function keepRunning(copy: NearCopy, signal: AbortSignal, log: Logger): Promise<void> {
  const stopped = (): boolean => signal.aborted;
  while (!stopped()) {
    try {
      await copy.run(signal);
    } catch (error) {
      if (stopped()) return;
      // Listings come from Valkey or Postgres meanwhile, whose trouble is told there.
      log.debug({ err: error }, 'the near index lost its feed');
      await sleep(nearRetryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

function nearLog(log: Logger): NearReport {
  return {
    filled: (cars, bytes, milliseconds) => {
      log.info({ cars, bytes, ms: Math.round(milliseconds) }, `near index filled: ${cars} cars`);
    },
    gap: (why) => {
      log.warn(`near index is filled anew: ${why}`);
    },
  };
}

function carSource(database: Database): CarSource {
  const guarded = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw asSourceError(error);
    }
  };
  return {
    read: (id) => guarded(async () => (await readCars(database, [carId(id)]))[0] ?? null),
    slugTokens: () => guarded(() => readSlugTokens(database)),
    position: () => guarded(() => readLogPosition(database)),
  };
}

/** Follows until `signal`. */
export async function runFollower(
  urls: ServerUrls,
  settings: Settings,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const valkey = connectFollower(urls.valkeyUrl);
  try {
    await follow(
      {
        databaseUrl: urls.databaseUrl,
        names: { slot: settings.slot, publication: settings.publication },
        valkey,
        keys: new Keys(settings.prefix),
        maxStepCars: settings.stepCars,
        maxBatchChanges: settings.batchChanges,
        feedCars: settings.feedCars,
        report: followerLog(log),
      },
      signal,
    );
  } finally {
    valkey.disconnect();
  }
}

/** The follower waits for its commands: a fill or a large step may take seconds. But not for ever: the host may be gone. */
export function connectFollower(valkeyUrl: string, silenceLimitMs = 60_000): Valkey {
  return connectValkey(valkeyUrl, { commandTimeoutMs: null, silenceLimitMs });
}

/** Runs something on the index over a connection of its own. */
export async function withStore<T>(
  urls: ServerUrls,
  prefix: string,
  run: (store: IndexStore) => Promise<T>,
): Promise<T> {
  const valkey = connectFollower(urls.valkeyUrl);
  try {
    await whenConnected(valkey, 5_000);
    return await run(new IndexStore(valkey, new Keys(prefix)));
  } finally {
    valkey.disconnect();
  }
}
