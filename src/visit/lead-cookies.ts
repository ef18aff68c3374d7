import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOf, cookiePattern, CookieWriter } from './cookies.js';

/** Of signed tokens. */
const token = '[\\w-]{72}';
const codeName = 'forecourt_code';
const codeCookie = cookiePattern(codeName, token);
const proofName = 'forecourt_lead';
const proofCookie = cookiePattern(proofName, token);

/** What goes with the code that a visitor was sent, until they enter it; empty: none was sent. */
export function codeTokenOf(request: FastifyRequest): string {
  return cookieOf(request, codeCookie) ?? '';
}

/** The proof of a number that the visitor has confirmed; empty: there is none. Whether it is good, it does not say. */
export function proofOf(request: FastifyRequest): string {
  return cookieOf(request, proofCookie) ?? '';
}

/** Gives visitors what they need to confirm a number, and not to do it each time: out of addresses and pages. */
export class LeadCookies {
  readonly #writer: CookieWriter;

  /** @param publicUrl as visitors reach this server; null: as the request says */
  constructor(publicUrl: string | null) {
    this.#writer = new CookieWriter(publicUrl);
  }

  writeCodeToken(request: FastifyRequest, reply: FastifyReply, value: string, maxAgeSeconds: number): void {
    this.#writer.write(request, reply, { name: codeName, value, maxAgeSeconds });
  }

  writeProof(request: FastifyRequest, reply: FastifyReply, value: string, maxAgeSeconds: number): void {
    this.#writer.write(request, reply, { name: proofName, value, maxAgeSeconds });
  }
}
