import type { AttributeName } from '../../catalog/attributes.js';
import { attributes, featureRules } from '../../catalog/attributes.js';
import type { Filters } from '../../catalog/filters.js';
import { normalizeFilters } from '../../catalog/filters.js';
import type { FacetNames } from './facet-names.js';
import { capitalised, optionWords, rangeWords } from './filter-words.js';

/** One thing that is asked for, and what is asked without it. */
export interface Chip {
  readonly label: string;
  readonly without: Filters;
}

/** All that a question asks for, in the order of the attribute table. */
export function chipsOf(filters: Filters, names: FacetNames): readonly Chip[] {
  return [
    ...attributes.flatMap(({ name }) => [
      ...(filters.options[name] ?? []).map((id) => ({
        label: capitalised(optionWords(name, id, names)),
        without: withoutOption(filters, name, id),
      })),
      ...rangeChips(filters, name),
    ]),
    ...featureChips(filters, names),
  ];
}

function withoutOption(filters: Filters, name: AttributeName, id: number): Filters {
  const others = (filters.options[name] ?? []).filter((each) => each !== id);
  return normalizeFilters({ ...filters, options: { ...filters.options, [name]: others } });
}

function rangeChips(filters: Filters, name: keyof Filters['ranges']): readonly Chip[] {
  const range = filters.ranges[name];
  if (range === undefined) return [];
  const { [name]: _left, ...ranges } = filters.ranges;
  const label = rangeWords(name, range);
  return [{ label: capitalised(label), without: { ...filters, ranges } }];
}

function featureChips(filters: Filters, names: FacetNames): readonly Chip[] {
  return featureRules.flatMap((rule) => {
    const ids = filters.features[rule];
    const without = (kept: readonly number[]): Filters =>
      normalizeFilters({ ...filters, features: { ...filters.features, [rule]: kept } });
    // "Any of these" is one wish.
    if (rule === 'any') {
      const label = ids.map((id) => names.featureName(id)).join(' or ');
      return ids.length === 0 ? [] : [{ label, without: without([]) }];
    }
    return ids.map((id) => ({
      label: capitalised(`${rule === 'none' ? 'no ' : ''}${names.featureName(id)}`),
      without: without(ids.filter((each) => each !== id)),
    }));
  });
}
