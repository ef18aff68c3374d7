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
  const addressWaits = await countRequests(scope, perAddress);
  const buyerWaits = counter(scope, { max: perBuyer, keyGenerator: (request) => buyerOf(request) ?? '' });
  scope.addHook('onRequest', async (request, reply): Promise<FastifyReply | undefined> => {
    const waitSeconds =
      (await addressWaits(request)) ??
      // Who is nobody yet is counted by the address alone.
      (buyerOf(request) === null ? null : await buyerWaits(request));
    if (waitSeconds === null) return undefined;
    return refuse(request, reply.header('retry-after', String(Math.max(1, waitSeconds))));
  });
}

/** Counts a request, and answers after how many seconds there may be another one; null: this one is within the limit. */
type CountRequest = (request: FastifyRequest) => Promise<number | null>;

/** Counts requests within a minute by address, for who asks in this scope. */
export async function countRequests(scope: FastifyInstance, perAddress: number): Promise<CountRequest> {
  await scope.register(rateLimit, { global: false, timeWindow: windowMs, cache: mostCounted });
  return counter(scope, { max: perAddress });
}

function counter(
  scope: FastifyInstance,
  options: Parameters<FastifyInstance['createRateLimit']>[0],
): CountRequest {
  const count = scope.createRateLimit(options);
  return async (request) => {
    const counted = await count(request);
    return !counted.isAllowed && counted.isExceeded ? counted.ttlInSeconds : null;
  };
}
