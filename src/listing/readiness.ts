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

export interface ReadinessParts {
  readonly store: IndexStore;
  readonly source: CarSource;
  readonly watch: Pick<IndexWatch, 'doubt'>;
}

export async function readReadiness({ store, source, watch }: ReadinessParts): Promise<Readiness> {
  const [state, position] = await Promise.allSettled([store.state(), source.position()]);
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
