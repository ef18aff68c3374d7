import type { FastifyReply, FastifyRequest } from 'fastify';
import { carListFrom, carListToText } from '../catalog/car-list.js';
import type { CarId } from '../catalog/car.js';
import { cookieOf, cookiePattern, CookieWriter } from './cookies.js';

/** Cars that one visitor can keep. */
export const mostShortlisted = 20;

const name = 'forecourt_shortlist';
const cookie = cookiePattern(name, '[\\da-z.]{1,140}');
/** A shortlist is looked at again within weeks, and every change renews it. */
const maxAgeSeconds = 180 * 24 * 60 * 60;

/** The cars that the visitor keeps, the latest first; none where the cookie is missing or odd. */
export function shortlistOf(request: FastifyRequest): readonly CarId[] {
  return carListFrom(cookieOf(request, cookie) ?? '', mostShortlisted);
}

/** Has visitors' browsers remember what they keep: nobody else does. */
export class ShortlistCookie {
  readonly #writer: CookieWriter;

  /** @param publicUrl as visitors reach this server; null: as the request says */
  constructor(publicUrl: string | null) {
    this.#writer = new CookieWriter(publicUrl);
  }

  write(request: FastifyRequest, reply: FastifyReply, cars: readonly CarId[]): void {
    const age = cars.length === 0 ? 0 : maxAgeSeconds;
    this.#writer.write(request, reply, { name, value: carListToText(cars), maxAgeSeconds: age });
  }
}
