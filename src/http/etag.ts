import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Sends a body with its ETag, or 304 where the client has it already (RFC 9110, section 13.1.2). */
export function sendTagged(request: FastifyRequest, reply: FastifyReply, body: string): FastifyReply {
  const tag = `"${hash('sha1', body, 'base64url')}"`;
  void reply.header('etag', tag);
  const known = request.headers['if-none-match'];
  if (known !== undefined && isKnown(known, tag)) return reply.code(304).send();
  return reply.send(body);
}

/** Compares weakly, as If-None-Match does. */
function isKnown(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}
