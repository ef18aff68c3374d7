import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOf, cookiePattern, isHttps, setCookieText } from './cookies.js';

const name = 'forecourt_code';
const pattern = cookiePattern(name, '[\\w-]{72}');

/** What goes with the code that a visitor was sent, until they enter it; empty: none was sent. */
export function codeTokenOf(request: FastifyRequest): string {
  return cookieOf(request, pattern) ?? '';
}

/** Keeps that out of addresses and pages. */
export class CodeCookie {
  readonly #isHttps: boolean;

  /** @param publicUrl as visitors reach this server; null: as the request says */
  constructor(publicUrl: string | null) {
    this.#isHttps = isHttps(publicUrl);
  }

  write(request: FastifyRequest, reply: FastifyReply, token: string, maxAgeSeconds: number): void {
    const secure = this.#isHttps || request.protocol === 'https';
    void reply.header('set-cookie', setCookieText(name, token, { secure, maxAgeSeconds }));
  }
}
