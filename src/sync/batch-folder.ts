import type pg from 'pg';
import { must } from '../shared/assert.js';
import type { Car, CarId, CarRecord } from '../catalog/car.js';
import { recordOf } from '../catalog/car.js';
import type { ChangeBatch, RowChange } from '../catalog/change.js';
import type { Names } from '../catalog/names.js';
import type { SlugToken } from '../catalog/slug-token.js';
import type { IndexChanges } from '../index/apply-changes.js';
import type { IndexStore } from '../index/index-store.js';
import { readCars } from '../source/cars.js';
import type { ChangeStream } from '../source/change-stream.js';
import { markLog } from '../source/log-position.js';
import { SyncError } from './errors.js';
import type { Folded } from './fold-changes.js';
import { attributeOf, foldChanges, touchedBy } from './fold-changes.js';

export interface BatchFolderParts {
  readonly store: IndexStore;
  /** A connection to Postgres outside any transaction. */
  readonly client: pg.ClientBase;
  readonly stream: ChangeStream;
  /** As the index holds them at the position where the stream starts. */
  readonly names: Names;
  readonly tokens: readonly SlugToken[];
}

/** Turns batches of the log into changes of the index: fetches what they touch, and lets `foldChanges` decide. */
export class BatchFolder {
  readonly #parts: BatchFolderParts;
  #names: Names;
  #tokens: ReadonlyMap<string, SlugToken>;
  #folded: Folded | null = null;

  constructor(parts: BatchFolderParts) {
    this.#parts = parts;
    this.#names = parts.names;
    this.#tokens = new Map(parts.tokens.map((token) => [`${token.type}/${token.value}`, token]));
  }

  /**
   * The changes of the index that `received` comes to, and the batch that they cover: a car of which the log does not tell
   * all is read from Postgres, and then the batch grows until the log has passed that reading, so that the index is right
   * at the batch's end.
   */
  async fold(
    received: ChangeBatch,
  ): Promise<{ readonly changes: IndexChanges; readonly batch: ChangeBatch }> {
    let batch = received;
    const read = new Map<CarId, CarRecord>();
    const asked = new Set<CarId>();
    for (;;) {
      const folded = foldChanges(batch.changes, {
        names: this.#names,
        tokens: this.#tokens,
        cars: await this.#listedCars(batch.changes),
        read,
      });
      if (folded.unknown.length === 0) {
        this.#folded = folded;
        return { changes: folded, batch };
      }
      const unreadable = folded.unknown.find((id) => asked.has(id));
      if (unreadable !== undefined)
        throw new SyncError('SYNC_CONTRADICTION', `car ${unreadable} is live but not there`);
      for (const id of folded.unknown) asked.add(id);
      for (const car of await readCars(this.#parts.client, folded.unknown)) read.set(car.id, recordOf(car));
      // A car that is not there any more was removed later in the log: the longer batch tells.
      batch = await this.#readPast(batch);
    }
  }

  /** The changes of the last fold are in the index: the next batch starts from there. */
  accept(): void {
    const folded = must(this.#folded, 'a fold to accept');
    this.#names = folded.namesAfter;
    this.#tokens = folded.tokensAfter;
    this.#folded = null;
  }

  /** The batch and all that follows, up to everything that a reading just made can have seen. */
  async #readPast(batch: ChangeBatch): Promise<ChangeBatch> {
    const mark = await markLog(this.#parts.client);
    const changes = [...batch.changes];
    let { position, openUntil } = batch;
    while (openUntil !== null || position < mark) {
      this.#parts.stream.ping();
      const next = await this.#parts.stream.next();
      for (const change of next.changes) changes.push(change);
      ({ position, openUntil } = next);
    }
    return { changes, position, openUntil };
  }

  /** The listed cars that the changes touch, by themselves or through a name. */
  async #listedCars(changes: readonly RowChange[]): Promise<ReadonlyMap<CarId, Car>> {
    const { store } = this.#parts;
    const touched = touchedBy(changes);
    const ids = new Set(touched.allCars ? await store.allCars() : touched.cars);
    for (const { table, id } of touched.names) {
      // A name that is new here is on no car yet.
      if (this.#names.get(table, id) === undefined) continue;
      const attribute = attributeOf(table);
      const found =
        attribute === null ? await store.carsWithFeature(id) : await store.carsWith(attribute, id);
      for (const car of found) ids.add(car);
    }
    const cars = await store.cars([...ids]);
    return new Map(cars.filter((car) => car !== null).map((car) => [car.id, car]));
  }
}
