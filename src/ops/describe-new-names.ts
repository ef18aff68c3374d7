import type { NameTable } from '../catalog/attributes.js';
import { nameTables } from '../catalog/names.js';
import type { NewName } from '../source/import/obtain-names.js';

const words: Readonly<Record<NameTable, readonly [one: string, more: string]>> = {
  make: ['make', 'makes'],
  model: ['model', 'models'],
  variant: ['variant', 'variants'],
  city: ['city', 'cities'],
  locality: ['locality', 'localities'],
  color: ['colour', 'colours'],
  fuel_type: ['fuel type', 'fuel types'],
  transmission: ['transmission', 'transmissions'],
  body_type: ['body type', 'body types'],
  feature: ['feature', 'features'],
};

const shown = 5;

/** `1 make (Tataa), 14 variants (XM, XZ, ...)`: somebody who misspelt a name sees it there. */
export function describeNewNames(names: readonly NewName[]): string {
  return nameTables
    .map((table) => [table, names.filter((each) => each.table === table).map(({ name }) => name)] as const)
    .filter(([, added]) => added.length > 0)
    .map(([table, added]) => {
      const [one, more] = words[table];
      const examples = [...added.slice(0, shown), ...(added.length > shown ? ['...'] : [])].join(', ');
      return `${added.length} ${added.length === 1 ? one : more} (${examples})`;
    })
    .join(', ');
}
