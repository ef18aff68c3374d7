import type { Position } from '../catalog/position.js';
import { bytesBetween } from '../catalog/position.js';
import type { IndexStore } from '../index/index-store.js';
import type { CarSource } from './ports.js';

/** Whether listings can be answered, and how far the index is behind Postgres. */
export interface Readiness {
  /** `index`: as intended. `database`: answered, but slower. `nothing`: neither answers. */
  readonly engine: 'index' | 'database' | 'nothing';
  readonly indexPosition: Position | null;
  readonly databasePosition: Position | null;
  /** Bytes of log not yet applied; null where either side is unknown. */
  readonly lagBytes: number | null;
}

export async function readReadiness(store: IndexStore, source: CarSource): Promise<Readiness> {
  const [state, position] = await Promise.allSettled([store.state(), source.position()]);
  const index = state.status === 'fulfilled' ? state.value : null;
  const databasePosition = position.status === 'fulfilled' ? position.value : null;
  const whole = index !== null && index.tornUntil === null;
  return {
    engine: whole ? 'index' : databasePosition === null ? 'nothing' : 'database',
    indexPosition: index?.position ?? null,
    databasePosition,
    lagBytes:
      index === null || databasePosition === null
        ? null
        : Math.max(0, bytesBetween(index.position, databasePosition)),
  };
}
