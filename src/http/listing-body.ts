import type { ListingPage } from '../catalog/listing-engine.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import type { QueryString } from '../visit/query-string.js';
import { pinText } from '../visit/query-string.js';

/** The cards are JSON already: the body is joined, never parsed and written again. */
export function bodyOf(page: ListingPage, asked: ListingRequest, url: string, query: QueryString): string {
  const { page: number, pageSize } = asked;
  const { pin = null } = page;
  const next = number * pageSize < page.count ? JSON.stringify(url + query.forPage(number + 1, pin)) : 'null';
  const previous = number > 1 ? JSON.stringify(url + query.forPage(number - 1, pin)) : 'null';
  const facets = page.facets === undefined ? '' : `,"facets":${JSON.stringify(page.facets)}`;
  return `{"count":${page.count},"next":${next},"previous":${previous},"results":[${page.cards.join(',')}]${facets}}`;
}

/**
 * The ETag's text, where the engine knows its page by a digest; undefined: the body has to be digested. The digest stands for the count
 * and the cards; the links follow from the count, the address, the question and the pin, and these are digested here. Counts of options are in
 * neither.
 */
export function tagOf(page: ListingPage, url: string, query: QueryString): string | undefined {
  if (page.tag === null || page.facets !== undefined) return undefined;
  const pinned = page.pin === undefined ? 0 : digestOf(pinText(page.pin), 0);
  return `${page.tag}.${digestOf(url, digestOf(query.text, pinned)).toString(36)}`;
}

/** 32 bits of a short text: FNV-1a, a multiplication for each character. */
function digestOf(text: string, start: number): number {
  let digest = start ^ 0x811c_9dc5;
  for (let at = 0; at < text.length; at++) digest = Math.imul(digest ^ text.charCodeAt(at), 0x0100_0193);
  return digest >>> 0;
}
