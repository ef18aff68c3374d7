import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Visitor } from '../catalog/buyer.js';
import { isBot } from './bots.js';
import { BuyerCookies, buyerOf, newBuyer } from './buyer-cookies.js';

/** Who asks, for what is to be counted as an event of theirs. */
export class Visitors {
  readonly #cookies: BuyerCookies;

  /** @param publicUrl as visitors reach this server; null: as the request says */
  constructor(publicUrl: string | null) {
    this.#cookies = new BuyerCookies(publicUrl);
  }

  /** Who is nobody yet gets a new id. */
  of(request: FastifyRequest): Visitor {
    return { buyer: buyerOf(request) ?? newBuyer(), isBot: isBot(request) };
  }

  /** Gives that id to who had none, now that it stands in an event. */
  remember(request: FastifyRequest, reply: FastifyReply, { buyer }: Visitor): void {
    if (buyerOf(request) === null) this.#cookies.writeBuyer(request, reply, buyer);
  }
}
