import type { Filters } from '../catalog/filters.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import type { Position } from '../catalog/position.js';
import { IndexError } from '../index/errors.js';
import { askedFilters } from './asked-filters.js';
import type { IndexGate } from './index-gate.js';
import type { NearListing } from './near-listing.js';
import type { SlugBook } from './slug-book.js';

export interface NearParts {
  /** Null: this server has none. */
  readonly near: NearListing | null;
  readonly slugs: SlugBook;
  readonly gate: IndexGate;
}

/** What the near index says to a request, no older than `floor`; null: somebody else has to be asked. */
export async function askNear<Answer extends { readonly words: string | null }>(
  { near, slugs, gate }: NearParts,
  request: ListingRequest,
  floor: Position,
  ask: (near: NearListing, filters: Filters) => Promise<Answer>,
): Promise<Answer | null> {
  if (!gate.isBelieved || near?.holds(floor) !== true) return null;
  try {
    const words = request.slug === null ? null : await slugs.known();
    const filters = askedFilters(request, words);
    if (!filters.ok) return null;
    const answer = await ask(near, filters.value);
    // A slug that was looked up in other words than the answer was made under.
    if (words !== null && answer.words !== words.version) return null;
    gate.answered();
    return answer;
  } catch (error) {
    // A card that is not held here has changed meanwhile, or can't be fetched: the index has all of one moment, or says why not.
    if (error instanceof IndexError) return null;
    throw error;
  }
}
