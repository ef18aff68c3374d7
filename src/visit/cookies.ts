import type { FastifyReply, FastifyRequest } from 'fastify';

/** Finds a cookie by its name, of which the value looks as it should; any other counts as not given. */
export function cookiePattern(name: string, value: string): RegExp {
  return new RegExp(`(?:^|;\\s*)${name}=(${value})(?:;|$)`, 'i');
}

/** The value of a cookie; null: it is not given. */
export function cookieOf(request: FastifyRequest, pattern: RegExp): string | null {
  const given = request.headers.cookie;
  return given === undefined ? null : (pattern.exec(given)?.[1] ?? null);
}

export interface CookieOptions {
  /** Whether visitors come by https; then their browsers say the cookie nowhere else. */
  readonly secure: boolean;
  /** Null: until the visit is over. */
  readonly maxAgeSeconds: number | null;
}

/** A cookie for the server alone: no script reads it, and other sites' requests don't bring it. */
export function setCookieText(name: string, value: string, { secure, maxAgeSeconds }: CookieOptions): string {
  const age = maxAgeSeconds === null ? '' : `; Max-Age=${maxAgeSeconds}`;
  return `${name}=${value}; Path=/${age}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** Gives visitors cookies for the server alone, kept to https where they come by it. */
export class CookieWriter {
  readonly #isHttps: boolean;

  /** @param publicUrl as visitors reach this server; null: as the request says */
  constructor(publicUrl: string | null) {
    this.#isHttps = isHttps(publicUrl);
  }

  write(
    request: FastifyRequest,
    reply: FastifyReply,
    {
      name,
      value,
      maxAgeSeconds,
    }: { readonly name: string; readonly value: string; readonly maxAgeSeconds: number },
  ): void {
    const secure = this.#isHttps || request.protocol === 'https';
    void reply.header('set-cookie', setCookieText(name, value, { secure, maxAgeSeconds }));
  }
}

/** @param publicUrl as visitors reach this server; null: unknown */
export function isHttps(publicUrl: string | null): boolean {
  return publicUrl?.startsWith('https:') === true;
}
