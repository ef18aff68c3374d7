import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prove } from '../support/leads.js';
import type { Platform } from '../support/platform.js';
import type { SamplePlatform } from '../support/sample-site.js';
import { openSamplePlatform } from '../support/sample-site.js';

/** Hostile input to every form and address of the pages: it changes nothing, is never put into a page as markup, and is answered clearly. */

let sample: SamplePlatform;
let platform: Platform;
let proof: string;

beforeAll(async () => {
  sample = await openSamplePlatform({
    cars: 40,
    environment: { FORECOURT_SECRET: 'c0ffee'.repeat(11), FORECOURT_LEADS_PER_ADDRESS: '1000000' },
  });
  ({ platform } = sample);
  proof = await prove(platform, '9876500001');
});

afterAll(() => sample.close());

const hostile = fc.oneof(
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'; drop table car; --",
    '</style><script>alert(1)</script>',
    '\\u003cscript>',
    '{{constructor.constructor("alert(1)")()}}',
    '٠١٢٣٤٥٦٧٨٩',
    '＋９１９８７６５４３２１０',
    '\u202e0123456789',
    '98765\u200b43210',
    '\ud800',
    '%00%0d%0aset-cookie:x=y',
    '\r\nset-cookie: x=y',
    '__proto__',
    '0000000000',
    '-1',
    '1e309',
    '9'.repeat(400),
    'a'.repeat(3_000),
    '2026-02-30T10:00:00Z',
    '2026-11-30T04:30:00.000Z\n',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.base64String({ minLength: 72, maxLength: 72 }).map((text) => text.replace(/[+/=]/g, '_')),
);

const forms = [
  { path: '/user-cars/7/test-drive/number', fields: ['mobile', 'consent'] },
  { path: '/user-cars/7/test-drive/code', fields: ['code'] },
  { path: '/user-cars/7/test-drive', fields: ['starts_at'] },
  { path: '/shortlist', fields: ['car_id', 'action', 'back'] },
] as const;

/** All that forms could change. */
async function state(): Promise<unknown> {
  const { rows } = await platform.database.query(
    `select (select count(*) from lead) as leads, (select count(*) from lead_car) as cars, (select count(*) from test_drive) as drives,
            (select md5(string_agg(car::text, ',' order by id)) from car) as car`,
  );
  return rows[0];
}

/** As it may stand in an address or a cookie; lone surrogates become U+FFFD. */
function escaped(text: string): string {
  return new URLSearchParams({ t: text.slice(0, 200) }).toString().slice(2);
}

/** Markup that only a hostile input could have brought. */
const injected = /<script>alert|<img src=x/;

function expectCalm(answer: { statusCode: number; body: string; headers: object }, what: string): void {
  expect(answer.statusCode, what).toBeLessThan(500);
  expect(answer.body, what).not.toMatch(injected);
  expect(JSON.stringify(Reflect.get(answer.headers, 'set-cookie') ?? ''), what).not.toContain('x=y');
}

const runs = { numRuns: Number(process.env.FORECOURT_TEST_RUNS ?? 1_000) };

describe('hostile input', () => {
  it('to a form changes nothing and gets a page that says what is wrong', async () => {
    const before = await state();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...forms),
        fc.array(hostile, { minLength: 3, maxLength: 3 }),
        fc.oneof(fc.constant(proof), hostile),
        async ({ path, fields }, values, cookie) => {
          const payload = new URLSearchParams(
            fields.map((field, place): [string, string] => [field, values[place] ?? '']),
          );
          const answer = await platform.app.inject({
            method: 'POST',
            url: path,
            headers: {
              host: 'localhost',
              origin: 'http://localhost',
              accept: 'text/html',
              'content-type': 'application/x-www-form-urlencoded',
              cookie: `forecourt_lead=${escaped(cookie)}; forecourt_code=${proof}`,
            },
            payload: payload.toString(),
          });
          expectCalm(answer, `${path} ${payload.toString()}`);
          if (answer.statusCode === 400) expect(answer.body).toMatch(/role="alert"|class="problem"/);
        },
      ),
      runs,
    );
    expect(await state()).toEqual(before);
  });

  it('in an address is answered, and never stands in the page as it came', async () => {
    const parameters = ['q', 'city_id', 'price_max', 'ordering', 'slug', 'cars', 'page', 'x"y'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          '/',
          '/search',
          '/compare',
          '/used-cars-in-mumbai',
          '/user-cars/7',
          '/your-test-drive/x',
        ),
        fc.constantFrom(...parameters),
        hostile,
        async (path, parameter, value) => {
          const query = new URLSearchParams({ [parameter]: value }).toString();
          for (const url of [`${path}?${query}`, `/used-${escaped(value)}`]) {
            const answer = await platform.get(url, { accept: 'text/html' });
            expectCalm(answer, url);
            const { location } = answer.headers;
            // A redirect stays here.
            if (location !== undefined) expect(location).toMatch(/^\/(?![/\\])/);
          }
        },
      ),
      runs,
    );
  });

  it.each([...forms.map(({ path }) => path), '/your-test-drive/x/cancel', '/your-test-drive/x/move'])(
    'of another site is refused by %s',
    async (url) => {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ]) {
        const answer = await platform.app.inject({
          method: 'POST',
          url,
          headers: { host: 'localhost', 'content-type': 'application/x-www-form-urlencoded', ...headers },
          payload: 'car_id=7&action=add',
        });
        expect(answer.statusCode).toBe(403);
      }
    },
  );
});
