import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOf, cookiePattern, CookieWriter } from './cookies.js';

/** Of signed tokens. */
const token = '[\\w-]{72}';
const codeName = 'forecourt_code';
/** More than a number is sent in an hour, by default. */
const mostCodes = 6;
const codeCookie = cookiePattern(codeName, `${token}(?:\\.${token}){0,${mostCodes - 1}}`);
const proofName = 'forecourt_lead';
const proofCookie = cookiePattern(proofName, token);

/** What goes with the codes that a visitor was sent, until they enter one, the last one first; empty: none was sent. */
export function codeTokensOf(request: FastifyRequest): readonly string[] {
  return cookieOf(request, codeCookie)?.split('.') ?? [];
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

  /** @param tokens the last one first; of more than a few, the oldest are forgotten */
  writeCodeTokens(
    request: FastifyRequest,
    reply: FastifyReply,
    tokens: readonly string[],
    maxAgeSeconds: number,
  ): void {
    const value = tokens.slice(0, mostCodes).join('.');
    this.#writer.write(request, reply, { name: codeName, value, maxAgeSeconds });
  }

  writeProof(request: FastifyRequest, reply: FastifyReply, value: string, maxAgeSeconds: number): void {
    this.#writer.write(request, reply, { name: proofName, value, maxAgeSeconds });
  }
}
