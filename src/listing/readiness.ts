import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '../catalog/position.js';
import { bytesBetween } from '../catalog/position.js';
import type { IndexStore } from '../index/index-store.js';
import type { Doubt } from './doubt.js';
import type { IndexWatch } from './index-watch.js';
import type { CarSource } from './ports.js';

/** Whether listings can be answered, and how far the index is behind Postgres. */
export interface Readiness {
  /** `index`: as intended. `database`: answered, but slower. `nothing`: neither answers. */
  readonly engine: 'index' | 'database' | 'nothing';
  /** Why the index is not believed, though it is there. */
  readonly doubt: Doubt | null;
  readonly indexPosition: Position | null;
  readonly databasePosition: Position | null;
  /** Bytes of log not yet applied; null where either side is unknown, or the index is of another database. */
  readonly lagBytes: number | null;
}

/** A probe gives up after a second or so, and must not take a server for dead because Postgres hangs. */
const patienceMs = 500;

export interface ReadinessParts {
  readonly store: IndexStore;
  readonly source: CarSource;
  readonly watch: Pick<IndexWatch, 'doubt'>;
}

export async function readReadiness({ store, source, watch }: ReadinessParts): Promise<Readiness> {
  const [state, position] = await Promise.allSettled([store.state(), inTime(source.position())]);
  const index = state.status === 'fulfilled' ? state.value : null;
  const databasePosition = position.status === 'fulfilled' ? position.value : null;
  const { doubt } = watch;
  const fit = index !== null && index.tornUntil === null && doubt === null;
  return {
    engine: fit ? 'index' : databasePosition === null ? 'nothing' : 'database',
    doubt,
    indexPosition: index?.position ?? null,
    databasePosition,
    lagBytes:
      index === null || databasePosition === null || doubt === 'foreign'
        ? null
        : Math.max(0, bytesBetween(index.position, databasePosition)),
  };
}

/** Rejects after {@link patienceMs}. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = sleep(patienceMs, undefined, { signal: over.signal }).then((): never => {
    throw new Error('Postgres takes too long');
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
    answer.catch(() => undefined);
  }
}
