import type { AttributeName, NameTable } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { Names } from '../catalog/names.js';
import type { CarScale } from './car-features.js';

/** A feature as people read it: `make:12` is `make Tata`, `price:0` is `price below 210,000`. A name that is gone stays a number. */
export function featureLabel(name: string, names: Names, scale: CarScale): string {
  const [kind = '', value = ''] = name.split(':');
  const number = Number(value);
  if (kind === 'price' || kind === 'km_driven') return `${worded(kind)} ${rangeOf(number, scale[kind])}`;
  const table = kind === 'feature' ? 'feature' : tableOf.get(kind as AttributeName);
  const named = table == null ? undefined : names.get(table, number)?.name;
  return `${worded(kind)} ${named ?? value}`;
}

const tableOf: ReadonlyMap<AttributeName, NameTable | null> = new Map(
  attributes.map(({ name, options }) => [name, options?.namedBy ?? null]),
);

function worded(kind: string): string {
  return kind.replace('_', ' ');
}

/** A bin holds its lower bound, and not its upper one. */
function rangeOf(bin: number, bounds: readonly number[]): string {
  const [from, to] = [bounds[bin - 1], bounds[bin]].map((bound) => bound?.toLocaleString('en-US'));
  if (from === undefined) return to === undefined ? 'of any size' : `below ${to}`;
  return to === undefined ? `from ${from}` : `from ${from} to below ${to}`;
}
