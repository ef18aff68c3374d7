import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Valkey } from '../index/client.js';
import type { Keys } from '../index/keys.js';
import { announcedModel } from '../index/model-news.js';
import type { StoredModel } from '../recommend/artifact.js';
import type { ModelShelf } from '../recommend/model-shelf.js';
import { CarModel } from '../recommend/published-model.js';
import type { Database } from '../source/database.js';
import { newestModelVersion, readModel } from '../source/model-store.js';
import type { PassedOver } from './newest-model.js';
import { newestReadableModel, tryDecode } from './newest-model.js';
import { TroubleLog } from './trouble-log.js';

export interface ModelLoadingParts {
  readonly database: Database;
  readonly valkey: Valkey;
  readonly keys: Keys;
  readonly log: Logger;
  /** Models are put here, whole or not at all. */
  readonly shelf: ModelShelf;
  /**
   * The one that pages are made by, once what that takes is ready: asked whenever one was put on the shelf, and as often as Valkey is
   * looked at. The newest unless given.
   */
  readonly used?: () => CarModel | null;
  /** How often Valkey and Postgres are looked at; as it should be unless given. */
  readonly everyMs?: { readonly valkey: number; readonly postgres: number };
}

export interface ModelLoading {
  /** A model that was published, whether or not it is in use; null: it is gone, or was never there. Throws if Postgres is away. */
  loadVersion(version: number): Promise<CarModel | null>;
  stop(): Promise<void>;
}

const noneReadable =
  'no model can be read: listings are newest first until one is trained (a trainer does so at once; by hand: forecourt train --once)';

/** News come by Valkey; Postgres, which has the models, is looked at all the same, for Valkey may have been emptied. */
const usualEveryMs = { valkey: 1_000, postgres: 60_000 };

/**
 * Puts the newest model that can be read on the shelf, now and whenever there is a newer one, until `stop`. Whatever goes wrong, the server
 * goes on.
 */
export function startModelLoading({
  database,
  valkey,
  keys,
  log,
  shelf,
  used = () => shelf.current,
  everyMs = usualEveryMs,
}: ModelLoadingParts): ModelLoading {
  const stopping = new AbortController();
  const trouble = new TroubleLog(log, 'no newer model: ');
  const stopped = (): boolean => stopping.signal.aborted;
  let announced: number | null = null;
  let lookedAt = -Infinity;
  /** A bad one is not read again and again. */
  let tried = 0;
  const toldBad = new Set<number>();
  const tellOfBad = ({ version, error: { code, message } }: PassedOver): void => {
    if (!toldBad.has(version)) log.warn({ version, code }, `model ${version} is passed over: ${message}`);
    toldBad.add(version);
  };
  /** On the shelf, and not in use as far as anybody was told. */
  let untold: StoredModel | null = null;

  const isTimeToLook = async (): Promise<boolean> => {
    // Without Valkey there are no news; its trouble is told elsewhere.
    const version = await announcedModel(valkey, keys).catch(() => announced);
    const isNews = version !== announced;
    announced = version;
    return isNews || performance.now() - lookedAt >= everyMs.postgres;
  };
  const look = async (): Promise<void> => {
    const version = await newestModelVersion(database);
    if (version === null || version <= tried || shelf.get(version) !== null) return;
    const { found, passedOver } = await newestReadableModel(database, shelf.current?.version);
    tried = version;
    for (const each of passedOver) tellOfBad(each);
    if (stopped()) return;
    if (found === null) {
      if (shelf.current === null) log.warn(noneReadable);
      return;
    }
    shelf.put(new CarModel(found.model));
    untold = found.model;
  };
  const tellOfUse = (): void => {
    if (untold === null || used()?.version !== untold.version) return;
    log.info({ version: untold.version, ...factsOf(untold) }, inUse(untold));
    untold = null;
  };
  const run = async (): Promise<void> => {
    while (!stopped()) {
      if (await isTimeToLook()) {
        try {
          await look();
          lookedAt = performance.now();
          trouble.over('models are read again');
        } catch (error) {
          if (stopped()) return;
          trouble.troubled(error);
          // Postgres is asked again after a while.
          lookedAt = performance.now() - everyMs.postgres + 5 * everyMs.valkey;
        }
      }
      tellOfUse();
      // An aborted pause is over: the loop looks at the signal itself.
      await sleep(everyMs.valkey, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    loadVersion: async (version) => {
      const row = await readModel(database, version);
      if (row === null) return null;
      const read = tryDecode(row);
      if (read.ok) return new CarModel(read.value);
      // As good as gone.
      tellOfBad({ version, error: read.problem });
      return null;
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

function factsOf({ figures: { isSimulated, buyers, wanted, cars } }: StoredModel): object {
  return { isSimulated, buyers, wanted, cars };
}

function inUse({ version, trainedUntilMs, figures }: StoredModel): string {
  const { cars, score, popularity, isSimulated } = figures;
  const until = new Date(trainedUntilMs).toISOString();
  const ndcg = `nDCG@10 ${score.later.toFixed(2)} against ${popularity.later.toFixed(2)} of popularity`;
  const simulated = isSimulated ? ', simulated buyers' : '';
  return `model ${version} in use (trained until ${until}, ${cars.toLocaleString('en')} cars, ${ndcg}${simulated})`;
}
