import type { FastifyRequest } from 'fastify';
import { isbot } from 'isbot';

/** Whether a program asks that says so: by a User-Agent that `isbot` knows, or by none, which every browser sends. */
export function isBot({ headers }: FastifyRequest): boolean {
  const { 'user-agent': agent = '' } = headers;
  return agent === '' || isbot(agent);
}
