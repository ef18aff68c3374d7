import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { isBot } from './bots.js';

const asked = (agent: string | undefined): boolean =>
  isBot({ headers: agent === undefined ? {} : { 'user-agent': agent } } as FastifyRequest);

it.each([
  'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
])('a browser is no bot: %s', (agent) => {
  expect(asked(agent)).toBe(false);
});

it.each([
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36',
  'curl/8.9.1',
  'python-requests/2.32.3',
  '',
  undefined,
])('a program that says so is one: %s', (agent) => {
  expect(asked(agent)).toBe(true);
});
