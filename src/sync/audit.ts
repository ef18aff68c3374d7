import { setTimeout as sleep } from 'node:timers/promises';
import type { Car, CarId } from '../catalog/car.js';
import type { Position } from '../catalog/position.js';
import { nameTables } from '../catalog/names.js';
import { isActive } from '../catalog/car.js';
import type { IndexAudit } from '../index/index-audit.js';
import type { IndexStore } from '../index/index-store.js';
import { readCars } from '../source/cars.js';
import type { Database } from '../source/database.js';
import { markLog } from '../source/log-position.js';
import type { Snapshot } from '../source/snapshot.js';
import { openSnapshot } from '../source/snapshot.js';
import { SyncError } from './errors.js';

export interface AuditParts {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly store: IndexStore;
  readonly audit: IndexAudit;
  readonly onProgress: (cars: number, of: number) => void;
}

export interface AuditReport {
  readonly cars: number;
  readonly keys: number;
  /** Stored views that were compared car by car. */
  readonly views: number;
  /** One sentence for each fact that differs; empty: the index equals Postgres. */
  readonly differences: readonly string[];
}

const batchSize = 1_000;
/** Times that a suspect is found differing before it counts, and that names are compared: the index moves on meanwhile. */
const looks = 3;
const looksAtWords = 6;
/** Rounds before a suspect that changes all the time is given up. */
const mostRounds = 60;
const patienceMs = 10_000;

/**
 * Compares the whole index with Postgres, both ways: every fact of every live car, the members of every set whose size is
 * not as expected (so that nothing is left over), the newest stored views (at most 200) with their cars and order, the sizes
 * of all views and their total, all names and slug tokens. What differs is looked at again before it counts: the index is a
 * moment ahead of or behind the picture that it is compared with. The effort is bounded on a platform that never rests: only
 * cars that changed meanwhile are looked at again, hundreds at a time.
 */
export async function auditIndex(parts: AuditParts): Promise<AuditReport> {
  const snapshot = await openSnapshot(parts.databaseUrl);
  try {
    await caughtUp(parts.store, snapshot.position);
    await parts.audit.begin();
    const suspects = new Set<CarId>();
    const cars = await compareCars(parts, snapshot, suspects);
    for (const id of await parts.audit.leftovers()) suspects.add(id);
    const differences = [
      ...(await recheck(parts, suspects)),
      ...(await parts.audit.differencesOfBooks()),
      ...(await compareWords(parts)),
    ];
    return { cars, keys: parts.audit.keyCount, views: parts.audit.viewCount, differences };
  } finally {
    await snapshot.close();
  }
}

async function compareCars(
  { audit, onProgress }: AuditParts,
  snapshot: Snapshot,
  suspects: Set<CarId>,
): Promise<number> {
  const total = await snapshot.countCars();
  let compared = 0;
  for await (const cars of snapshot.cars(batchSize)) {
    for (const id of await audit.expect(cars)) suspects.add(id);
    compared += cars.length;
    onProgress(compared, total);
  }
  return compared;
}

/** Looks at all suspects, round by round, until index and Postgres agree about each, or it was found differing often enough. */
async function recheck(parts: AuditParts, suspects: ReadonlySet<CarId>): Promise<string[]> {
  const differences: string[] = [];
  let open = new Map([...suspects].map((id) => [id, looks]));
  for (let round = 0; open.size > 0 && round < mostRounds; round += 1) {
    await sleep(Math.min(20 * round, 100));
    const next = new Map<CarId, number>();
    const ids = [...open.keys()];
    for (let at = 0; at < ids.length; at += batchSize) {
      const found = await lookAt(parts, ids.slice(at, at + batchSize));
      for (const [id, sentences] of found) {
        const left = (open.get(id) ?? looks) - (sentences === null ? 0 : 1);
        if (left > 0) next.set(id, left);
        else differences.push(...(sentences ?? []));
      }
    }
    open = next;
  }
  for (const id of open.keys()) differences.push(`car ${id} changes too often to be compared`);
  return differences;
}

/**
 * The cars of which something differs; null where the car changed while it was compared, which proves nothing. One mark in the
 * log makes the index at least as new as the first reading, the second reading tells that it can't be newer in these cars.
 */
async function lookAt(
  { database, store, audit }: AuditParts,
  ids: readonly CarId[],
): Promise<ReadonlyMap<CarId, readonly string[] | null>> {
  const before = await liveCars(database, ids);
  await caughtUp(store, await markLog(database));
  const found = await audit.differencesOf(before);
  if (found.size === 0) return found;
  const after = await liveCars(database, [...found.keys()]);
  return new Map(
    [...found].map(([id, sentences]) => [id, same(before.get(id), after.get(id)) ? sentences : null]),
  );
}

function same(one: Car | null | undefined, other: Car | null | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The cars as they are now; null for those that are not listed. */
async function liveCars(database: Database, ids: readonly CarId[]): Promise<ReadonlyMap<CarId, Car | null>> {
  const cars = new Map<CarId, Car | null>(ids.map((id) => [id, null]));
  for (const car of await readCars(database, ids)) if (isActive(car.status)) cars.set(car.id, car);
  return cars;
}

async function compareWords({ databaseUrl, store }: AuditParts): Promise<readonly string[]> {
  let differences: string[] = [];
  for (let look = 0; look < looksAtWords; look += 1) {
    const snapshot = await openSnapshot(databaseUrl);
    try {
      await caughtUp(store, snapshot.position);
      differences = await differencesOfWords(store, snapshot);
    } finally {
      await snapshot.close();
    }
    if (differences.length === 0) break;
  }
  return differences;
}

async function differencesOfWords(store: IndexStore, snapshot: Snapshot): Promise<string[]> {
  const expected = new Map<string, string>();
  for await (const { table, id, entry } of snapshot.names())
    expected.set(`${table} ${id}`, JSON.stringify(entry));
  for (const token of await snapshot.slugTokens())
    expected.set(`slug token ${token.type}/${token.value}`, JSON.stringify(token));
  const found = new Map<string, string>();
  const names = await store.names();
  for (const table of nameTables) {
    for (const [id, entry] of names.entries(table)) found.set(`${table} ${id}`, JSON.stringify(entry));
  }
  for (const token of await store.slugTokens())
    found.set(`slug token ${token.type}/${token.value}`, JSON.stringify(token));
  return [...new Set([...expected.keys(), ...found.keys()])]
    .filter((key) => expected.get(key) !== found.get(key))
    .map(
      (key) =>
        `${key}: Postgres has ${expected.get(key) ?? 'nothing'}, the index ${found.get(key) ?? 'nothing'}`,
    );
}

/** Waits until the index has applied everything up to `position`. */
async function caughtUp(store: IndexStore, position: Position): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const state = await store.state();
    if (state !== null && state.tornUntil === null && state.position >= position) return;
    if (performance.now() > deadline) throw new SyncError('SYNC_NOT_CAUGHT_UP');
    await sleep(5);
  }
}
