import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isHeld } from '../visit/ready-answer.js';
import { shortlistOf } from '../visit/shortlist-cookie.js';
import type { Assets } from './assets.js';
import type { Document } from './document.js';
import { renderDocument } from './document.js';
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

  /** @param publicUrl as visitors reach this server; null: unknown */
  constructor(assets: Assets, photoSizes: PhotoSizes, publicUrl: string | null) {
    this.#assets = assets;
    this.#photoSizes = photoSizes;
    this.#headers = securityHeaders(assets, publicUrl);
  }

  /** 304 where the browser has this very page. What stands in a page depends on the visitor: no cache but their own may keep it. */
  send(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
    const body = Buffer.from(this.#textOf(request, page));
    const tag = `"${hash('sha1', body, 'base64url')}"`;
    void reply
      .headers(this.#headers)
      .header('cache-control', 'private, max-age=0, must-revalidate')
      .header('vary', 'cookie')
      // Weak: the same page is sent compressed in several ways.
      .header('etag', `W/${tag}`);
    if (page.status === 200 && isHeld(request, tag)) return reply.code(304).send();
    return reply.code(page.status).type('text/html; charset=utf-8').send(body);
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

  #textOf(request: FastifyRequest, page: Page): string {
    return renderDocument(page, this.#assets, {
      shortlist: shortlistOf(request),
      photoSizes: this.#photoSizes,
    });
  }
}
