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
  if (!isHeld(request, quoted)) return reply.send(body);
  // To HEAD, the length that a GET would get; Fastify takes it from the body, and sends none.
  return request.method === 'HEAD' ? reply.code(304).send(body) : reply.code(304).send();
}

/** Whether the client has the answer of this tag already. Compares weakly, as If-None-Match does. */
export function isHeld(request: FastifyRequest, tag: string): boolean {
  const header = request.headers['if-none-match'];
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}
