import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SamplePlatform } from '../support/sample-site.js';
import { openSamplePlatform } from '../support/sample-site.js';

/** A platform that knows how visitors reach it, behind a proxy that ends https and passes on another Host. */

let known: SamplePlatform;
let unknown: SamplePlatform;

beforeAll(async () => {
  known = await openSamplePlatform({
    cars: 20,
    environment: { FORECOURT_PUBLIC_URL: 'https://cars.example' },
  });
  unknown = await openSamplePlatform({ cars: 20 });
});

afterAll(async () => {
  await known.close();
  await unknown.close();
});

it('by https has browsers come by https from then on, with every page, also of an error', async () => {
  for (const path of ['/', '/user-cars/1', '/user-cars/999999', '/shortlist', '/nowhere', '/%zz']) {
    const secure = await known.platform.get(path, { accept: 'text/html' });
    expect(secure.headers['strict-transport-security'], path).toBe('max-age=15552000');
    const plain = await unknown.platform.get(path, { accept: 'text/html' });
    expect(plain.headers['strict-transport-security'], path).toBeUndefined();
  }
});

it('takes forms from its own origin alone, scheme and all', async () => {
  const post = async (origin: string): Promise<number> => {
    const answer = await known.platform.app.inject({
      method: 'POST',
      url: '/shortlist',
      headers: { host: 'cars.example', origin, 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'car_id=7&action=add',
    });
    return answer.statusCode;
  };
  expect(await post('https://cars.example')).toBe(303);
  for (const origin of ['http://cars.example', 'https://cars.example:8443', 'https://evil.example', 'null'])
    expect(await post(origin), origin).toBe(403);
});
