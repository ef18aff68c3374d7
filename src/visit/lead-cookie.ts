import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOf, cookiePattern, isHttps, setCookieText } from './cookies.js';

const name = 'forecourt_lead';
const pattern = cookiePattern(name, '[\\w-]{72}');

/** The proof of a number that the visitor has confirmed; empty: there is none. Whether it is good, it does not say. */
export function proofOf(request: FastifyRequest): string {
  return cookieOf(request, pattern) ?? '';
}

/** Keeps the proof in a cookie, so that a number need not be confirmed each time. */
export class LeadCookie {
  readonly #isHttps: boolean;
  readonly #maxAgeSeconds: number;

  /** @param publicUrl as visitors reach this server; null: as the request says */
  constructor(publicUrl: string | null, maxAgeSeconds: number) {
    this.#isHttps = isHttps(publicUrl);
    this.#maxAgeSeconds = maxAgeSeconds;
  }

  write(request: FastifyRequest, reply: FastifyReply, proof: string): void {
    const secure = this.#isHttps || request.protocol === 'https';
    void reply.header(
      'set-cookie',
      setCookieText(name, proof, { secure, maxAgeSeconds: this.#maxAgeSeconds }),
    );
  }
}
