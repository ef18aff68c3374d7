import pg from 'pg';
import { must } from '../shared/assert.js';
import type { Car, CarId, CarRecord, CarRow } from '../catalog/car.js';
import { recordOf } from '../catalog/car.js';
import type { ChangeBatch, RowChange } from '../catalog/change.js';
import type { Names } from '../catalog/names.js';
import type { SlugToken } from '../catalog/slug-token.js';
import type { IndexChanges } from '../index/apply-changes.js';
import type { IndexStore } from '../index/index-store.js';
import type { CarWrite } from '../index/car-update.js';
import { writeOf, writeOfRow } from '../index/car-update.js';
import { readCars } from '../source/cars.js';
import type { ChangeStream } from '../source/change-stream.js';
import { markLog } from '../source/log-position.js';
import { SyncError } from './errors.js';
import type { ChangeGroup, Folded } from './fold-changes.js';
import { attributeOf, foldChanges, groupChanges, touchedBy, untoldBy, wordsOf } from './fold-changes.js';
import { bareCar, rowsAlone } from './fold-rows.js';

export interface BatchFolderParts {
  readonly store: IndexStore;
  /** A connection to Postgres outside any transaction. */
  readonly client: pg.ClientBase;
  readonly stream: ChangeStream;
  /** As the index holds them at the position where the stream starts. */
  readonly names: Names;
  readonly tokens: readonly SlugToken[];
}

export interface FoldOptions {
  readonly databaseUrl: string;
  /** Cars that one part changes at most. */
  readonly maxStepCars: number;
}

/** Some of what a batch comes to, to be applied in one step before the next part is asked for. */
export interface FoldedPart {
  readonly changes: IndexChanges;
  /** All that the parts cover together: at least the batch that was received. */
  readonly batch: ChangeBatch;
  /** The batch is whole with this part; names and slug tokens come with it. */
  readonly last: boolean;
}

/** Cars that are loaded and folded at a time: about 10 KB each, with the text that they are compared by. */
const groupCars = 2_000;

/** Turns batches of the log into changes of the index: fetches what they touch, and lets `foldChanges` decide. */
export class BatchFolder {
  readonly #parts: BatchFolderParts;
  #names: Names;
  #tokens: ReadonlyMap<string, SlugToken>;
  #words: Folded | null = null;

  constructor(parts: BatchFolderParts) {
    this.#parts = parts;
    this.#names = parts.names;
    this.#tokens = new Map(parts.tokens.map((token) => [`${token.type}/${token.value}`, token]));
  }

  /**
   * The changes of the index that `received` comes to, in parts. A rename can touch every car there is, so only their ids are
   * held at once; the cars are loaded a group at a time. In memory are the row changes of the batch, the cars of one part
   * and one group.
   *
   * A car of which the log does not tell all is read from Postgres. All such readings are of one picture, taken after the
   * batch was received, and the batch grows once, until the log has passed the picture. What was committed before the batch
   * is in the picture, and everything after is replayed over it, so that a car relisted meanwhile by other programs can be
   * read from the same picture: it needs no further round, however many they are, and nobody is locked out.
   */
  async *fold(received: ChangeBatch, options: FoldOptions): AsyncGenerator<FoldedPart> {
    const listed = new ListedCars(this.#parts.store);
    if ((await listed.lacking(untoldBy(received.changes))).size === 0) {
      yield* this.#fold(received, options, listed, null);
      return;
    }
    const picture = await takePicture(options.databaseUrl);
    try {
      const batch = await this.#readPast(received);
      const untold = await listed.lacking(untoldBy(batch.changes));
      yield* this.#fold(batch, options, listed, { picture, untold });
    } finally {
      await picture.close();
    }
  }

  /** The last part of the last fold is in the index: the next batch starts from there. */
  accept(): void {
    const words = must(this.#words, 'a fold to accept');
    this.#names = words.namesAfter;
    this.#tokens = words.tokensAfter;
    this.#words = null;
  }

  async *#fold(
    batch: ChangeBatch,
    { maxStepCars }: FoldOptions,
    listed: ListedCars,
    readings: Readings | null,
  ): AsyncGenerator<FoldedPart> {
    const words = foldChanges(wordsOf(batch.changes), {
      names: this.#names,
      tokens: this.#tokens,
      cars: new Map(),
      read: new Map(),
    });
    const ids = await this.#touchedCars(batch.changes);
    let cars: CarWrite[] = [];
    for (const group of groupChanges(batch.changes, ids, Math.min(groupCars, maxStepCars))) {
      const updates = await this.#foldGroup(group, words, listed, readings);
      if (cars.length + updates.length > maxStepCars) {
        yield { changes: { cars, names: [], tokens: [] }, batch, last: false };
        cars = [];
      }
      cars.push(...updates);
    }
    this.#words = words;
    yield { changes: { ...words, cars }, batch, last: true };
  }

  /** The cars of one group, under the names as they are after the whole batch. */
  async #foldGroup(
    { ids, changes }: ChangeGroup,
    words: Folded,
    listed: ListedCars,
    readings: Readings | null,
  ): Promise<readonly CarWrite[]> {
    const rows = await listed.listedOf(hasFeatureNames(words) ? new Map() : rowsAlone(changes));
    const writes = await this.#writeRows(rows, words.namesAfter);
    const others = ids.filter((id) => !rows.has(id));
    if (others.length === 0) return writes;
    const folded = foldChanges(
      changes.filter((change) => change.kind !== 'car' || !rows.has(change.row.id)),
      {
        names: words.namesAfter,
        tokens: new Map(),
        cars: await this.#listedCars(others),
        read: readings === null ? new Map() : await read(readings, others),
      },
    );
    const [unreadable] = folded.unknown;
    if (unreadable !== undefined)
      throw new SyncError('SYNC_CONTRADICTION', `car ${unreadable} is live but not there`);
    return [...writes, ...folded.cars.map(writeOf)];
  }

  /** The short way, for listed cars of which only the row changed. */
  async #writeRows(rows: ReadonlyMap<CarId, CarRow>, names: Names): Promise<readonly CarWrite[]> {
    const texts = await this.#parts.store.carTexts([...rows.keys()]);
    return [...rows.values()]
      .map((row, place) => writeOfRow(bareCar(row, names), must(texts[place], 'texts of a car')))
      .filter((write) => write !== null);
  }

  /** The listed ones of `ids`. */
  async #listedCars(ids: readonly CarId[]): Promise<ReadonlyMap<CarId, Car>> {
    const cars = await this.#parts.store.cars(ids);
    return new Map(cars.filter((car) => car !== null).map((car) => [car.id, car]));
  }

  /**
   * The batch and all that follows, up to everything that a picture just taken can have seen. It has to be one batch, for
   * none of its cars is right before its end, so `maxBatchChanges` does not hold here: what bounds the memory is the size of
   * the transaction that is being received, and of those committed until the mark is in the log (row changes, not cars).
   */
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

  /** The cars that the changes touch, by themselves or through a name; some are not listed. */
  async #touchedCars(changes: readonly RowChange[]): Promise<ReadonlySet<CarId>> {
    const { store } = this.#parts;
    const touched = touchedBy(changes);
    const ids = new Set(touched.cars);
    if (touched.allCars) for (const id of await store.allCars()) ids.add(id);
    for (const { table, id } of touched.names) {
      // A name that is new here is on no car yet.
      if (this.#names.get(table, id) === undefined) continue;
      const attribute = attributeOf(table);
      const found =
        attribute === null ? await store.carsWithFeature(id) : await store.carsWith(attribute, id);
      for (const car of found) ids.add(car);
    }
    return ids;
  }
}

/** A feature's name stands in every car that has it, among what a row does not tell. */
function hasFeatureNames({ names }: Folded): boolean {
  return names.some(({ table }) => table === 'feature');
}

/** Which cars are listed before a batch, each looked up once. */
class ListedCars {
  readonly #store: IndexStore;
  readonly #known = new Map<CarId, boolean>();

  constructor(store: IndexStore) {
    this.#store = store;
  }

  /** Those of `ids` that are not listed. */
  async lacking(ids: Iterable<CarId>): Promise<ReadonlySet<CarId>> {
    const all = [...ids];
    const missing = all.filter((id) => !this.#known.has(id));
    const facts = await this.#store.facts(missing);
    for (const [place, id] of missing.entries()) this.#known.set(id, facts[place] !== null);
    return new Set(all.filter((id) => this.#known.get(id) === false));
  }

  /** Those of the rows whose cars are listed. */
  async listedOf(rows: ReadonlyMap<CarId, CarRow>): Promise<ReadonlyMap<CarId, CarRow>> {
    const lacking = await this.lacking(rows.keys());
    return lacking.size === 0 ? rows : new Map([...rows].filter(([id]) => !lacking.has(id)));
  }
}

/** Postgres as it was at one moment. */
interface Picture {
  cars(ids: readonly CarId[]): Promise<readonly Car[]>;
  close(): Promise<void>;
}

interface Readings {
  readonly picture: Picture;
  /** Cars that are not listed, and of which the log does not tell all. */
  readonly untold: ReadonlySet<CarId>;
}

/** Those of `ids` that have to be read. One that is not in the picture was removed before it: the log tells that as well. */
async function read(
  { picture, untold }: Readings,
  ids: readonly CarId[],
): Promise<ReadonlyMap<CarId, CarRecord>> {
  const wanted = ids.filter((id) => untold.has(id));
  if (wanted.length === 0) return new Map();
  return new Map((await picture.cars(wanted)).map((car) => [car.id, recordOf(car)]));
}

/**
 * Takes a picture of Postgres, on a connection of its own: the mark in the log has to be committed while the transaction
 * that holds the picture goes on.
 */
async function takePicture(databaseUrl: string): Promise<Picture> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'forecourt follow',
    connectionTimeoutMillis: 5_000,
    options: '-c idle_in_transaction_session_timeout=0',
  });
  // A broken connection also rejects the query that waits on it; the event itself needs a listener.
  client.on('error', () => undefined);
  const close = async (): Promise<void> => client.end().catch(() => undefined);
  try {
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    // The picture is taken by the first query, not by `begin`.
    await client.query('select 1');
  } catch (error) {
    await close();
    throw error;
  }
  return { cars: (ids) => readCars(client, ids), close };
}
