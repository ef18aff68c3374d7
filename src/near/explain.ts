import type { Query } from '../catalog/query.js';
import { placesOf } from '../catalog/query.js';
import type { NearIndex } from './near-index.js';
import type { SlotPage } from './page.js';
import { pageOf } from './page.js';
import type { Predicate } from './predicates.js';
import { postingsOf, predicatesOf } from './predicates.js';
import type { Selection } from './selection.js';
import { Selector } from './selection.js';

/** A filter as it stands in the index. */
export interface ExplainedFilter {
  readonly name: string;
  /** Cars that pass it alone. */
  readonly cars: number;
  /** Where they are read from: `places 10 to 90 of the order`, `bits`, `2 lists` ... */
  readonly form: string;
}

/** How the near index answers a query. Work is in steps of a few nanoseconds. */
export interface NearExplanation {
  readonly filters: readonly ExplainedFilter[];
  readonly count: number;
  /** In which form the cars were found that pass all filters. */
  readonly selection: Selection['kind'];
  readonly selectionWork: number;
  /** How the page was cut out of them. */
  readonly way: SlotPage['way'];
  readonly pageWork: number;
  /** Of both, the median of {@link runs}. */
  readonly microseconds: number;
}

/** The first ones are slower: nothing is compiled yet. */
const runs = 31;

/** Answers a query as a server would, and says how. */
export function explainNear(index: NearIndex, query: Query): NearExplanation {
  const filters = predicatesOf(index, query.filters).map(explained);
  const selector = new Selector(index);
  const { first } = placesOf(query);
  const times: number[] = [];
  for (;;) {
    const started = performance.now();
    const selection = selector.select(query.filters);
    const { way, work } = pageOf(index, selection, query.ordering, { first, size: query.pageSize });
    times.push((performance.now() - started) * 1_000);
    if (times.length < runs) continue;
    const microseconds = times.sort((one, other) => one - other)[runs >>> 1] ?? 0;
    const { count, kind, work: selectionWork } = selection;
    return { filters, count, selection: kind, selectionWork, way, pageWork: work, microseconds };
  }
}

function explained(predicate: Predicate): ExplainedFilter {
  return { name: predicate.name, cars: predicate.size, form: formOf(predicate) };
}

function formOf(predicate: Predicate): string {
  if (predicate.kind === 'range') {
    const { from, to } = predicate.segment;
    return from === to ? 'no place of the order' : `places ${from + 1} to ${to} of the order`;
  }
  const postings = postingsOf(predicate);
  const bits = postings.filter((posting) => posting.bits !== null).length;
  const parts = [
    bits === 0 ? '' : `${bits} of bits`,
    postings.length === bits ? '' : `${postings.length - bits} as list`,
  ].filter((part) => part !== '');
  const sets = parts.length === 0 ? 'no set' : parts.join(', ');
  return predicate.kind === 'lacking' ? `all but ${sets}` : sets;
}
