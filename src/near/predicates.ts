import { attributes } from '../catalog/attributes.js';
import type { Filters } from '../catalog/filters.js';
import type { NearIndex } from './near-index.js';
import type { OptionColumn } from './option-column.js';
import { noCode } from './option-column.js';
import type { OrderedColumn, Segment } from './ordered-column.js';
import type { Posting } from './posting.js';

/** One filter against one index. `size`: cars that pass it alone, at most. */
export type Predicate =
  | {
      readonly kind: 'option';
      readonly name: string;
      readonly size: number;
      readonly column: OptionColumn;
      readonly codes: readonly number[];
    }
  | {
      readonly kind: 'range';
      readonly name: string;
      readonly size: number;
      readonly column: OrderedColumn;
      readonly segment: Segment;
      readonly min: number;
      readonly max: number;
    }
  | {
      readonly kind: 'having';
      readonly name: string;
      readonly size: number;
      readonly postings: readonly Posting[];
    }
  | {
      readonly kind: 'lacking';
      readonly name: string;
      readonly size: number;
      readonly postings: readonly Posting[];
    };

/** The filters as predicates, those that fewest cars pass first. Different ones must all hold. */
export function predicatesOf(index: NearIndex, filters: Filters): Predicate[] {
  const predicates: Predicate[] = [];
  for (const { name } of attributes) {
    const values = filters.options[name];
    if (values !== undefined) {
      const column = index.option(name);
      const codes = values.map((value) => column.codeOf(value)).filter((code) => code !== noCode);
      const size = codes.reduce((sum, code) => sum + column.postings[code]!.count, 0);
      predicates.push({ kind: 'option', name, size, column, codes });
    }
    const range = filters.ranges[name];
    if (range !== undefined) {
      const column = index.ordered(name);
      const segment = column.segment(range.min, range.max);
      const [min, max] = [range.min ?? -Infinity, range.max ?? Number.MAX_VALUE];
      predicates.push({ kind: 'range', name, size: segment.to - segment.from, column, segment, min, max });
    }
  }
  const { any, all, none } = filters.features;
  const setsOf = (features: readonly number[]): Posting[] =>
    features.map((feature) => index.features.get(feature)).filter((posting) => posting !== undefined);
  if (any.length > 0) predicates.push(having('features', setsOf(any)));
  for (const feature of all) predicates.push(having(`feature ${feature}`, setsOf([feature])));
  const unwanted = setsOf(none);
  if (unwanted.length > 0)
    predicates.push({ kind: 'lacking', name: 'features_none', size: index.count, postings: unwanted });
  return predicates.sort((one, other) => one.size - other.size);
}

/** The sets that a predicate looks into. */
export function postingsOf(predicate: Exclude<Predicate, { kind: 'range' }>): readonly Posting[] {
  return predicate.kind === 'option'
    ? predicate.codes.map((code) => predicate.column.postings[code]!)
    : predicate.postings;
}

/** At least one of the postings. */
function having(name: string, postings: readonly Posting[]): Predicate {
  const size = postings.reduce((sum, posting) => sum + posting.count, 0);
  return { kind: 'having', name, size, postings };
}
