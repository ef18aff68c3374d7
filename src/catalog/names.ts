import { must } from '../shared/assert.js';
import type { NameTable } from './attributes.js';
import type { CarNames, CarRecord } from './car.js';
import type { NameEntry } from './change.js';

export const nameTables: readonly NameTable[] = [
  'make',
  'model',
  'variant',
  'city',
  'locality',
  'color',
  'fuel_type',
  'transmission',
  'body_type',
  'feature',
];

/** The name tables in memory: small (thousands of rows), and needed for every card. */
export class Names {
  readonly #tables: ReadonlyMap<NameTable, Map<number, NameEntry>>;

  constructor(entries: Iterable<readonly [NameTable, ReadonlyMap<number, NameEntry>]> = []) {
    const given = new Map(entries);
    this.#tables = new Map(nameTables.map((table) => [table, new Map(given.get(table))]));
  }

  get(table: NameTable, id: number): NameEntry | undefined {
    return this.#tables.get(table)?.get(id);
  }

  entries(table: NameTable): ReadonlyMap<number, NameEntry> {
    return must(this.#tables.get(table), `name table ${table}`);
  }

  set(table: NameTable, id: number, entry: NameEntry | null): void {
    const rows = must(this.#tables.get(table), `name table ${table}`);
    if (entry === null) rows.delete(id);
    else rows.set(id, entry);
  }

  /** A copy that can be changed without this one noticing. */
  copy(): Names {
    return new Names(this.#tables);
  }

  /** The names of a car; null if a row that it points to is unknown here. */
  of(record: CarRecord): CarNames | null {
    const { row } = record;
    const variant = this.get('variant', row.variant_id);
    const model = this.get('model', variant?.parentId ?? 0);
    const make = this.get('make', model?.parentId ?? 0);
    const city = this.get('city', row.city_id);
    const locality = row.locality_id === null ? null : this.get('locality', row.locality_id);
    const color = this.get('color', row.color_id);
    const fuel = this.get('fuel_type', row.fuel_type_id);
    const transmission = this.get('transmission', row.transmission_id);
    const body = this.get('body_type', row.body_type_id);
    const features = record.featureIds.map((id) => this.get('feature', id)?.name);
    if (!variant || !model || !make || !city || !color || !fuel || !transmission || !body) return null;
    if (locality === undefined || features.includes(undefined)) return null;
    return {
      city_name: city.name,
      locality_name: locality?.name ?? null,
      make_id: must(model.parentId, 'make of a model'),
      make_name: make.name,
      model_id: must(variant.parentId, 'model of a variant'),
      model_name: model.name,
      variant_name: variant.name,
      color: color.name,
      fuel_type: fuel.name,
      transmission: transmission.name,
      body_type: body.name,
      featureNames: features as readonly string[],
    };
  }
}
