import type { AttributeName } from '../../catalog/attributes.js';
import { attributeNamed } from '../../catalog/attributes.js';
import type { Filters, Range } from '../../catalog/filters.js';
import { kilometres, shortRupees } from '../rupees.js';
import type { FacetNames } from './facet-names.js';

/** Bounds as people say them. */
export function rangeWords(name: AttributeName, { min, max }: Range): string {
  const say = sayers[name] ?? String;
  if (min !== null && max !== null) return min === max ? say(min) : `${say(min)} to ${say(max)}`;
  if (name === 'year') return min !== null ? `${say(min)} or newer` : `${say(max ?? 0)} or older`;
  return min !== null ? `from ${say(min)}` : `under ${say(max ?? 0)}`;
}

const sayers: Partial<Record<AttributeName, (value: number) => string>> = {
  price: shortRupees,
  km_driven: kilometres,
};

/** One option as it stands in a sentence or on a chip: a bare number says nothing. `city 9999` where there is no such city. */
export function optionWords(name: AttributeName, id: number, names: FacetNames): string {
  const text = names.nameOf(name, id);
  if (text === null) return `${attributeNamed(name).label.toLowerCase()} ${id}`;
  if (name === 'owner') return `${text} owner`;
  return name === 'seats' ? `${text} seats` : text;
}

/** What the slug part of a listing shows, said in the order of a slug: `Used white Tata Nexon cars under ₹8 lakh in Mumbai`. */
export function headingOf(filters: Filters, names: FacetNames): string {
  const said = (name: AttributeName): string => either(name, filters, names);
  const make = said('make') || makesOfModels(filters, names);
  const price = filters.ranges.price;
  const words = [
    'Used',
    ...[said('color'), said('fuel_type'), said('transmission')].map(lowered),
    make,
    said('model'),
    said('variant'),
    said('body_type'),
    'cars',
    price === undefined ? '' : rangeWords('price', price),
  ];
  const places = said('locality') || said('city');
  if (places !== '') words.push('in', places);
  return words.filter((word) => word !== '').join(' ');
}

/** `Mumbai`, `Mumbai or Pune`; nothing where there are too many to say. */
function either(name: AttributeName, filters: Filters, names: FacetNames): string {
  const ids = filters.options[name] ?? [];
  return ids.length > 3 ? '' : ids.map((id) => optionWords(name, id, names)).join(' or ');
}

/** A model is known by its make. */
function makesOfModels(filters: Filters, names: FacetNames): string {
  const [model, second] = filters.options.model ?? [];
  return model === undefined || second !== undefined ? '' : (names.makeOfModel(model) ?? '');
}

/** `White` -> `white`, but `CNG` stays. */
function lowered(text: string): string {
  return text.replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
