import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations, visitor } from '../support/browser.js';
import type { SampleSite } from '../support/sample-site.js';
import { openSampleSite } from '../support/sample-site.js';

/** Whatever goes wrong, a person is told so by a page, in a buyer's words, and a program by a problem document. */

let sample: SampleSite;

beforeAll(async () => {
  sample = await openSampleSite({
    cars: 40,
    environment: { FORECOURT_SECRET: 'c0ffee'.repeat(11), FORECOURT_LEADS_PER_ADDRESS: '1' },
  });
});

afterAll(() => sample.close());

interface Asked {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly type?: string;
  readonly payload?: string;
}

function ask(
  { method = 'GET', url, type, payload = '' }: Asked,
  accept: string,
): Promise<LightMyRequestResponse> {
  const content = type === undefined ? {} : { 'content-type': type, origin: 'http://localhost' };
  const headers = { host: 'localhost', accept, ...content };
  return sample.platform.app.inject({ method, url, headers, ...(type === undefined ? {} : { payload }) });
}

const asBrowser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const form = 'application/x-www-form-urlencoded';

const wrong: readonly (readonly [status: number, asked: Asked])[] = [
  [404, { url: '/nowhere' }],
  [404, { url: '/user-cars' }],
  [404, { url: '/user-cars/1/2' }],
  [404, { url: '/assets/nothing.js' }],
  [404, { url: '//evil.example/' }],
  [404, { url: '/docs/nothing' }],
  [400, { url: '/%zz' }],
  [400, { url: '/user-cars/%ff' }],
  [414, { url: `/user-cars/${'1'.repeat(500)}` }],
  [405, { method: 'POST', url: '/', type: form }],
  [405, { method: 'POST', url: '/user-cars/1', type: form }],
  [405, { method: 'DELETE', url: '/shortlist' }],
  [413, { method: 'POST', url: '/shortlist', type: form, payload: `car_id=${'1'.repeat(5_000)}` }],
  [415, { method: 'POST', url: '/shortlist', type: 'text/csv', payload: '1' }],
  [415, { method: 'POST', url: '/shortlist', type: 'multipart/form-data; boundary=x', payload: '--x--' }],
];

describe.each(wrong)('what is answered with %i, as %j is,', (status, asked) => {
  it('is a page to a browser: in plain words, with a way to the cars, and kept by nobody', async () => {
    const { statusCode, headers, body } = await ask(asked, asBrowser);
    expect([statusCode, headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers.allow !== undefined).toBe(status === 405);
    expect(body).toContain('<meta name="robots" content="noindex"');
    const main = /<main.*<\/main>/s.exec(body)?.[0] ?? '';
    expect(main).toMatch(/<h1>[A-Z][^<]+<\/h1><p>[A-Z][^<]+\.<\/p>.*<a class="button primary" href="\/">/);
    expect(main).not.toMatch(/\/docs|\bGET\b|HEAD|body|content-type|method|kB/i);
  });

  it('is a problem document to a program', async () => {
    for (const accept of ['*/*', 'application/json']) {
      const { statusCode, headers, body } = await ask(asked, accept);
      expect([statusCode, headers['content-type']]).toEqual([
        status,
        'application/problem+json; charset=utf-8',
      ]);
      expect(JSON.parse(body)).toMatchObject({ status });
    }
  });
});

it('who asks too much, or while nobody can answer, is told so by a page', async () => {
  const number = { method: 'POST', url: '/user-cars/1/test-drive/number', type: form } as const;
  await ask(number, asBrowser);
  const refused = await ask(number, asBrowser);
  expect([refused.statusCode, refused.headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  const unanswered = await ask({ url: '/listing/?min_position=FFFFFFFF/0' }, asBrowser);
  expect([unanswered.statusCode, unanswered.headers['content-type']]).toEqual([
    503,
    'text/html; charset=utf-8',
  ]);
  expect(unanswered.headers).toMatchObject({ 'retry-after': '1', 'cache-control': 'no-store' });
  expect(unanswered.body).not.toContain('min_position');
});

it('a listing whose address says nothing names the word, and no rules of addresses', async () => {
  const { statusCode, body } = await ask({ url: '/used-flying-cars' }, asBrowser);
  expect(statusCode).toBe(404);
  expect(body).toContain('“flying”');
  expect(body).not.toMatch(/slug/i);
});

it.each(['phone', 'desktop'] as const)(
  'on a %s, axe finds nothing wrong, and the way out is taken',
  async (screen) => {
    const context = await visitor(sample.browser, { screen });
    const page = await context.newPage();
    const answer = await page.goto(`${sample.site}/%zz`);
    expect(answer?.status()).toBe(400);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'See the cars' }).click();
    await page.locator('.card').first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    await context.close();
  },
);
