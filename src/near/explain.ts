import type { CarId } from '../catalog/car.js';
import type { Query } from '../catalog/query.js';
import { placesOf } from '../catalog/query.js';
import type { NearIndex } from './near-index.js';
import type { SlotPage } from './page.js';
import { pageOf } from './page.js';
import { bestScored } from './scored-page.js';
import { Scratch, Selected } from './selected.js';
import type { Predicate } from './predicates.js';
import { postingsOf, predicatesOf } from './predicates.js';
import type { Selection } from './selection.js';
import { Selector } from './selection.js';
import type { VisitorScores } from './visitor-scores.js';

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
  /** The cars on the page. */
  readonly page: readonly CarId[];
}

/** The first ones are slower: nothing is compiled yet. */
const runs = 31;

/**
 * Answers a query as a server would, and says how.
 *
 * @param scores what the cars are ranked by, known from the second run on, as to a server for a visitor who has been there; null: the
 *   query's own order holds
 */
export function explainNear(
  index: NearIndex,
  query: Query,
  scores: VisitorScores | null = null,
): NearExplanation {
  const filters = predicatesOf(index, query.filters).map(explained);
  const selector = new Selector(index);
  const times: number[] = [];
  for (;;) {
    const started = performance.now();
    const selection = selector.select(query.filters);
    const { slots, way, work } = cutPage(index, selection, query, scores);
    times.push((performance.now() - started) * 1_000);
    if (times.length < runs) continue;
    const microseconds = times.sort((one, other) => one - other)[runs >>> 1] ?? 0;
    const { count, kind, work: selectionWork } = selection;
    return {
      filters,
      count,
      selection: kind,
      selectionWork,
      way,
      pageWork: work,
      microseconds,
      page: slots.map((slot) => index.ids[slot]! as CarId),
    };
  }
}

function cutPage(
  index: NearIndex,
  selection: Selection,
  query: Query,
  scores: VisitorScores | null,
): SlotPage {
  const places = { first: placesOf(query).first, size: query.pageSize };
  if (scores === null) return pageOf(index, selection, query.ordering, places);
  const { slots } = new Selected(index, selection, new Scratch(index));
  return bestScored(index, slots, scores.of(index, slots), places);
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
