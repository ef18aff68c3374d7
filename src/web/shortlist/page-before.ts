import type { FastifyRequest } from 'fastify';
import { originOf } from '../../visit/cross-site.js';

/**
 * The page of ours that a form was sent from, as path and query; null: the browser does not say. Nobody is led to another site: what another
 * site says of itself is no page of ours, and what is answered names no host.
 *
 * @param publicUrl as visitors reach this server; null: unknown
 */
export function pageBefore({ headers, host }: FastifyRequest, publicUrl: string | null): string | null {
  const { referer } = headers;
  if (referer === undefined || !URL.canParse(referer)) return null;
  const page = new URL(referer);
  const isOurs = page.host === host || page.origin === originOf(publicUrl);
  // Two slashes at the start would name a host.
  return isOurs && /^\/(?![/\\])/.test(page.pathname) ? page.pathname + page.search : null;
}
