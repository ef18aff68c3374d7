import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The tag of a body of which nothing shorter is known. */
export function tagOfBody(body: string): string {
  return hash('sha1', body, 'base64url');
}

/**
 * Sends a body with its ETag, or 304 where the client has it already (RFC 9110, section 13.1.2).
 * @param tag the same only for the same body, of all that this URL has ever answered
 */
export function sendTagged(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string,
  tag = tagOfBody(body),
): FastifyReply {
  const quoted = `"${tag}"`;
  void reply.header('etag', quoted);
  const known = request.headers['if-none-match'];
  if (known === undefined || !isKnown(known, quoted)) return reply.send(body);
  // To HEAD, the length that a GET would get; Fastify takes it from the body, and sends none.
  return request.method === 'HEAD' ? reply.code(304).send(body) : reply.code(304).send();
}

/** Compares weakly, as If-None-Match does. */
function isKnown(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}
