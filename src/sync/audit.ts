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
  /** One sentence for each fact that differs; empty: the index equals Postgres. */
  readonly differences: readonly string[];
}

const batchSize = 1_000;
/** Chances that a suspect gets: the index moves on while it is compared. */
const looks = 6;
const patienceMs = 10_000;

/**
 * Compares the whole index with Postgres, both ways: every fact of every live car, the size of every set (so that nothing is
 * left over), all names and slug tokens. What differs is looked at again, alone, before it counts: the index is a moment
 * ahead of or behind the picture that it is compared with.
 */
export async function auditIndex(parts: AuditParts): Promise<AuditReport> {
  const snapshot = await openSnapshot(parts.databaseUrl);
  try {
    await caughtUp(parts.store, snapshot.position);
    const suspects = new Set<CarId>();
    const cars = await compareCars(parts, snapshot, suspects);
    for (const id of await parts.audit.leftovers()) suspects.add(id);
    const differences = await recheck(parts, [...suspects]);
    differences.push(...(await compareWords(parts)));
    return { cars, keys: parts.audit.keyCount, differences };
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

/** Looks at suspects one by one until index and Postgres agree about them, or the looks are used up. */
async function recheck(
  { database, store, audit }: AuditParts,
  suspects: readonly CarId[],
): Promise<string[]> {
  const differences: string[] = [];
  for (const id of suspects) {
    let found: readonly string[] = [];
    for (let look = 0; look < looks; look += 1) {
      const car = await liveCar(database, id);
      await caughtUp(store, await markLog(database));
      found = await audit.differencesOf(id, car);
      if (found.length === 0) break;
      await sleep(20 * look);
    }
    differences.push(...found);
  }
  return differences;
}

async function liveCar(database: Database, id: CarId): Promise<Car | null> {
  const [car] = await readCars(database, [id]);
  return car !== undefined && isActive(car.status) ? car : null;
}

async function compareWords({ databaseUrl, store }: AuditParts): Promise<readonly string[]> {
  let differences: string[] = [];
  for (let look = 0; look < looks; look += 1) {
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
