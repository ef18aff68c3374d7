import type { FastifyRequest } from 'fastify';

/** The query of a request as it came, without the question mark. */
export function rawQuery(request: FastifyRequest): string {
  const url = request.originalUrl;
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at + 1);
}

/** `https://host`, from the setting or from the request. */
export function originOf(request: FastifyRequest, publicUrl: string | null): string {
  return publicUrl === null ? `${request.protocol}://${request.host}` : publicUrl.replace(/\/$/, '');
}

/** The same query for another page: everything that was asked stays as it was written. Page 1 is not said. */
export function withPage(query: string, page: number): string {
  const parts = query.split('&').filter((part) => part !== '' && nameOf(part) !== 'page');
  if (page > 1) parts.push(`page=${page}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** The name of a parameter, however it was written: `p%61ge=2` is a page too. */
function nameOf(part: string): string {
  return [...new URLSearchParams(part).keys()][0] ?? '';
}
