import type { FastifyRequest } from 'fastify';

/**
 * Whether another site's page had the browser send this: what changes something refuses it. Every browser says Origin with a POST, and newer ones
 * Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/); neither can be set by a page. Who says neither is no browser, and has no cookies but
 * its own.
 *
 * @param publicUrl as visitors reach this server; null: as the request says
 */
export function isFromOtherSite(request: FastifyRequest, publicUrl: string | null): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site === 'cross-site') return true;
  if (origin === undefined) return false;
  // "null" is the origin of a page that hides its own.
  const from = URL.canParse(origin) ? new URL(origin) : null;
  if (from === null) return true;
  return publicUrl === null ? !isOfHost(from, request) : from.origin !== originOf(publicUrl);
}

/**
 * A page that came by plain HTTP may be anybody's by the time it is read, so it sends nothing to where visitors come by https. That is known of a request
 * which came so; where it did not, a proxy in front, of which nobody has told, may have taken it by https.
 */
function isOfHost(from: URL, { host, protocol }: FastifyRequest): boolean {
  return from.host === hostOf(from, host) && (from.protocol === 'https:' || protocol === 'http');
}

/** The host of a request as an origin of the same scheme says it: without the port that the scheme has anyway. */
function hostOf({ protocol }: URL, host: string): string {
  const address = `${protocol}//${host}`;
  return URL.canParse(address) ? new URL(address).host : '';
}

/** Null: it is not known how visitors reach this server. */
export function originOf(publicUrl: string | null): string | null {
  return publicUrl === null ? null : new URL(publicUrl).origin;
}
