import type { Position } from '../catalog/position.js';

/**
 * Why the index is not believed, though it answers. `foreign`: it was filled from another database. `stale`: nobody follows Postgres,
 * or not fast enough.
 */
export type Doubt = 'foreign' | 'stale';

/** What was found when both sides were looked at. */
export interface Look {
  /** By a clock that only goes forward. */
  readonly atMs: number;
  /** Null: Postgres could not be asked. */
  readonly database: { readonly position: Position; readonly origin: string } | null;
  /** Null: Valkey could not be asked, or there is no index. */
  readonly index: { readonly position: Position; readonly origin: string } | null;
}

/** What is thought of the index, and what of Postgres has been seen so far. */
export interface Opinion {
  readonly doubt: Doubt | null;
  /** Where Postgres' log was, oldest first: only what may still be needed. */
  readonly seen: readonly Sighting[];
  /** Looks in a row in which Postgres could not be asked. */
  readonly missed: number;
}

/** So many looks without Postgres say that it is away; one may fail because it is busy. */
const missedWhenAway = 3;

interface Sighting {
  readonly atMs: number;
  readonly position: Position;
  readonly origin: string;
}

export const noDoubt: Opinion = { doubt: null, seen: [], missed: 0 };

/**
 * What is thought after one more look. Without Postgres nothing tells that an index is stale, and there is nothing better; that it is
 * foreign stays true. Without an index there is nothing new to think.
 * @param staleMs what the log held so long ago, the index must hold by now
 */
export function judge({ doubt, seen, missed }: Opinion, look: Look, staleMs: number): Opinion {
  const { atMs, database, index } = look;
  if (database === null) {
    const isAway = missed + 1 >= missedWhenAway;
    return { doubt: isAway && doubt === 'stale' ? null : doubt, seen, missed: missed + 1 };
  }
  const before = seen.filter(({ origin }) => origin === database.origin);
  const now = { missed: 0, seen: needed([...before, { atMs, ...database }], atMs - staleMs) };
  if (index === null) return { ...now, doubt };
  if (index.origin !== database.origin) return { ...now, doubt: 'foreign' };
  // What was stale has to catch up with the look before: visitors have seen Postgres' own answers since.
  const patienceMs = doubt === 'stale' ? 0 : staleMs;
  const due = before.findLast((sighting) => sighting.atMs < atMs - patienceMs);
  return { ...now, doubt: due !== undefined && due.position > index.position ? 'stale' : null };
}

/** The log only grows: of all that is due already, the last sighting says all. */
function needed(seen: readonly Sighting[], dueBeforeMs: number): readonly Sighting[] {
  const lastDue = seen.findLastIndex(({ atMs }) => atMs < dueBeforeMs);
  return seen.slice(Math.max(0, lastDue));
}
