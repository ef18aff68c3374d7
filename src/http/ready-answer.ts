import type { FastifyReply, FastifyRequest } from 'fastify';
import { isHeld } from './etag.js';

/** An answer that is text already. */
export interface ReadyAnswer {
  /** Name after value, as Node writes them; no content-length and no etag. */
  readonly headers: string[];
  readonly body: string;
  /** The same only for the same body, of all that this URL has ever answered. */
  readonly tag: string;
}

/**
 * Sends a ready answer, or 304 where the client has it already, straight to Node: by way of Fastify's reply the headers of a listing are
 * put together one by one and its body is written as UTF-8, which took a quarter of the whole request (docs/performance.md). A body
 * that is plain ASCII, as nearly all are, is written byte by byte. What counts requests sees these, too.
 */
export function sendReady(request: FastifyRequest, reply: FastifyReply, answer: ReadyAnswer): void {
  const { headers, body, tag } = answer;
  const quoted = `"${tag}"`;
  const bytes = Buffer.byteLength(body);
  const unchanged = isHeld(request, quoted);
  headers.push('etag', quoted);
  // A 304 to HEAD says the length that a GET would get.
  if (!unchanged || request.method === 'HEAD') headers.push('content-length', String(bytes));
  reply.hijack();
  reply.raw.writeHead(unchanged ? 304 : 200, headers);
  if (unchanged) reply.raw.end();
  else reply.raw.end(body, bytes === body.length ? 'latin1' : 'utf8');
}
