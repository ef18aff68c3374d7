import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { buyerOf } from './buyer-cookies.js';

/** Requests to the routes of one scope that this process takes within a minute. */
export interface RequestLimits {
  readonly perAddress: number;
  readonly perBuyer: number;
}

/** Answers who asks too much; when they may come again, the reply says already. */
export type Refuse = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

const windowMs = 60_000;
/** Addresses and buyers that are counted at a time, about 200 bytes each; the one that was quiet for longest is forgotten first. */
const mostCounted = 50_000;

/**
 * Counts the requests to this scope's routes by address (of IPv6 the network of 64 bits, which one customer has) and by buyer, before
 * their bodies are read, and refuses what is beyond the limits. Each process counts for itself.
 */
export async function limitRequests(
  scope: FastifyInstance,
  { perAddress, perBuyer }: RequestLimits,
  refuse: Refuse,
): Promise<void> {
  await scope.register(rateLimit, { global: false, timeWindow: windowMs, cache: mostCounted });
  const countAddress = scope.createRateLimit({ max: perAddress });
  const countBuyer = scope.createRateLimit({
    max: perBuyer,
    keyGenerator: (request) => buyerOf(request) ?? '',
  });
  const waitOf = async (count: typeof countAddress, request: FastifyRequest): Promise<number | null> => {
    const counted = await count(request);
    return !counted.isAllowed && counted.isExceeded ? counted.ttlInSeconds : null;
  };
  scope.addHook('onRequest', async (request, reply): Promise<FastifyReply | undefined> => {
    const waitSeconds =
      (await waitOf(countAddress, request)) ??
      // Who is nobody yet is counted by the address alone.
      (buyerOf(request) === null ? null : await waitOf(countBuyer, request));
    if (waitSeconds === null) return undefined;
    return refuse(request, reply.header('retry-after', String(Math.max(1, waitSeconds))));
  });
}
