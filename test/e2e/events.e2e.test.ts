import { Ajv2020 } from 'ajv/dist/2020.js';
import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, it } from 'vitest';
import { toldEvent } from '../support/events.js';
import type { Platform } from '../support/platform.js';
import { startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { ownValkey, testPrefix } from '../support/valkey.js';

/** What `POST /events` answers, and what becomes of it. */

const browser =
  'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';

async function platformWith(
  environment: Record<string, string> = {},
  follower: 'here' | 'none' = 'here',
): Promise<Platform> {
  const { url: databaseUrl } = await testDatabase();
  return startPlatform({ databaseUrl, valkey: testPrefix(), follower, environment });
}

function tell(
  platform: Platform,
  events: unknown,
  headers: Record<string, string> = {},
  remoteAddress = '192.0.2.1',
): Promise<LightMyRequestResponse> {
  return platform.app.inject({
    method: 'POST',
    url: '/events',
    headers: { 'user-agent': browser, 'content-type': 'application/json', ...headers },
    payload: typeof events === 'string' ? events : JSON.stringify({ events }),
    remoteAddress,
  });
}

/** Its cookies, as a browser says them. */
function cookiesOf(response: LightMyRequestResponse): string {
  return response.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

interface Stored {
  readonly id: string;
  readonly buyer: string;
  readonly kind: string;
  readonly car_ids: readonly number[];
  readonly happened_at: Date;
  readonly received_at: Date;
  readonly is_bot: boolean;
}

async function storedEvents(platform: Platform, count: number): Promise<readonly Stored[]> {
  const read = async (): Promise<readonly Stored[]> => {
    const { rows } = await platform.database.query<Stored>(
      'select id, buyer, kind, car_ids, happened_at, received_at, is_bot from event order by happened_at',
    );
    return rows;
  };
  await until(async () => (await read()).length >= count);
  return read();
}

describe('events that are told', () => {
  it('are accepted, stored with who told them and when, and stored once', async () => {
    await using platform = await platformWith();
    const at = new Date(Date.now() - 60_000).toISOString();
    const told = [
      toldEvent({ kind: 'seen', car_ids: [3, 1, 2], at }),
      toldEvent({ at: '2999-01-01T00:00:00Z' }),
    ];
    const first = await tell(platform, told);
    expect([first.statusCode, first.json(), first.headers['cache-control']]).toEqual([
      202,
      { accepted: 2 },
      'no-store',
    ]);
    const again = await tell(platform, told, { cookie: cookiesOf(first) });
    expect([again.statusCode, again.json()]).toEqual([202, { accepted: 2 }]);
    await tell(platform, [toldEvent({ kind: 'shortlisted', car_ids: [9] })]);
    const rows = await storedEvents(platform, 3);
    const buyer = first.cookies.find(({ name }) => name === 'forecourt_buyer')?.value;
    expect(rows.slice(0, 2).map(({ id, buyer: who, car_ids: cars }) => [id, who, cars])).toEqual([
      [told[0]?.id, buyer, [3, 1, 2]],
      [told[1]?.id, buyer, [7]],
    ]);
    expect(rows[0]?.happened_at.toISOString()).toBe(at);
    expect(rows[1]?.happened_at).toEqual(rows[1]?.received_at);
    await until(async () => (await platform.valkey.xlen(platform.keys.events)) === 0);
    expect((await storedEvents(platform, 3)).length).toBe(3);
  });

  it('by the same browser are of one buyer; an odd cookie is replaced', async () => {
    await using platform = await platformWith();
    const first = await tell(platform, [toldEvent({ kind: 'seen' })]);
    const [cookie] = first.cookies;
    expect(String(first.headers['set-cookie'])).toMatch(
      /^forecourt_buyer=[\w-]{22}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    );
    const second = await tell(platform, [toldEvent({ kind: 'seen' })], { cookie: cookiesOf(first) });
    expect(second.headers['set-cookie']).toBeUndefined();
    const odd = await tell(platform, [toldEvent({ kind: 'seen' })], {
      cookie: 'forecourt_buyer=me; forecourt_seen=%%',
    });
    expect([odd.statusCode, odd.cookies[0]?.value.length]).toEqual([202, 22]);
    const buyers = (await storedEvents(platform, 3)).map(({ buyer }) => buyer);
    expect(buyers).toEqual([cookie?.value, cookie?.value, odd.cookies[0]?.value]);
  });

  it('of opened cars renew the list of the last 20 in a cookie, newest first', async () => {
    await using platform = await platformWith({}, 'none');
    const at = (second: number): string => new Date(Date.now() - 60_000 + second * 1_000).toISOString();
    const first = await tell(platform, [
      toldEvent({ car_ids: [36], at: at(2) }),
      toldEvent({ car_ids: [1], at: at(1) }),
      toldEvent({ kind: 'shortlisted', car_ids: [5], at: at(3) }),
    ]);
    expect(cookiesOf(first)).toMatch(/; forecourt_seen=10\.1$/);
    const second = await tell(platform, [toldEvent({ car_ids: [1], at: at(9) })], {
      cookie: cookiesOf(first),
    });
    expect(cookiesOf(second)).toBe('forecourt_seen=1.10');
    const many = Array.from({ length: 25 }, (_, place) =>
      toldEvent({ car_ids: [place + 100], at: at(place) }),
    );
    const third = await tell(platform, many, { cookie: cookiesOf(first) });
    expect(cookiesOf(third).split('.')).toHaveLength(20);
    expect(cookiesOf(third)).toMatch(/^forecourt_seen=3g\.3f\./);
  });

  it('by programs that say so are marked', async () => {
    await using platform = await platformWith();
    for (const agent of [browser, 'Googlebot/2.1', 'curl/8.9.1', ''])
      await tell(platform, [toldEvent({ at: new Date().toISOString() })], { 'user-agent': agent });
    const rows = await storedEvents(platform, 4);
    expect(rows.map(({ is_bot: isBot }) => isBot)).toEqual([false, true, true, true]);
  });

  it('leave nothing of the visitor in the log, also when they fail, and never an id in an address', async () => {
    await using valkey = await ownValkey();
    await using database = await testDatabase();
    await using platform = await startPlatform({ databaseUrl: database.url, valkey });
    const first = await tell(platform, [toldEvent()]);
    const cookie = cookiesOf(first);
    await platform.valkey.xadd(platform.keys.events, '*', 'batch', '{"mobile":"9876543210"}');
    await until(() => Promise.resolve(platform.logged.some(({ code }) => code === 'SYNC_EVENTS_SET_ASIDE')));
    process.kill(valkey.pid, 'SIGSTOP');
    const refused = await tell(platform, [toldEvent()], { cookie });
    expect(refused.statusCode).toBe(503);
    process.kill(valkey.pid, 'SIGCONT');
    const log = JSON.stringify(platform.logged);
    expect(log).toContain('requests fail');
    for (const secret of [first.cookies[0]?.value ?? 'none', '192.0.2.1', '9876543210', 'Pixel 8'])
      expect(log).not.toContain(secret);
    const { paths } = (await platform.get('/openapi.json')).json<{ paths: object }>();
    expect(Object.keys(paths).filter((path) => /buyer|event/.test(path))).toEqual(['/events']);
  });
});

describe('a request that is refused', () => {
  it('says why in a problem document, and nothing of it is taken', async () => {
    await using platform = await platformWith({}, 'none');
    const schema = (await platform.get('/openapi.json')).json<Record<string, never>>();
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(schema, 'api');
    const isProblem = ajv.getSchema('api#/components/schemas/Problem');
    const good = toldEvent();
    const refusals = [
      [400, await tell(platform, [good, toldEvent({ kind: 'lead' })])],
      [400, await tell(platform, [])],
      [400, await tell(platform, '{"events":')],
      [400, await tell(platform, '{"events":[],"__proto__":{}}')],
      [400, await tell(platform, '')],
      [413, await tell(platform, [{ ...good, note: 'x'.repeat(64 * 1024) }])],
      [415, await tell(platform, [good], { 'content-type': 'text/plain' })],
      [415, await tell(platform, 'events=1', { 'content-type': 'application/x-www-form-urlencoded' })],
      [405, await platform.get('/events')],
    ] as const;
    for (const [status, response] of refusals) {
      expect([response.statusCode, response.headers['content-type']]).toEqual([
        status,
        'application/problem+json; charset=utf-8',
      ]);
      expect(isProblem?.(response.json()), response.body).toBe(true);
      expect(response.headers['set-cookie']).toBeUndefined();
    }
    expect(refusals[0][1].json()).toMatchObject({
      detail: 'events[1].kind takes one of seen, opened, shortlisted, unshortlisted.',
      parameters: [
        { parameter: 'events[1].kind', message: 'takes one of seen, opened, shortlisted, unshortlisted' },
      ],
    });
    expect(refusals[8][1].headers.allow).toBe('POST');
    expect(await platform.valkey.xlen(platform.keys.events)).toBe(0);
    const detailAt = (place: number): unknown => refusals[place]?.[1].json<{ detail: string }>().detail;
    expect([2, 4, 5].map(detailAt)).toEqual([
      'The body is not JSON.',
      'The body is not JSON.',
      'The body is too large: 64 kB are taken here at most.',
    ]);
    // The largest batch that is valid fits, also as people write it.
    const cars = Array.from({ length: 35 }, (_, place) => 2_147_483_000 + place);
    const at = new Date().toISOString().replace('Z', '456789+00:00');
    const events = Array.from({ length: 50 }, () => toldEvent({ kind: 'seen', car_ids: cars, at }));
    const most = JSON.stringify({ events }, null, 4);
    expect((await tell(platform, most)).statusCode).toBe(202);
    const metrics = (await platform.get('/metrics')).body;
    expect(metrics).toContain('forecourt_event_requests_refused_total{reason="malformed"} 8');
    expect(metrics).toContain('forecourt_events_accepted_total 50');
  });

  it('comes too often from one address or one buyer: 429, and when to come again; other routes do not count', async () => {
    await using platform = await platformWith(
      { FORECOURT_EVENTS_PER_ADDRESS: '6', FORECOURT_EVENTS_PER_BUYER: '3' },
      'none',
    );
    for (let request = 0; request < 10; request += 1)
      expect((await platform.app.inject({ url: '/cars/1', remoteAddress: '192.0.2.7' })).statusCode).toBe(
        404,
      );
    const first = await tell(platform, [toldEvent()], {}, '192.0.2.7');
    const cookie = cookiesOf(first);
    const answers: LightMyRequestResponse[] = [];
    for (let request = 0; request < 4; request += 1)
      answers.push(await tell(platform, [toldEvent()], { cookie }, `2001:db8::${request}`));
    // The buyer's fourth, though from other addresses.
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202, 429]);
    expect(Number(answers[3]?.headers['retry-after'])).toBeGreaterThan(50);
    expect(answers[3]?.json()).toMatchObject({ status: 429, title: 'Too Many Requests' });
    // The address' seventh, though of other buyers.
    for (let request = 0; request < 5; request += 1)
      expect((await tell(platform, [toldEvent()], {}, '192.0.2.7')).statusCode).toBe(202);
    expect((await tell(platform, [toldEvent()], {}, '192.0.2.7')).statusCode).toBe(429);
    expect((await tell(platform, [toldEvent()], {}, '192.0.2.8')).statusCode).toBe(202);
    // Nobody believes what an address says of itself.
    const forged = { 'x-forwarded-for': '198.51.100.1' };
    expect((await tell(platform, [toldEvent()], forged, '192.0.2.7')).statusCode).toBe(429);
    expect((await platform.app.inject({ url: '/cars/1', remoteAddress: '192.0.2.7' })).statusCode).toBe(404);
    expect((await platform.get('/metrics')).body).toContain(
      'forecourt_event_requests_refused_total{reason="too-many"} 3',
    );
  });

  it('is told apart by the address that a known proxy says, which also says how visitors come', async () => {
    await using platform = await platformWith(
      { FORECOURT_EVENTS_PER_ADDRESS: '1', FORECOURT_PROXIES: '10.0.0.0/8, 192.0.2.9' },
      'none',
    );
    const by = (visitor: string, proxy: string): Promise<LightMyRequestResponse> =>
      tell(platform, [toldEvent()], { 'x-forwarded-for': visitor, 'x-forwarded-proto': 'https' }, proxy);
    const first = await by('198.51.100.1', '10.1.2.3');
    expect([first.statusCode, String(first.headers['set-cookie'])]).toEqual([
      202,
      expect.stringContaining('; Secure'),
    ]);
    expect((await by('198.51.100.2', '192.0.2.9')).statusCode).toBe(202);
    expect((await by('198.51.100.1', '192.0.2.9')).statusCode).toBe(429);
    const stranger = await by('198.51.100.3', '192.0.2.10');
    expect([stranger.statusCode, String(stranger.headers['set-cookie'])]).toEqual([
      202,
      expect.not.stringContaining('Secure'),
    ]);
  });

  it('finds Valkey full of waiting events: 503, and nothing that was accepted is dropped', async () => {
    await using platform = await platformWith({ FORECOURT_EVENT_BATCHES: '2' }, 'none');
    const told = [toldEvent(), toldEvent(), toldEvent()];
    const statuses: number[] = [];
    for (const event of told) {
      const response = await tell(platform, [event]);
      statuses.push(response.statusCode);
      if (response.statusCode === 503) expect(response.headers['retry-after']).toBe('1');
    }
    expect(statuses).toEqual([202, 202, 503]);
    expect(platform.logged.map(({ code }) => code)).toContain('INDEX_EVENTS_FULL');
    const metrics = (await platform.get('/metrics')).body;
    expect(metrics).toContain('forecourt_event_batches_waiting 2');
    expect(metrics).toContain('forecourt_event_requests_refused_total{reason="unavailable"} 1');
    await using follower = await startPlatform({
      databaseUrl: platform.urls.databaseUrl,
      valkey: { url: platform.urls.valkeyUrl, prefix: platform.settings.prefix },
    });
    await follower.caughtUp();
    const rows = await storedEvents(platform, 2);
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(told.slice(0, 2).map(({ id }) => id)));
    expect((await tell(platform, [told[2]])).statusCode).toBe(202);
    await storedEvents(platform, 3);
    await until(async () =>
      (await platform.get('/metrics')).body.includes('forecourt_events_stored_total 3'),
    );
  });

  it('finds Valkey gone: 503, and the figures of this server are told all the same', async () => {
    await using valkey = await ownValkey();
    await using database = await testDatabase();
    await using platform = await startPlatform({ databaseUrl: database.url, valkey });
    process.kill(valkey.pid, 'SIGKILL');
    const response = await tell(platform, [toldEvent()]);
    expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '1']);
    expect(response.headers['set-cookie']).toBeUndefined();
    const metrics = await platform.get('/metrics');
    expect([metrics.statusCode, metrics.body]).toEqual([
      200,
      expect.stringMatching(/forecourt_event_batches_waiting NaN/i),
    ]);
  });
});
