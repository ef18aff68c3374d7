import type { AttributeName, NameTable } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { Car, CarId, CarImage, CarRecord } from '../catalog/car.js';
import { composeCar, isActive, recordOf } from '../catalog/car.js';
import type { FollowedTable, NameEntry, RowChange } from '../catalog/change.js';
import type { Names } from '../catalog/names.js';
import type { SlugToken } from '../catalog/slug-token.js';
import type { CarUpdate } from '../index/car-update.js';
import type { IndexChanges } from '../index/apply-changes.js';
import { SyncError } from './errors.js';

/** What the index holds of everything that a batch of changes touches, before the batch. */
export interface FoldBase {
  readonly names: Names;
  readonly tokens: ReadonlyMap<string, SlugToken>;
  /** The listed cars among those touched. */
  readonly cars: ReadonlyMap<CarId, Car>;
  /**
   * Cars that the index did not list, read from Postgres somewhere between the batch's beginning and its end. All their
   * changes of the batch are replayed over them: those that the reading has seen change nothing.
   */
  readonly read: ReadonlyMap<CarId, CarRecord>;
}

/** What a batch comes to. */
export interface Folded extends Omit<IndexChanges, 'cars'> {
  readonly cars: readonly CarUpdate[];
  readonly namesAfter: Names;
  readonly tokensAfter: ReadonlyMap<string, SlugToken>;
  /** Cars that came (back) to be listed, of which the log does not tell all: to be read from Postgres. */
  readonly unknown: readonly CarId[];
}

/** Which cars and names a batch touches by itself. */
export interface Touched {
  readonly cars: ReadonlySet<CarId>;
  readonly names: readonly { readonly table: NameTable; readonly id: number }[];
  /** A table of cars was truncated: every listed car is touched. */
  readonly allCars: boolean;
}

export function touchedBy(changes: readonly RowChange[]): Touched {
  const cars = new Set<CarId>();
  const names = new Map<string, { table: NameTable; id: number }>();
  let allCars = false;
  for (const change of changes) {
    if (change.kind === 'car') cars.add(change.row.id);
    else if (change.kind === 'name') names.set(`${change.table}/${change.id}`, change);
    else if (change.kind === 'truncated') allCars ||= change.tables.some((table) => table.startsWith('car'));
    else if (change.kind !== 'slug-token') cars.add(change.id);
  }
  return { cars, names: [...names.values()], allCars };
}

/**
 * The cars that are live after the changes, and of which these don't tell all: those that are not listed have to be read.
 * What {@link foldChanges} finds unknown, supposing that no car were listed.
 */
export function untoldBy(changes: readonly RowChange[]): ReadonlySet<CarId> {
  const told = new Set<CarId>();
  const untold = new Set<CarId>();
  for (const change of changes) {
    if (change.kind === 'car') {
      const { id, status } = change.row;
      if (change.fresh) told.add(id);
      if (isActive(status) && !told.has(id)) untold.add(id);
      else untold.delete(id);
    } else if (change.kind === 'car-removed') {
      told.delete(change.id);
      untold.delete(change.id);
    } else if (change.kind === 'truncated' && change.tables.includes('car')) {
      told.clear();
      untold.clear();
    }
  }
  return untold;
}

/** The changes of names and slug tokens among `changes`. */
export function wordsOf(changes: readonly RowChange[]): readonly RowChange[] {
  return changes.filter(({ kind }) => kind === 'name' || kind === 'slug-token' || kind === 'truncated');
}

/** Some cars, and what a batch changes of them. */
export interface ChangeGroup {
  readonly ids: readonly CarId[];
  readonly changes: readonly RowChange[];
}

/**
 * The changes of these cars, in order, in groups of at most `size` cars. Cars do not depend on each other, so folding every
 * group under the names that the whole batch leaves is folding the batch; changes of names are in no group.
 */
export function groupChanges(
  changes: readonly RowChange[],
  ids: ReadonlySet<CarId>,
  size: number,
): readonly ChangeGroup[] {
  const groups: { readonly ids: CarId[]; readonly changes: RowChange[] }[] = [];
  const groupOf = new Map<CarId, RowChange[]>();
  for (const id of ids) {
    let group = groups.at(-1);
    if (group === undefined || group.ids.length === size) {
      group = { ids: [], changes: [] };
      groups.push(group);
    }
    group.ids.push(id);
    groupOf.set(id, group.changes);
  }
  for (const change of changes) {
    if (change.kind === 'truncated') {
      const tables = change.tables.filter((table) => table.startsWith('car'));
      if (tables.length > 0) for (const group of groups) group.changes.push({ kind: 'truncated', tables });
    } else if (change.kind === 'car') groupOf.get(change.row.id)?.push(change);
    else if (change.kind !== 'name' && change.kind !== 'slug-token') groupOf.get(change.id)?.push(change);
  }
  return groups;
}

/** The attribute by which the cars of a renamed row are found; null: by their features. */
export function attributeOf(table: NameTable): AttributeName | null {
  return attributes.find(({ options }) => options?.namedBy === table)?.name ?? null;
}

/**
 * The index after a batch, from the index before it and the changes alone: so the index at a position is what Postgres held
 * at that position, however far Postgres has moved on since. Applying a batch again changes nothing.
 */
export function foldChanges(changes: readonly RowChange[], base: FoldBase): Folded {
  const fold = new Fold(base);
  for (const change of changes) fold.take(change);
  return fold.result();
}

class Fold {
  readonly #base: FoldBase;
  readonly #names: Names;
  readonly #tokens: Map<string, SlugToken>;
  /** Cars as they stand now, also those that are not listed but of which all is known. */
  readonly #records: Map<CarId, CarRecord>;
  readonly #unknown = new Set<CarId>();
  readonly #renamed = new Map<string, { readonly table: NameTable; readonly id: number }>();
  readonly #retold = new Set<string>();

  constructor(base: FoldBase) {
    this.#base = base;
    this.#names = base.names.copy();
    this.#tokens = new Map(base.tokens);
    this.#records = new Map(base.read);
    for (const [id, car] of base.cars) this.#records.set(id, recordOf(car));
  }

  take(change: RowChange): void {
    switch (change.kind) {
      case 'car':
        this.#takeCar(change);
        break;
      case 'car-removed':
        this.#records.delete(change.id);
        this.#unknown.delete(change.id);
        break;
      case 'car-feature':
        this.#change(change.id, (record) => ({
          ...record,
          featureIds: withFeature(record.featureIds, change.featureId, change.present),
        }));
        break;
      case 'car-image':
        this.#change(change.id, (record) => ({
          ...record,
          images: withImage(record.images, change.position, change.url),
        }));
        break;
      case 'name':
        this.#rename(change.table, change.id, change.entry);
        break;
      case 'slug-token':
        this.#retell(`${change.type}/${change.value}`, change.token);
        break;
      case 'truncated':
        for (const table of change.tables) this.#truncate(table);
        break;
    }
  }

  #takeCar({ row, fresh }: Extract<RowChange, { kind: 'car' }>): void {
    const known = fresh ? { featureIds: [], images: [] } : this.#records.get(row.id);
    if (known !== undefined) {
      this.#records.set(row.id, { ...known, row });
      this.#unknown.delete(row.id);
    } else if (isActive(row.status)) this.#unknown.add(row.id);
    else this.#unknown.delete(row.id);
  }

  /** A car that is neither listed nor read has no record here: what happens to it does not matter until it is listed. */
  #change(id: CarId, how: (record: CarRecord) => CarRecord): void {
    const record = this.#records.get(id);
    if (record !== undefined) this.#records.set(id, how(record));
  }

  #rename(table: NameTable, id: number, entry: NameEntry | null): void {
    this.#names.set(table, id, entry);
    this.#renamed.set(`${table}/${id}`, { table, id });
  }

  #retell(key: string, token: SlugToken | null): void {
    if (token === null) this.#tokens.delete(key);
    else this.#tokens.set(key, token);
    this.#retold.add(key);
  }

  #truncate(table: FollowedTable): void {
    if (table === 'car') {
      this.#records.clear();
      this.#unknown.clear();
    } else if (table === 'car_feature') {
      for (const [id, record] of this.#records) this.#records.set(id, { ...record, featureIds: [] });
    } else if (table === 'car_image') {
      for (const [id, record] of this.#records) this.#records.set(id, { ...record, images: [] });
    } else if (table === 'slug_token') {
      for (const key of [...this.#tokens.keys()]) this.#retell(key, null);
    } else {
      for (const id of [...this.#names.entries(table).keys()]) this.#rename(table, id, null);
    }
  }

  result(): Folded {
    const ids = new Set([...this.#base.cars.keys(), ...this.#records.keys()]);
    const cars: CarUpdate[] = [];
    for (const id of ids) {
      const before = this.#base.cars.get(id) ?? null;
      const after = this.#carOf(id);
      if (!sameCar(before, after)) cars.push({ id, before, after });
    }
    return {
      cars,
      names: [...this.#renamed.values()].map(({ table, id }) => ({
        table,
        id,
        entry: this.#names.get(table, id) ?? null,
      })),
      tokens: [...this.#retold].map((key) => {
        const [type = '', value = ''] = key.split('/');
        return { type, value, token: this.#tokens.get(key) ?? null };
      }),
      namesAfter: this.#names,
      tokensAfter: this.#tokens,
      unknown: [...this.#unknown],
    };
  }

  #carOf(id: CarId): Car | null {
    const record = this.#records.get(id);
    if (record === undefined || !isActive(record.row.status)) return null;
    const names = this.#names.of(record);
    if (names === null)
      throw new SyncError('SYNC_CONTRADICTION', `car ${id} has a name that is unknown`, {
        facts: { car: id },
      });
    return composeCar(record, names);
  }
}

function sameCar(one: Car | null, other: Car | null): boolean {
  if (one === null || other === null) return one === other;
  return JSON.stringify(one) === JSON.stringify(other);
}

function withFeature(ids: readonly number[], id: number, present: boolean): readonly number[] {
  const others = ids.filter((other) => other !== id);
  return present ? [...others, id].sort((a, b) => a - b) : others;
}

function withImage(images: readonly CarImage[], position: number, url: string | null): readonly CarImage[] {
  const others = images.filter((image) => image.position !== position);
  return url === null ? others : [...others, { position, url }].sort((a, b) => a.position - b.position);
}
