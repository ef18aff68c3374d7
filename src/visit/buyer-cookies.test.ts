import Fastify from 'fastify';
import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, it } from 'vitest';
import { carId } from '../catalog/car.js';
import { BuyerCookies, buyerOf, newBuyer, openedCarsOf } from './buyer-cookies.js';

/** Answers who the visitor is and what was opened, and gives both cookies. */
async function ask(
  cookie: string,
  publicUrl: string | null = null,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  const app = Fastify({ trustProxy: true });
  const cookies = new BuyerCookies(publicUrl);
  app.get('/', (request, reply) => {
    cookies.writeBuyer(request, reply, newBuyer());
    cookies.writeOpenedCars(request, reply, [carId(40), carId(1)]);
    return reply.send({ buyer: buyerOf(request), opened: openedCarsOf(request) });
  });
  return app.inject({ url: '/', headers: { cookie, ...headers } });
}

describe("a visitor's cookies", () => {
  it('are for the server alone, for 13 months, and are read again', async () => {
    const [buyer = '', seen = ''] = [(await ask('')).headers['set-cookie']].flat();
    const rest = '; Path=/; Max-Age=34128000; HttpOnly; SameSite=Lax';
    expect(buyer).toMatch(new RegExp(`^forecourt_buyer=[\\w-]{22}${rest}$`));
    expect(seen).toBe(`forecourt_seen=14.1${rest}`);
    const again = await ask(`a=b; ${buyer.split(';')[0] ?? ''}; ${seen.split(';')[0] ?? ''}`);
    expect(again.json()).toEqual({ buyer: /=([\w-]+)/.exec(buyer)?.[1], opened: [40, 1] });
  });

  it.each([
    ['', {}, false],
    ['https://cars.example', {}, true],
    ['http://cars.example', {}, false],
    ['', { 'x-forwarded-proto': 'https' }, true],
  ])('are kept to https where visitors come by it (%s, %o)', async (publicUrl, headers, isSecure) => {
    const answer = await ask('', publicUrl === '' ? null : publicUrl, headers);
    for (const cookie of [answer.headers['set-cookie']].flat())
      expect(String(cookie).endsWith('; Secure')).toBe(isSecure);
  });

  it.each(['x', '', 'AAAAAAAAAAAAAAAAAAAAAB', 'A'.repeat(23), "' or 1=1 --", '"AAAAAAAAAAAAAAAAAAAAAA"'])(
    'that are odd count as none: %j',
    async (value) => {
      const answer = await ask(`forecourt_buyer=${value}; forecourt_seen=!!`);
      expect(answer.json()).toEqual({ buyer: null, opened: [] });
    },
  );

  it('of buyers differ', () => {
    expect(new Set(Array.from({ length: 1_000 }, newBuyer)).size).toBe(1_000);
  });
});
