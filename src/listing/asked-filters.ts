import type { Filters } from '../catalog/filters.js';
import { mergeFilters } from '../catalog/filters.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import { parseSlug } from '../catalog/slug.js';
import { filtersFromSlug } from '../catalog/slug-filters.js';
import type { SlugProblem } from '../catalog/slug-problem.js';
import type { Result } from '../shared/result.js';
import { ok } from '../shared/result.js';
import type { Words } from './slug-book.js';

/** All that a request asks for: its parameters, and what its slug says. `words` null: the request has no slug. */
export function askedFilters(
  { filters, slug }: ListingRequest,
  words: Pick<Words, 'tokens'> | null,
): Result<Filters, SlugProblem> {
  if (slug === null || words === null) return ok(filters);
  const said = parseSlug(words.tokens, slug);
  return said.ok ? ok(mergeFilters(filters, filtersFromSlug(said.value))) : said;
}
