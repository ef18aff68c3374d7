import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Position } from '../catalog/position.js';
import { positionZero } from '../catalog/position.js';
import { cookieOf, cookiePattern, isHttps, setCookieText } from './cookies.js';
import type { PositionSeal, ToldPosition } from './position-seal.js';
import { sealedPattern } from './position-seal.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Under which all routes read and give the cookie; see {@link usePositionSeal}. */
    positionSeal: PositionSeal;
  }
}

/** Has the app and all its scopes believe, and give, positions under this seal. */
export function usePositionSeal(app: FastifyInstance, seal: PositionSeal): void {
  app.decorate('positionSeal', seal);
}

/** What of the log a visitor has seen, whichever server answered; nothing that tells visitors apart. */
const name = 'forecourt_position';
const cookie = cookiePattern(name, sealedPattern);

/** The latest position that the visitor has been shown during this visit; zero: none that is known, or a forged one. */
export function positionSeen(request: FastifyRequest): Position {
  const sealed = cookieOf(request, cookie);
  return sealed === null ? positionZero : request.server.positionSeal.read(sealed);
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
  readonly #secure: boolean;
  /** Most answers in a row are of the same position. */
  #told: ToldPosition | null = null;
  #cookie: string | null = null;

  /** @param publicUrl as visitors reach this server; null: unknown */
  constructor(publicUrl: string | null) {
    this.#secure = isHttps(publicUrl);
  }

  /** Names and values in turn. */
  of({ server }: FastifyRequest, position: Position, seen: Position): string[] {
    const told = server.positionSeal.tell(position);
    if (told !== this.#told) {
      this.#told = told;
      this.#cookie = this.#cookieOf(told);
    }
    // Another one than was seen is later, or the visitor can't have seen that.
    return position === seen || this.#cookie === null
      ? ['x-position', told.text]
      : ['x-position', told.text, 'set-cookie', this.#cookie];
  }

  write(reply: FastifyReply, position: Position, seen: Position): void {
    const [headerName = '', text = '', cookieName, cookieText] = this.of(reply.request, position, seen);
    void reply.header(headerName, text);
    if (cookieName !== undefined) void reply.header(cookieName, cookieText);
  }

  #cookieOf({ sealed }: ToldPosition): string | null {
    return sealed === null
      ? null
      : setCookieText(name, sealed, { secure: this.#secure, maxAgeSeconds: null });
  }
}
