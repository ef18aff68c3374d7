import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Position } from '../catalog/position.js';
import { positionFromString, positionToString, positionZero } from '../catalog/position.js';
import { cookieOf, cookiePattern, isHttps, setCookieText } from './cookies.js';

/** What of the log a visitor has seen, whichever server answered; nothing that tells visitors apart. */
const name = 'forecourt_position';
const cookie = cookiePattern(name, '[\\dA-F]{1,8}/[\\dA-F]{1,8}');

/** The latest position that the visitor has been shown during this visit; zero: none that is known. */
export function positionSeen(request: FastifyRequest): Position {
  const text = cookieOf(request, cookie);
  return text === null ? positionZero : (positionFromString(text) ?? positionZero);
}

/**
 * Shared caches may keep such an answer, and have to ask whether it still holds; the cookie they must leave out: it is of whoever
 * asked first (RFC 9111, section 5.2.2.4).
 */
export const visitCaching = 'public, max-age=0, must-revalidate, no-cache="set-cookie"';

/** An answer that is ordered for whoever asked. */
export const personalCaching = 'private, max-age=0, must-revalidate';

/** Tells visitors the position of their answer, and has browsers say it again until the visit is over. */
export class VisitHeaders {
  /** Most answers in a row are of the same position. */
  #position = positionZero;
  #text = positionToString(positionZero);
  #cookie: string;
  readonly #secure: boolean;

  /** @param publicUrl as visitors reach this server; null: unknown */
  constructor(publicUrl: string | null) {
    this.#secure = isHttps(publicUrl);
    this.#cookie = this.#cookieOf(this.#text);
  }

  /** Names and values in turn. */
  of(position: Position, seen: Position): string[] {
    if (position !== this.#position) {
      this.#position = position;
      this.#text = positionToString(position);
      this.#cookie = this.#cookieOf(this.#text);
    }
    // Another one than was seen is later, or the visitor can't have seen that.
    return position !== seen
      ? ['x-position', this.#text, 'set-cookie', this.#cookie]
      : ['x-position', this.#text];
  }

  write(reply: FastifyReply, position: Position, seen: Position): void {
    const [headerName = '', text = '', cookieName, cookieText] = this.of(position, seen);
    void reply.header(headerName, text);
    if (cookieName !== undefined) void reply.header(cookieName, cookieText);
  }

  #cookieOf(position: string): string {
    return setCookieText(name, position, { secure: this.#secure, maxAgeSeconds: null });
  }
}
