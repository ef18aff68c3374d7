import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import type { ListingBody } from '../support/oracle.js';
import type { Platform } from '../support/platform.js';
import { startPlatform } from '../support/platform.js';
import type { TestDatabase } from '../support/postgres.js';
import { testDatabase } from '../support/postgres.js';
import type { TestPrefix } from '../support/valkey.js';
import { testPrefix } from '../support/valkey.js';

/** What is legal or not in HTTP, and hardly ever sent: over a socket, where a client library would mend it. */

let database: TestDatabase;
let space: TestPrefix;
let platform: Platform;
let port: number;

beforeAll(async () => {
  database = await testDatabase();
  await loadSampleCars({
    databaseUrl: database.url,
    count: 100,
    seed: 5,
    now: new Date('2026-06-01T00:00:00Z'),
  });
  space = testPrefix();
  platform = await startPlatform({ databaseUrl: database.url, valkey: space, near: true });
  await platform.app.listen({ port: 0, host: '127.0.0.1' });
  port = (platform.app.server.address() as AddressInfo).port;
});

afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await space.clear();
  await database[Symbol.asyncDispose]();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends these lines as they are, and reads until the server hangs up. */
async function send(...lines: readonly string[]): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (data: string) => (text += data));
  socket.write([...lines, '', ''].join('\r\n'), 'latin1');
  await once(socket, 'close');
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s);
  const [first = '', ...rest] = head.split('\r\n');
  const headers = Object.fromEntries(
    rest.map((line) => [line.replace(/:.*/, '').toLowerCase(), line.replace(/^[^:]*: */, '')]),
  );
  return { status: Number(first.split(' ')[1]), headers, body };
}

function ask(method: string, path: string, ...headers: readonly string[]): Promise<Answer> {
  return send(`${method} ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers);
}

function expectProblem({ status, headers, body }: Answer, expected: number): void {
  expect([status, headers['content-type']]).toEqual([expected, 'application/problem+json; charset=utf-8']);
  expect(JSON.parse(body)).toMatchObject({ status: expected });
}

describe('a method that a path does not take', () => {
  it.each([
    '/listing/',
    '/listing?page=2',
    '/cars/1',
    '/cars/1/similar',
    '/slugs/used-cars',
    '/healthz',
    '/readyz',
    '/metrics',
    '/docs',
  ])('is refused at %s with 405, and told which it takes', async (path) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const answer = await ask(method, path, 'Content-Length: 0');
      expectProblem(answer, 405);
      expect(answer.headers.allow).toBe('GET, HEAD');
    }
  });

  it('is 404 where there is nothing at all', async () => {
    for (const path of ['/nowhere', '/cars', '/cars/1/2', '/cars//', '/listing/x']) {
      expectProblem(await ask('DELETE', path), 404);
    }
  });
});

describe('the links to other pages', () => {
  async function links(query: string): Promise<readonly [string | null, string | null]> {
    const { next, previous } = JSON.parse((await ask('GET', `/listing/?${query}`)).body) as ListingBody;
    return [next, previous];
  }
  const at = 'http://localhost/listing/';

  it('know the page by its name, however that is written, and by no other name', async () => {
    expect(await links('%70age=2&ordering=price')).toEqual([
      `${at}?ordering=price&page=3`,
      `${at}?ordering=price`,
    ]);
    expect(await links('pag%65=3&ordering=price&a=%20b')).toEqual([
      `${at}?ordering=price&a=%20b&page=4`,
      `${at}?ordering=price&a=%20b&page=2`,
    ]);
    expect(await links('?page=2&ordering=price')).toEqual([`${at}??page=2&ordering=price&page=2`, null]);
    expect(await links('page=2&?city_id=99&ordering=price')).toEqual([
      `${at}??city_id=99&ordering=price&page=3`,
      `${at}??city_id=99&ordering=price`,
    ]);
  });

  it('of a recommended order say what it depended on, instead of what stood there', async () => {
    expect(await links('seen_car_ids=3&model_version=0&page=2&page_size=3')).toEqual([
      `${at}?page_size=3&model_version=0&page=3`,
      `${at}?page_size=3&model_version=0`,
    ]);
    expect(await links('page_size=3')).toEqual([`${at}?page_size=3&model_version=0&page=2`, null]);
  });

  it('walk through all cars, each once, also with a parameter in front whose name begins with a question mark', async () => {
    let query = '?page=7&page_size=35&?city_id=99';
    const seen: number[] = [];
    for (;;) {
      const { next, results } = JSON.parse((await ask('GET', `/listing/?${query}`)).body) as ListingBody;
      seen.push(...results.map(({ id }) => id));
      if (next === null) break;
      query = next.slice(`${at}?`.length);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(80);
  });

  it.each([
    ['none, in HTTP/1.0', ['GET /listing/?ordering=price HTTP/1.0']],
    ['an empty one', ['GET /listing/?ordering=price HTTP/1.1', 'Connection: close', 'Host:']],
    [
      'one with markup',
      ['GET /listing/?ordering=price HTTP/1.1', 'Connection: close', 'Host: evil"><script>'],
    ],
    ['one with a path', ['GET /listing/?ordering=price HTTP/1.1', 'Connection: close', 'Host: evil.com/x']],
    [
      'one with no possible port',
      ['GET /listing/?ordering=price HTTP/1.1', 'Connection: close', 'Host: cars.example:99999'],
    ],
    ['one with a user', ['GET /listing/?ordering=price HTTP/1.1', 'Connection: close', 'Host: a@evil.com']],
    [
      'a very long one',
      ['GET /listing/?ordering=price HTTP/1.1', 'Connection: close', `Host: ${'a'.repeat(300)}`],
    ],
  ])('of a request whose Host is %s name the address that is listened on', async (_name, lines) => {
    const { body } = await send(...lines);
    expect((JSON.parse(body) as ListingBody).next).toBe(
      `http://127.0.0.1:${port}/listing/?ordering=price&page=2`,
    );
  });

  it.each(['localhost', 'cars.example.com:8080', 'my_service', '[::1]:3000'])(
    'of a request to %s name that host',
    async (host) => {
      const { body } = await send(
        'GET /listing/?ordering=price HTTP/1.1',
        'Connection: close',
        `Host: ${host}`,
      );
      expect((JSON.parse(body) as ListingBody).next).toBe(`http://${host}/listing/?ordering=price&page=2`);
    },
  );
});

describe('a slash at the end of a page', () => {
  it.each([
    ['/user-cars/1/', '/user-cars/1'],
    ['/user-cars/1/?utm_source=a/b&x=%2F', '/user-cars/1?utm_source=a/b&x=%2F'],
    ['/shortlist/', '/shortlist'],
    ['/used-nexon-cars/?page=2', '/used-nexon-cars?page=2'],
    ['/robots.txt/', '/robots.txt'],
  ])('of %s is left out, for good', async (path, expected) => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await ask(method, path);
      expect([status, headers.location]).toEqual([301, expected]);
    }
  });

  it('leads to no other host, and is nothing to the API', async () => {
    for (const path of [
      '//evil.example/',
      '//evil.example/user-cars/1/',
      '/\\evil.example/',
      '/user-cars/1//',
    ])
      expect((await ask('GET', path)).status, path).toBe(404);
    expect((await ask('GET', 'http://evil.example/user-cars/1/')).headers.location).toBeUndefined();
    for (const path of ['/', '/?page=1/', '/listing/', '/listing', '/cars/1/', '/docs/'])
      expect((await ask('GET', path)).headers.location ?? '', path).not.toMatch(/^\/.*[^/]$/);
  });
});

describe('HEAD', () => {
  it('answers as GET does, without the body: the length is that of the body', async () => {
    const path = '/listing/?ordering=price';
    const got = await ask('GET', path);
    const head = await ask('HEAD', path);
    expect([head.status, head.body]).toEqual([200, '']);
    for (const name of ['content-length', 'content-type', 'etag', 'x-position', 'x-cache'])
      expect(head.headers[name], name).toBe(got.headers[name]);
    const known = await ask('HEAD', path, `If-None-Match: ${got.headers.etag ?? ''}`);
    expect([known.status, known.headers['content-length']]).toEqual([304, got.headers['content-length']]);
    const unchanged = await ask('GET', path, `If-None-Match: ${got.headers.etag ?? ''}`);
    expect([unchanged.status, unchanged.headers['content-length'], unchanged.body]).toEqual([
      304,
      undefined,
      '',
    ]);
  });
});

describe('an ETag', () => {
  it('is another one for another page, host or spelling, and the same for the same', async () => {
    const etag = async (path: string, host = 'localhost'): Promise<string | undefined> =>
      (await send(`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close')).headers.etag;
    const paths = ['/listing/', '/listing/?page=2', '/listing/?a=1', '/listing/?a=2', '/listing/?facets=1'];
    const tags = await Promise.all([...paths.map((path) => etag(path)), etag('/listing/', 'other')]);
    expect(new Set(tags).size).toBe(tags.length);
    expect(await etag('/listing/')).toBe(tags[0]);
  });
});

describe('what is no request for us', () => {
  it('is refused with a problem document that does not repeat it', async () => {
    const secret = 'o'.repeat(500);
    const refused = [
      [414, await ask('GET', `/cars/${secret}`)],
      [431, await ask('GET', `/listing/?a=${secret.repeat(60)}`)],
      [400, await ask('GET', `/${secret}%zz`)],
      [400, await ask('GET', `/cars/%ff${secret}`)],
      [413, await ask('POST', '/listing/', 'Content-Type: application/json', 'Content-Length: 100000')],
      [400, await send('GET', secret)],
    ] as const;
    for (const [status, answer] of refused) {
      expectProblem(answer, status);
      expect(answer.body).not.toContain('ooo');
    }
    expect(refused[4][1].body).toContain('The body is too large: 64 kB are taken here at most.');
  });
});

describe('/docs', () => {
  it('is titled Forecourt, shows no logo of others, and lists the listing first', async () => {
    const page = await ask('GET', '/docs/');
    expect(page.body).toContain('<title>Forecourt</title>');
    expect(page.body).not.toContain('favicon-32x32');
    const script = await ask('GET', '/docs/static/swagger-initializer.js');
    expect(script.body).toContain('"layout":"BaseLayout"');
    const document = JSON.parse((await ask('GET', '/openapi.json')).body) as {
      readonly paths: object;
      readonly tags: readonly { readonly name: string }[];
    };
    expect(document.tags.map(({ name }) => name)).toEqual([
      'listing',
      'cars',
      'leads',
      'events',
      'photos',
      'operation',
    ]);
    const paths = Object.keys(document.paths);
    expect([paths[0], ...paths.slice(-3)]).toEqual(['/listing/', '/healthz', '/readyz', '/metrics']);
  });
});

describe('the log', () => {
  it('holds nothing of requests that were answered as they should be', async () => {
    const before = platform.logged.length;
    await platform.get('/listing/?min_position=FFFFFFFF/0');
    await platform.get('/listing/?page=x');
    await platform.get('/nowhere');
    expect(platform.logged.slice(before).filter(({ level }) => level > 20)).toEqual([]);
  });
});
