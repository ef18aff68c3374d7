import type { Understood } from '../catalog/search/understand.js';
import { understand } from '../catalog/search/understand.js';
import { maxSearchLength } from '../catalog/search/words.js';
import type { SlugTokens } from '../catalog/slug-tokens.js';
import type { QueryString } from '../visit/query-string.js';

/** Of the search form, and of an address that a search led to and did not understand all of. */
export const lineParameter = 'q';

/** The line of words in an address; empty: there is none. */
export function lineIn(query: QueryString): string {
  return query.getAll(lineParameter).join(' ').slice(0, maxSearchLength);
}

/** What is left of a search where not all of it was understood. */
export interface SearchLeft {
  /** To be corrected; empty: there is nothing to correct. */
  readonly line: string;
  readonly notUnderstood: readonly string[];
}

/** The search that an address tells of. A line that says nothing unknown is done with: its meaning is in the address. */
export function searchLeft(tokens: SlugTokens, query: QueryString): SearchLeft {
  const line = lineIn(query);
  const { notUnderstood } = line === '' ? { notUnderstood: [] } : understood(tokens, line);
  return { line: notUnderstood.length === 0 ? '' : line, notUnderstood };
}

/** What a line means today. */
export function understood(tokens: SlugTokens, line: string): Understood {
  return understand(tokens, line, { thisYear: new Date().getFullYear() });
}
