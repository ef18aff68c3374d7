import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BuyerId } from '../catalog/buyer.js';
import { buyerIdFrom, buyerIdPattern } from '../catalog/buyer.js';
import type { CarId } from '../catalog/car.js';
import { openedCarsFrom, openedCarsToText } from '../catalog/opened-cars.js';
import { cookieOf, cookiePattern, CookieWriter } from './cookies.js';

const buyerName = 'forecourt_buyer';
const buyerCookie = cookiePattern(buyerName, buyerIdPattern);
const seenName = 'forecourt_seen';
const seenCookie = cookiePattern(seenName, '[\\da-z.]{1,140}');

/** 13 months: the longest that a cookie which measures visits may last (CNIL, deliberation 2020-091). It is not renewed. */
const maxAgeSeconds = 395 * 24 * 60 * 60;

/** Who asks; null: nobody that we know. */
export function buyerOf(request: FastifyRequest): BuyerId | null {
  return buyerIdFrom(cookieOf(request, buyerCookie) ?? '');
}

export function newBuyer(): BuyerId {
  return randomBytes(16).toString('base64url') as BuyerId;
}

/** The cars that the visitor has opened, newest first; none where the cookie is missing or odd. */
export function openedCarsOf(request: FastifyRequest): readonly CarId[] {
  return openedCarsFrom(cookieOf(request, seenCookie) ?? '');
}

/** Gives visitors their cookies. */
export class BuyerCookies {
  readonly #writer: CookieWriter;

  /** @param publicUrl as visitors reach this server; null: as the request says */
  constructor(publicUrl: string | null) {
    this.#writer = new CookieWriter(publicUrl);
  }

  writeBuyer(request: FastifyRequest, reply: FastifyReply, buyer: BuyerId): void {
    this.#writer.write(request, reply, { name: buyerName, value: buyer, maxAgeSeconds });
  }

  writeOpenedCars(request: FastifyRequest, reply: FastifyReply, cars: readonly CarId[]): void {
    this.#writer.write(request, reply, { name: seenName, value: openedCarsToText(cars), maxAgeSeconds });
  }
}
