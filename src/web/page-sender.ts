import { negotiate } from '@fastify/accept-negotiator';
import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isHeld } from '../visit/ready-answer.js';
import { shortlistOf } from '../visit/shortlist-cookie.js';
import type { Assets } from './assets.js';
import type { Document } from './document.js';
import { renderDocument } from './document.js';
import type { Encoding, MadePage } from './kept-pages.js';
import { encodings, KeptPages, madeOf, tagOf } from './kept-pages.js';
import type { PhotoSizes } from './photo-sizes.js';
import { securityHeaders } from './security.js';

/** A page and its status. */
export interface Page extends Document {
  readonly status: number;
}

/** Makes pages of view models, and sends them. */
export class PageSender {
  readonly #assets: Assets;
  readonly #photoSizes: PhotoSizes;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #kept = new KeptPages();

  /** @param publicUrl as visitors reach this server; null: unknown */
  constructor(assets: Assets, photoSizes: PhotoSizes, publicUrl: string | null) {
    this.#assets = assets;
    this.#photoSizes = photoSizes;
    this.#headers = securityHeaders(assets, publicUrl);
  }

  /** 304 where the browser has this very page. What stands in a page depends on the visitor: no cache but their own may keep it. */
  send(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
    const body = Buffer.from(this.#textOf(request, page));
    return this.#answer(request, reply.code(page.status), { body, tag: tagOf(body) }, 'cookie');
  }

  /**
   * As {@link send}, of a page with status 200 that many may ask for: one of the same content is made once. With hearts in it, it is one
   * visitor's.
   *
   * @param content all that the page is made of, but for a shortlist, as text of any length; null: it is one visitor's all the same
   * @param page asked for where it is not kept
   */
  async sendKept(
    request: FastifyRequest,
    reply: FastifyReply,
    content: () => string | null,
    page: () => Document,
  ): Promise<FastifyReply> {
    const madeOfAll = shortlistOf(request).length > 0 ? null : content();
    if (madeOfAll === null) return this.send(request, reply, { status: 200, ...page() });
    const started = performance.now();
    const encoding = encodingFor(request);
    const key = hash('sha256', `${encoding ?? ''} ${madeOfAll}`, 'base64url');
    const isKept = this.#kept.has(key);
    const made = await this.#kept.get(key, () => madeOf(this.#textOf(request, page()), encoding));
    const took = (performance.now() - started).toFixed(3);
    void reply.header('server-timing', `page;desc="${isKept ? 'kept' : 'made'}";dur=${took}`);
    if (encoding !== null) void reply.header('content-encoding', encoding);
    return this.#answer(request, reply.code(200), made, 'cookie, accept-encoding');
  }

  #answer(request: FastifyRequest, reply: FastifyReply, { body, tag }: MadePage, vary: string): FastifyReply {
    const quoted = `"${tag}"`;
    void reply
      .headers(this.#headers)
      .header('cache-control', 'private, max-age=0, must-revalidate')
      .header('vary', vary)
      // Weak: the same page is sent compressed in several ways.
      .header('etag', `W/${quoted}`);
    if (reply.statusCode === 200 && isHeld(request, quoted))
      return reply.removeHeader('content-encoding').code(304).send();
    return reply.type('text/html; charset=utf-8').send(body);
  }

  /**
   * A page whose address is as good as a key, that holds a form to be sent once, or that tells of an error: nobody keeps it, and no other site learns
   * its address. (With "no-referrer", browsers would hide from us, too, that a form is ours.)
   */
  sendOnce(reply: FastifyReply, page: Page): FastifyReply {
    return reply
      .headers(this.#headers)
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'same-origin')
      .code(page.status)
      .type('text/html; charset=utf-8')
      .send(this.#textOf(reply.request, page));
  }

  #textOf(request: FastifyRequest, page: Document): string {
    return renderDocument(page, this.#assets, {
      shortlist: shortlistOf(request),
      photoSizes: this.#photoSizes,
    });
  }
}

/** Null: the client takes none of them. */
function encodingFor({ headers }: FastifyRequest): Encoding | null {
  const accepted = headers['accept-encoding'];
  const name = accepted === undefined ? null : negotiate(accepted, [...encodings]);
  return encodings.find((encoding) => encoding === name) ?? null;
}
