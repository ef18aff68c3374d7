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

/** What a line means today. */
export function understood(tokens: SlugTokens, line: string): Understood {
  return understand(tokens, line, { thisYear: new Date().getFullYear() });
}
