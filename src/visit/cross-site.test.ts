import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { isFromOtherSite } from './cross-site.js';

async function isRefused(headers: Record<string, string>, publicUrl: string | null = null): Promise<boolean> {
  const app = Fastify({ trustProxy: true });
  app.post('/', (request) => ({ refused: isFromOtherSite(request, publicUrl) }));
  const answer = await app.inject({
    method: 'POST',
    url: '/',
    headers: { host: 'cars.example', ...headers },
  });
  return answer.json<{ refused: boolean }>().refused;
}

it.each<Record<string, string>>([
  {},
  { origin: 'https://cars.example' },
  { origin: 'http://cars.example', 'sec-fetch-site': 'same-origin' },
  { host: 'cars.example:443', origin: 'https://cars.example' },
  { host: 'localhost:3000', origin: 'http://localhost:3000' },
  { 'sec-fetch-site': 'none' },
])('what our own pages and programs send is taken: %j', async (headers) => {
  expect(await isRefused(headers)).toBe(false);
});

it.each<Record<string, string>>([
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: '' },
  { origin: 'https://cars.example.evil.example' },
  { origin: 'https://cars.example:8443' },
  { origin: 'https://sub.cars.example', 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site' },
  { origin: 'https://cars.example', 'sec-fetch-site': 'cross-site' },
])('what another site has a browser send is refused: %j', async (headers) => {
  expect(await isRefused(headers)).toBe(true);
});

it('where the public address is known, that origin counts, whole, whatever Host a proxy passes on', async () => {
  const publicUrl = 'https://cars.example/';
  const headers = { host: '10.0.0.7:3000', origin: 'https://cars.example' };
  expect(await isRefused(headers)).toBe(true);
  expect(await isRefused(headers, publicUrl)).toBe(false);
  for (const origin of [
    'https://evil.example',
    'http://cars.example',
    'https://cars.example:8443',
    'http://10.0.0.7:3000',
  ])
    expect(await isRefused({ ...headers, origin }, publicUrl), origin).toBe(true);
});

it('what came by https takes nothing from pages that did not', async () => {
  const headers = { 'x-forwarded-proto': 'https' };
  expect(await isRefused({ ...headers, origin: 'https://cars.example' })).toBe(false);
  expect(await isRefused({ ...headers, origin: 'http://cars.example' })).toBe(true);
});
