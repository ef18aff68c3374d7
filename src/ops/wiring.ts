import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { FastifyInstance } from 'fastify';
import { carId } from '../catalog/car.js';
import type { Settings } from '../config/settings.js';
import { buildApp } from '../http/app.js';
import type { Position } from '../catalog/position.js';
import { positionZero } from '../catalog/position.js';
import { createMetrics } from '../http/metrics.js';
import type { Valkey } from '../index/client.js';
import { connectValkey, whenConnected } from '../index/client.js';
import { IndexError } from '../index/errors.js';
import { EventStream } from '../index/event-stream.js';
import { FeedReader } from '../index/feed-reader.js';
import { IndexStore } from '../index/index-store.js';
import { Keys } from '../index/keys.js';
import { ValkeyListing } from '../index/valkey-listing.js';
import { Breaker } from '../listing/breaker.js';
import { Cars } from '../listing/cars.js';
import { Horizon } from '../listing/horizon.js';
import { IndexGate } from '../listing/index-gate.js';
import { IndexWatch } from '../listing/index-watch.js';
import { InterestBook } from '../listing/interest.js';
import { ListedCards } from '../listing/listed-cards.js';
import { Listings } from '../listing/listings.js';
import { Loosenings } from '../listing/loosenings.js';
import type { NearReport } from '../listing/near-copy.js';
import { NearCopy } from '../listing/near-copy.js';
import { NearListing } from '../listing/near-listing.js';
import { PriceStandings } from '../listing/price-standing.js';
import { Ranker } from '../listing/ranker.js';
import { ModelShelf } from '../recommend/model-shelf.js';
import type { CarModel } from '../recommend/published-model.js';
import type { CarSource } from '../listing/ports.js';
import { readReadiness } from '../listing/readiness.js';
import { SimilarCars } from '../listing/similar.js';
import { SlugBook } from '../listing/slug-book.js';
import { Slugs } from '../listing/slugs.js';
import { readCars } from '../source/cars.js';
import type { Database } from '../source/database.js';
import { openDatabase, withSourceErrors } from '../source/database.js';
import { readLogPosition } from '../source/log-position.js';
import { readSlugTokens } from '../source/names.js';
import { readOrigin } from '../source/snapshot.js';
import { SqlListing } from '../source/sql-listing.js';
import type { FollowerReport } from '../sync/follower.js';
import { follow } from '../sync/follower.js';
import { figuresOfAll } from './worker-figures.js';
import { isWorker } from './workers.js';
import { storeEvents } from './event-storing.js';
import { followerLog } from './follower-log.js';
import { fallbackLog, watchLog } from './index-log.js';
import { PositionSeal } from '../visit/position-seal.js';
import { loadAssets } from '../web/assets.js';
import { PageSender } from '../web/page-sender.js';
import { pageRoutes } from '../web/pages.js';
import { photoSizesBy } from '../web/photo-sizes.js';
import { errorPage } from '../web/problem-pages.js';
import { startInterestLoading } from './interest-loading.js';
import { leadDesk } from './lead-desk.js';
import { forgetLeads } from './lead-forgetting.js';
import { startModelLoading } from './model-loading.js';

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
/** How long a starting server waits for Valkey. */
const firstLookMs = 1_000;
/** How often a damaged index is asked to be filled anew. */
const rebuildIntervalMs = 30_000;

/** What browsers get beside pages: built beside the program, wherever this file runs from. */
const assetsFolder = fileURLToPath(new URL('../../dist/browser', import.meta.url));

/** The HTTP API and the pages, with all that stands behind them. */
export interface Site {
  readonly app: FastifyInstance;
  readonly store: IndexStore;
  /** The models that recommended orders are made by. */
  readonly shelf: ModelShelf;
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
  const metrics = createMetrics(isWorker() ? figuresOfAll : undefined);
  const breaker = new Breaker(
    restMs,
    (error) => error instanceof IndexError && error.code === 'INDEX_UNREACHABLE',
  );
  const book = new SlugBook(store, source);
  const horizon = new Horizon();
  const positionSeal = new PositionSeal(settings.secret);
  const watch = new IndexWatch({
    store,
    database: async () => {
      const identity = await readIdentity(database);
      positionSeal.useDatabase(identity.origin);
      return identity;
    },
    staleMs: settings.staleSeconds * 1_000,
    horizon,
    report: watchLog(log),
  });
  const gate = new IndexGate({ watch, breaker, report: fallbackLog(log, metrics, rebuildIfDamaged(store)) });
  const shelf = new ModelShelf();
  const ranker: Ranker = new Ranker(shelf, (version) => models.loadVersion(version));
  const near = settings.near === 'on' ? startNear(urls.valkeyUrl, store, keys, ranker, settings, log) : null;
  const used = (): CarModel | null => (near === null ? shelf.current : usedModel(ranker, near.copy));
  const models = startModelLoading({ database, valkey, keys, log, shelf, used });
  const sql = new SqlListing(database);
  const events = new EventStream(valkey, keys, settings.eventBatches);

  const listings = new Listings({
    near: near?.listing ?? null,
    index: new ValkeyListing(valkey, keys, { ttlSeconds: settings.viewSeconds, maxCars: settings.viewCars }),
    sql,
    slugs: book,
    ranker,
    gate,
    horizon,
    indexPosition: async () => {
      const state = await store.state();
      return state?.tornUntil === null ? state.position : null;
    },
  });
  const loosenings = new Loosenings({ near: near?.listing ?? null, sql, slugs: book, gate, horizon });
  const slugs = new Slugs({ store, book, gate });
  const assets = loadAssets(assetsFolder);
  const sender = new PageSender(assets, photoSizesBy(settings.photoUrl), settings.publicUrl);
  const leads = leadDesk(database, settings, log);
  const leadLimits = { perAddress: settings.leadsPerAddress, perBuyer: settings.leadsPerAddress };
  const cars = new Cars({ store, source, gate, horizon });
  const similar = new SimilarCars({ near: near?.listing ?? null, ranker, sql, source, gate, horizon });
  const interest = new InterestBook();
  const stopInterest = startInterestLoading({ database, book: interest, log });
  const app = await buildApp({
    listings,
    loosenings,
    cars,
    similar,
    slugs,
    events,
    readEventStanding: () => events.standing(),
    eventLimits: { perAddress: settings.eventsPerAddress, perBuyer: settings.eventsPerBuyer },
    leads,
    leadLimits,
    readReadiness: () => readReadiness({ store, source, watch }),
    metrics,
    readModel: () => used()?.published ?? null,
    readNear: () => ({ cars: near?.copy.picture?.index.count ?? 0, fills: near?.copy.fills ?? 0 }),
    tellPerson: (reply, status) => sender.sendOnce(reply, errorPage(status)),
    // Where it listens, `listen` says.
    log: log.isLevelEnabled('info') ? log.child({}, { level: 'warn' }) : log,
    positionSeal,
    publicUrl: settings.publicUrl,
    proxies: settings.proxies,
  });
  await pageRoutes(app, {
    listings,
    loosenings,
    slugs,
    cars,
    similar,
    standings: new PriceStandings(listings),
    interest,
    cards: new ListedCards({ near: near?.listing ?? null, store, source, gate, horizon }),
    events,
    eventsPerAddress: settings.eventsPerAddress,
    desk: leads,
    leadLimits,
    assets,
    sender,
    publicUrl: settings.publicUrl,
  });
  const stopWatch = await startWatch(watch, valkey);
  return {
    app,
    store,
    shelf,
    isWarm: () => near?.listing.holds(positionZero) ?? false,
    close: async () => {
      await app.close();
      await near?.stop();
      await stopWatch();
      await models.stop();
      await stopInterest();
      await database.end();
      valkey.disconnect();
    },
  };
}

/** Null: there is none, or no copy of the index to rank, or its rows are still being made. */
function usedModel(ranker: Ranker, { index }: NearCopy): CarModel | null {
  return index === null ? null : (ranker.inUse(index)?.model ?? null);
}

/** A server that starts has had its first look, unless Valkey is away: then there is nothing to believe yet. */
async function startWatch(watch: IndexWatch, valkey: Valkey): Promise<() => Promise<void>> {
  await whenConnected(valkey, firstLookMs).catch(() => undefined);
  await watch.look();
  const stopping = new AbortController();
  const running = watch.run(stopping.signal);
  return async () => {
    stopping.abort();
    await running;
  };
}

/** Asks for a new index, now and then, while pages find that this one is damaged. */
function rebuildIfDamaged(store: IndexStore): (error: unknown) => void {
  let askedAt = -Infinity;
  return (error) => {
    const damaged = error instanceof IndexError && error.code === 'INDEX_INCONSISTENT';
    if (!damaged || performance.now() - askedAt < rebuildIntervalMs) return;
    askedAt = performance.now();
    // If Valkey can't be told, the next damaged page tells again.
    store.requestRebuild().catch(() => undefined);
  };
}

/** The near index and what keeps it current, until `stop`. */
function startNear(
  valkeyUrl: string,
  store: IndexStore,
  keys: Keys,
  ranker: Ranker,
  settings: Settings,
  log: Logger,
): { readonly listing: NearListing; readonly copy: NearCopy; stop(): Promise<void> } {
  const valkey = connectFollower(valkeyUrl);
  const copy = new NearCopy({
    store,
    reader: new FeedReader(valkey, keys),
    cardBytes: settings.nearCardBytes,
    report: nearLog(log),
    onFilled: (index) => {
      ranker.begin(index);
    },
  });
  const stopping = new AbortController();
  const running = keepCopying(copy, stopping.signal, log);
  return {
    listing: new NearListing(copy, store, { ranker }),
    copy,
    stop: async () => {
      stopping.abort();
      valkey.disconnect();
      await running;
    },
  };
}

const nearRetryMs = 200;

async function keepCopying(copy: NearCopy, signal: AbortSignal, log: Logger): Promise<void> {
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
  return {
    read: (id) => withSourceErrors(async () => (await readCars(database, [carId(id)]))[0] ?? null),
    readAll: (ids) => withSourceErrors(() => readCars(database, ids)),
    slugTokens: () => withSourceErrors(() => readSlugTokens(database)),
    position: () => withSourceErrors(() => readLogPosition(database)),
  };
}

/** Which database this is and where its log is, by one connection: both are of the same server. */
async function readIdentity(database: Database): Promise<{ position: Position; origin: string }> {
  const client = await database.connect();
  try {
    const identity = { origin: await readOrigin(client), position: await readLogPosition(client) };
    client.release();
    return identity;
  } catch (error) {
    // Whatever is wrong, the next look gets a connection of its own.
    client.release(true);
    throw error;
  }
}

/** Until `signal`: follows, stores buyers' events and deletes what is too old, also while another follower is the active one. */
export async function runFollower(
  urls: ServerUrls,
  settings: Settings,
  log: Logger,
  signal: AbortSignal,
  report = followerLog(log),
): Promise<void> {
  const storing = {
    databaseUrl: urls.databaseUrl,
    valkey: connectFollower(urls.valkeyUrl),
    keys: new Keys(settings.prefix),
    eventDays: settings.eventDays,
    log,
  };
  const { databaseUrl } = urls;
  const { leadDays } = settings;
  await Promise.all([
    followIndex(urls, settings, signal, report),
    storeEvents(storing, signal),
    forgetLeads({ databaseUrl, leadDays, log }, signal),
  ]);
}

async function followIndex(
  urls: ServerUrls,
  settings: Settings,
  signal: AbortSignal,
  report: FollowerReport,
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
        report,
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
