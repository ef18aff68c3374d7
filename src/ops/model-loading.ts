import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Valkey } from '../index/client.js';
import type { Keys } from '../index/keys.js';
import { announcedModel } from '../index/model-news.js';
import type { StoredModel } from '../recommend/artifact.js';
import { decodeModel } from '../recommend/artifact.js';
import type { ModelShelf } from '../recommend/model-shelf.js';
import { CarModel } from '../recommend/published-model.js';
import { RecommendError } from '../recommend/errors.js';
import type { Database } from '../source/database.js';
import { newestModelVersion, readModel } from '../source/model-store.js';
import { TroubleLog } from './trouble-log.js';

export interface ModelLoadingParts {
  readonly database: Database;
  readonly valkey: Valkey;
  readonly keys: Keys;
  readonly log: Logger;
  /** Models are put here, whole or not at all. */
  readonly shelf: ModelShelf;
  /** How often Valkey and Postgres are looked at; as it should be unless given. */
  readonly everyMs?: { readonly valkey: number; readonly postgres: number };
}

export interface ModelLoading {
  /** A model that was published, whether or not it is in use; null: it is gone, or was never there. Throws if Postgres is away. */
  loadVersion(version: number): Promise<CarModel | null>;
  stop(): Promise<void>;
}

/** News come by Valkey; Postgres, which has the models, is looked at all the same, for Valkey may have been emptied. */
const usualEveryMs = { valkey: 1_000, postgres: 60_000 };

/** Puts the newest model on the shelf, now and whenever there is a newer one, until `stop`. Whatever goes wrong, the server goes on. */
export function startModelLoading({
  database,
  valkey,
  keys,
  log,
  shelf,
  everyMs = usualEveryMs,
}: ModelLoadingParts): ModelLoading {
  const stopping = new AbortController();
  const trouble = new TroubleLog(log, 'no newer model: ');
  const stopped = (): boolean => stopping.signal.aborted;
  let announced: number | null = null;
  let lookedAt = -Infinity;
  /** A bad one is not read again and again. */
  let tried = 0;

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
    tried = version;
    const found = await readModel(database, version);
    if (found === null) return;
    const model = decodeModel(found.artifact, version);
    if (stopped()) return;
    shelf.put(new CarModel(model));
    log.info({ version, ...factsOf(model) }, inUse(model));
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
          // Postgres is asked again after a while; a bad artifact stays one.
          if (error instanceof RecommendError) lookedAt = performance.now();
          else {
            tried = shelf.current?.version ?? 0;
            lookedAt = performance.now() - everyMs.postgres + 5 * everyMs.valkey;
          }
        }
      }
      // An aborted pause is over: the loop looks at the signal itself.
      await sleep(everyMs.valkey, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    loadVersion: async (version) => {
      const found = await readModel(database, version);
      try {
        return found === null ? null : new CarModel(decodeModel(found.artifact, version));
      } catch (error) {
        // As good as gone.
        trouble.troubled(error);
        return null;
      }
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
