import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { codeFor, codesFor, freeSlots, leaveNumber, post, prove } from '../support/leads.js';
import type { LogLine, Platform } from '../support/platform.js';
import { startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** I12: a number is nobody's but its owner's. I13: a slot is one person's. From the request to what is stored, and what is not. */

const secret = 'c0ffee'.repeat(11);

async function platformWith(
  environment: Record<string, string> = {},
  follower: 'here' | 'none' = 'none',
): Promise<Platform> {
  const { url: databaseUrl } = await testDatabase();
  await loadSampleCars({ databaseUrl, count: 10, seed: 1, now: new Date('2026-06-01T00:00:00Z') });
  return startPlatform({
    databaseUrl,
    valkey: testPrefix(),
    follower,
    environment: { FORECOURT_SECRET: secret, FORECOURT_LEADS_PER_ADDRESS: '1000000', ...environment },
  });
}

/** All that an answer tells, but for the time. */
function told({ statusCode, headers, body }: LightMyRequestResponse): unknown {
  const { date, ...rest } = headers;
  expect(date).toBeDefined();
  return { statusCode, headers: rest, body };
}

async function countOf(platform: Platform, table: 'lead' | 'lead_code' | 'test_drive'): Promise<number> {
  const { rows } = await platform.database.query<{ count: number }>(
    `select count(*)::int as count from ${table}`,
  );
  return rows[0]?.count ?? 0;
}

describe('a visitor', () => {
  it('leaves a number, confirms it, and books, moves and cancels a test drive; every answer is as described', async () => {
    await using platform = await platformWith();
    const api = (await platform.get('/openapi.json')).json<Record<string, never>>();
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(api, 'api');
    const expectAnswer = (response: LightMyRequestResponse, status: number, schema: string): void => {
      expect([response.statusCode, response.body]).toEqual([status, expect.anything()]);
      expect(ajv.getSchema(`api#/components/schemas/${schema}`)?.(response.json()), response.body).toBe(true);
    };
    const consent = await platform.get('/leads/consent');
    expectAnswer(consent, 200, 'Consent');
    const { version, text } = consent.json<{ version: string; text: string }>();
    expect([version, text]).toEqual(['1-180d', expect.stringContaining('deleted 180 days after')]);

    const left = await post(platform, '/leads', { car_id: 1, mobile: '098765 43210', consent: version });
    expectAnswer(left, 202, 'BegunLead');
    expect(left.body).not.toContain(await codeFor(platform, '9876543210'));
    const { lead, expires_in: expiresIn } = left.json<{ lead: string; expires_in: number }>();
    expect(expiresIn).toBe(600);
    const code = await codeFor(platform, '9876543210');
    const confirmed = await post(platform, '/leads/confirm', { lead, code: ` ${code} ` });
    expectAnswer(confirmed, 200, 'LeadProof');
    const cookies = [confirmed.headers['set-cookie']].flat();
    expect(cookies).toEqual([
      expect.stringMatching(/^forecourt_buyer=/),
      expect.stringMatching(/^forecourt_lead=[\w-]{72}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/),
    ]);
    const cookie = confirmed.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

    expectAnswer(await platform.get('/cars/1/test-drives'), 200, 'TestDriveSlots');
    const [first = '', second = ''] = await freeSlots(platform, 1);
    const booked = await post(platform, '/cars/1/test-drives', { starts_at: first }, { cookie });
    expectAnswer(booked, 201, 'TestDrive');
    const { link, ...drive } = booked.json<{ link: string }>();
    expect(drive).toEqual({ car_id: 1, starts_at: first, status: 'booked', mobile: '+91 •••••• 3210' });
    expect([booked.headers['cache-control'], booked.headers['referrer-policy']]).toEqual([
      'no-store',
      'no-referrer',
    ]);
    expect((await platform.get(link)).json()).toEqual(booked.json());
    expect(await freeSlots(platform, 1)).not.toContain(first);

    const moved = await post(platform, `${link}/move`, { starts_at: second });
    expectAnswer(moved, 200, 'TestDrive');
    expect(moved.json()).toMatchObject({ starts_at: second, status: 'booked' });
    const canceled = await post(platform, `${moved.json<{ link: string }>().link}/cancel`);
    expectAnswer(canceled, 200, 'TestDrive');
    expect(canceled.json()).toMatchObject({ status: 'canceled' });
    const late = await post(platform, `${link}/move`, { starts_at: first });
    expectAnswer(late, 409, 'Problem');
    expect(await freeSlots(platform, 1)).toEqual(expect.arrayContaining([first, second]));

    // Two events of one buyer, by which training learns; nothing in them is the number.
    const { rows } = await platform.database.query(
      `select kind, car_ids, buyer, is_bot from event order by received_at`,
    );
    const buyer = confirmed.cookies.find(({ name }) => name === 'forecourt_buyer')?.value;
    expect(rows).toEqual(
      ['lead', 'test_drive'].map((kind) => ({ kind, car_ids: [1], buyer, is_bot: false })),
    );
  });

  it('who clicks twice books once, also at the same moment and by the proof in place of the cookie', async () => {
    await using platform = await platformWith();
    const proof = await prove(platform, '9876543210');
    const [slot = '', other = ''] = await freeSlots(platform, 1);
    const clicks = await Promise.all(
      Array.from({ length: 20 }, () => post(platform, '/cars/1/test-drives', { starts_at: slot, proof })),
    );
    expect(new Set(clicks.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1);
    expect(clicks[0]?.statusCode).toBe(201);
    expect(await countOf(platform, 'test_drive')).toBe(1);
    const another = await post(platform, '/cars/1/test-drives', { starts_at: other, proof });
    expect([another.statusCode, another.json<{ link: string }>().link]).toEqual([
      409,
      clicks[0]?.json<{ link: string }>().link,
    ]);
    // The same moment, written otherwise.
    const inIndia = `${new Date(Date.parse(slot) + 5.5 * 3_600_000).toISOString().slice(0, 19)}+05:30`;
    expect((await post(platform, '/cars/1/test-drives', { starts_at: inIndia, proof })).body).toBe(
      clicks[0]?.body,
    );
  });

  it('who sends the right code again within its life gets the same proof, with or without a cookie, and no guess more', async () => {
    await using platform = await platformWith();
    const lead = await leaveNumber(platform, '9876500001');
    const code = await codeFor(platform, '9876500001');
    const confirm = (guess: string): Promise<LightMyRequestResponse> =>
      post(platform, '/leads/confirm', { lead, code: guess });
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    for (let time = 0; time < 4; time += 1) expect((await confirm(wrong)).statusCode).toBe(400);
    const clicks = await Promise.all(Array.from({ length: 20 }, () => confirm(code)));
    expect(new Set(clicks.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1);
    expect(clicks[0]?.statusCode).toBe(200);
    expect((await confirm(code)).body).toBe(clicks[0]?.body);
    const { rows } = await platform.database.query<{ leads: number; events: number }>(
      `select (select count(*)::int from lead) as leads, (select count(*)::int from event where kind = 'lead') as events`,
    );
    expect(rows).toEqual([{ leads: 1, events: 1 }]);
    // The fifth wrong guess is the last of all.
    expect((await confirm(wrong)).statusCode).toBe(400);
    expect((await confirm(code)).statusCode).toBe(400);
    await platform.database.query(
      `update lead_code set tries = 0, asked_at = now() - interval '601 seconds'`,
    );
    expect((await confirm(code)).statusCode).toBe(400);
  });

  it('who has three test drives to come books no fourth, and is told why', async () => {
    await using platform = await platformWith();
    const proof = await prove(platform, '9876500001');
    const book = async (car: number): Promise<LightMyRequestResponse> => {
      const { [car]: slot = '' } = await freeSlots(platform, car);
      return post(platform, `/cars/${car}/test-drives`, { starts_at: slot, proof });
    };
    const booked: LightMyRequestResponse[] = [];
    for (const car of [1, 2, 3]) booked.push(await book(car));
    expect(booked.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201]);
    const fourth = await book(4);
    expect([fourth.statusCode, fourth.json<{ detail: string }>().detail]).toEqual([
      409,
      'You already have 3 test drives to come, of other cars: cancel one that you do not need.',
    ]);
    await post(platform, `${booked[0]?.json<{ link: string }>().link ?? ''}/cancel`);
    expect((await book(4)).statusCode).toBe(201);
  });

  it('is one of a hundred who want a slot at once: one gets it, the others are told what is free', async () => {
    await using platform = await platformWith();
    const proofs: string[] = [];
    for (let person = 0; person < 100; person += 1)
      proofs.push(await prove(platform, String(9_876_500_000 + person)));
    const [slot = '', ...rest] = await freeSlots(platform, 1);
    const answers = await Promise.all(
      proofs.map((proof) => post(platform, '/cars/1/test-drives', { starts_at: slot, proof })),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    const refused = answers.filter(({ statusCode }) => statusCode !== 201);
    for (const answer of refused) {
      expect(answer.statusCode).toBe(409);
      const { next } = answer.json<{ next: readonly string[] }>();
      expect(next).not.toContain(slot);
      expect(next).toHaveLength(6);
    }
    expect(await freeSlots(platform, 1)).toEqual(rest);
    expect(await countOf(platform, 'test_drive')).toBe(1);
  });
});

describe('no answer tells', () => {
  it('whether a number is known, or has had its codes: and it is sent no more of them', async () => {
    await using platform = await platformWith({ FORECOURT_LEAD_CODES_PER_HOUR: '3' });
    const { version } = (await platform.get('/leads/consent')).json<{ version: string }>();
    const leave = async (mobile: string): Promise<unknown> => {
      const response = await post(platform, '/leads', { car_id: 1, mobile, consent: version });
      return { answer: told(response), lead: response.json<{ lead: string }>().lead };
    };
    const shape = (answer: unknown): string =>
      JSON.stringify(answer).replaceAll(/"[\w-]{72}"|[\w-]{72}/g, '…');
    await prove(platform, '9876543210');
    const known = await leave('9876543210');
    const unknown = await leave('9876500001');
    for (let time = 0; time < 5; time += 1) expect(shape(await leave('9876543210'))).toBe(shape(known));
    expect(shape(unknown)).toBe(shape(known));
    await Promise.all(Array.from({ length: 30 }, () => leave('9876500002')));
    await codeFor(platform, '9876500001');
    expect([codesFor(platform, '9876543210').length, codesFor(platform, '9876500002').length]).toEqual([
      3, 3,
    ]);
  });

  it('whether all codes that may be sent within an hour are sent; the log does, once, with what to do', async () => {
    await using platform = await platformWith({ FORECOURT_CODES_PER_HOUR: '3' });
    const { version } = (await platform.get('/leads/consent')).json<{ version: string }>();
    const answers: string[] = [];
    for (let person = 0; person < 8; person += 1) {
      const mobile = String(9_876_500_000 + person);
      const response = await post(platform, '/leads', { car_id: 1, mobile, consent: version });
      answers.push(JSON.stringify(told(response)).replaceAll(/[\w-]{72}/g, '…'));
    }
    expect(new Set(answers).size).toBe(1);
    const linesOf = (start: string): readonly LogLine[] =>
      platform.logged.filter(({ msg }) => msg.startsWith(start));
    await until(() => Promise.resolve(linesOf('All codes').length > 0));
    expect(linesOf('code ')).toHaveLength(3);
    expect(linesOf('All codes').map(({ level, code, msg }) => [level, code, msg])).toEqual([
      [40, 'LEADS_CODES_USED_UP', expect.stringMatching(/\(3 an hour\) .*raise FORECOURT_CODES_PER_HOUR\.$/)],
    ]);
    await platform.database.query(`update lead_limit set since = now() - interval '61 minutes'`);
    await prove(platform, '9876500007');
  });

  it('why a code is not taken: wrong, late, guessed too often, forged, or of no request at all', async () => {
    await using platform = await platformWith({ FORECOURT_LEAD_CODES_PER_HOUR: '1' });
    const confirm = (lead: string, code: string): Promise<LightMyRequestResponse> =>
      post(platform, '/leads/confirm', { lead, code });
    const other = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    const lead = await leaveNumber(platform, '9876500001');
    const code = await codeFor(platform, '9876500001');
    const wrong = await confirm(lead, other(code));
    expect(wrong.json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'This code is not right, or no longer good. Ask for another one.',
    });
    expect(wrong.headers['set-cookie']).toBeUndefined();
    const refused = [wrong];
    const expectRefused = async (token: string, guess: string): Promise<void> => {
      refused.push(await confirm(token, guess));
    };
    expect((await confirm(lead, code)).statusCode).toBe(200);
    const late = await leaveNumber(platform, '9876500002');
    await codeFor(platform, '9876500002');
    await platform.database.query(`update lead_code set asked_at = now() - interval '601 seconds'`);
    await expectRefused(late, await codeFor(platform, '9876500002'));
    const guessed = await leaveNumber(platform, '9876500003');
    const right = await codeFor(platform, '9876500003');
    for (let time = 0; time < 5; time += 1) await expectRefused(guessed, other(right));
    await expectRefused(guessed, right);
    const unsent = await leaveNumber(platform, '9876500003');
    await expectRefused(unsent, right);
    const fresh = await leaveNumber(platform, '9876500004');
    const good = await codeFor(platform, '9876500004');
    const forged = fresh.slice(0, 5) + (fresh[5] === 'A' ? 'B' : 'A') + fresh.slice(6);
    for (const token of [forged, lead, '', 'x', fresh.slice(1), 'A'.repeat(72)])
      await expectRefused(token, good);
    for (const guess of ['', '12345', 'abcdef', `${good}0`, '٠١٢٣٤٥']) await expectRefused(fresh, guess);
    expect(new Set(refused.map((answer) => JSON.stringify(told(answer)))).size).toBe(1);
    // What can be no code at all has used up no guess.
    expect((await confirm(fresh, good)).statusCode).toBe(200);
  });

  it('why a proof or a link is not taken', async () => {
    await using platform = await platformWith();
    const proof = await prove(platform, '9876500001');
    const lead = await leaveNumber(platform, '9876500002');
    const [slot = ''] = await freeSlots(platform, 1);
    const booked = await post(platform, '/cars/1/test-drives', { starts_at: slot, proof });
    const token = booked.json<{ link: string }>().link.replace('/test-drives/', '');
    const forge = (text: string): string => text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A');
    const unproven = await Promise.all(
      ['', forge(proof), token, lead, 'x'.repeat(72), '../..'].map((bad) =>
        post(platform, '/cars/1/test-drives', { starts_at: slot, ...(bad === '' ? {} : { proof: bad }) }),
      ),
    );
    expect(new Set(unproven.map((answer) => JSON.stringify(told(answer)))).size).toBe(1);
    expect(unproven[0]?.statusCode).toBe(403);
    const links = [forge(token), proof, lead, 'x', 'A'.repeat(72), 'A'.repeat(390)];
    const asked = await Promise.all(
      links.flatMap((bad) => [
        platform.get(`/test-drives/${bad}`),
        post(platform, `/test-drives/${bad}/move`, { starts_at: slot }),
        post(platform, `/test-drives/${bad}/cancel`),
      ]),
    );
    expect(new Set(asked.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1);
    expect(asked[0]?.statusCode).toBe(404);
    expect((await platform.get(`/test-drives/${token}`)).json()).toMatchObject({ status: 'booked' });
  });
});

describe('a request that is refused', () => {
  it('comes from a page of another site, or as a form can send it: nothing is taken, whatever cookies come with it', async () => {
    await using platform = await platformWith();
    const proof = await prove(platform, '9876500001');
    const [slot = ''] = await freeSlots(platform, 1);
    const cookie = `forecourt_lead=${proof}`;
    const body = { starts_at: slot };
    const send = (headers: Record<string, string>, sent: unknown = body): Promise<LightMyRequestResponse> =>
      post(platform, '/cars/1/test-drives', sent, { cookie, headers });
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ])
      expect((await send(headers)).statusCode).toBe(403);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect((await send({ 'content-type': type }, JSON.stringify(body))).statusCode).toBe(415);
    expect(
      (await post(platform, '/leads', {}, { headers: { origin: 'https://evil.example' } })).statusCode,
    ).toBe(403);
    expect(await countOf(platform, 'test_drive')).toBe(0);
    expect((await send({ origin: 'http://localhost', 'sec-fetch-site': 'same-origin' })).statusCode).toBe(
      201,
    );
  });

  it('names what is wrong, and repeats none of it', async () => {
    await using platform = await platformWith();
    const consent = '1-180d';
    const mobile = '9876543210';
    const refusals = [
      [{ car_id: 1, mobile: '022 2345 6789', consent }, 400, 'mobile'],
      [{ car_id: 1, mobile, consent: '0-1d' }, 400, 'consent'],
      [{ car_id: '1', mobile, consent }, 400, 'car_id'],
      [{ mobile: 9876543210, consent: null }, 400, 'car_id mobile consent'],
      [{ car_id: 99, mobile, consent }, 404, ''],
      ['{"car_id":', 400, ''],
      [[], 400, 'car_id mobile consent'],
      [{ car_id: 1, mobile, consent, note: 'x'.repeat(2_048) }, 413, ''],
    ] as const;
    for (const [body, status, names] of refusals) {
      const answer = await post(platform, '/leads', body);
      expect(answer.statusCode, answer.body).toBe(status);
      const { parameters = [] } = answer.json<{ parameters?: readonly { parameter: string }[] }>();
      expect(parameters.map(({ parameter }) => parameter).join(' ')).toBe(names);
      expect(answer.body).not.toContain('2345');
    }
    await platform.database.query(`update car set status = 'sold' where id = 1`);
    expect((await post(platform, '/leads', { car_id: 1, mobile, consent })).statusCode).toBe(410);
    expect((await platform.get('/cars/1/test-drives')).statusCode).toBe(410);
    expect((await platform.get('/cars/0/test-drives')).statusCode).toBe(404);
    expect(await countOf(platform, 'lead_code')).toBe(0);
  });

  it('comes too often from one address: 429; who only looks is not counted', async () => {
    await using platform = await platformWith({ FORECOURT_LEADS_PER_ADDRESS: '4' });
    const lead = await leaveNumber(platform, '9876500001');
    const guess = (remoteAddress: string): Promise<LightMyRequestResponse> =>
      post(platform, '/leads/confirm', { lead, code: 'none' }, { remoteAddress });
    const answers: number[] = [];
    for (let time = 0; time < 5; time += 1) answers.push((await guess('192.0.2.1')).statusCode);
    expect(answers).toEqual([400, 400, 400, 429, 429]);
    expect((await guess('192.0.2.2')).statusCode).toBe(400);
    expect((await platform.get('/cars/1/test-drives')).statusCode).toBe(200);
  });

  it('finds a server without a secret: 503, and the log says how to make one', async () => {
    await using platform = await platformWith({ FORECOURT_SECRET: '' });
    for (const answer of [
      await post(platform, '/leads', { car_id: 1, mobile: '9876543210', consent: '1-180d' }),
      await post(platform, '/leads/confirm', { lead: 'x', code: '123456' }),
      await platform.get('/leads/consent'),
      await platform.get('/cars/1/test-drives'),
      await post(platform, '/cars/1/test-drives', {}),
      await platform.get('/test-drives/x'),
      await post(platform, '/test-drives/x/cancel'),
    ])
      expect([answer.statusCode, answer.json<{ title: string }>().title]).toEqual([
        503,
        'Service Unavailable',
      ]);
    const lines = platform.logged.filter(({ code }) => code === 'LEADS_NO_SECRET');
    expect(lines.map(({ msg }) => msg)).toEqual([expect.stringContaining('randomBytes(32)')]);
  });
});

describe('hostile requests', () => {
  it('2,000 of them: no 5xx, every refusal is a problem document, and nothing that exists is changed', async () => {
    await using platform = await platformWith();
    const proof = await prove(platform, '9876500001');
    const lead = await leaveNumber(platform, '9876500002');
    const [slot = '', free = ''] = await freeSlots(platform, 1);
    const booked = await post(platform, '/cars/1/test-drives', { starts_at: slot, proof });
    const { link } = booked.json<{ link: string }>();
    const odd = fc.oneof(
      fc.constantFrom<unknown>(
        ...["1' or '1'='1", '*1\r\n$8\r\nFLUSHALL\r\n', '<script>', '\u0000', '\ud800', '9'.repeat(500)],
        ...['+91', '+999999999999999', '9876543210;ext=1', 'tel:+91;phone-context=evil', '0000000000'],
        ...[
          '+292278-12-31T00:00:00Z',
          '0000-00-00T00:00:00Z',
          '9999-12-31T23:59:59+23:59',
          free.replace(':00Z', ':01Z'),
        ],
        ...[null, true, 0, -1, 1e308, 2_147_483_648, [], [[]], {}, { toString: 1 }, { $ne: 1 }],
        ...[lead, link, '1-180d', 1],
      ),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.double(),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const names = [
      'car_id',
      'mobile',
      'consent',
      'lead',
      'code',
      'starts_at',
      'proof',
      '__proto__',
      'constructor',
    ];
    const body = fc.oneof(
      { weight: 6, arbitrary: fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 6 }) },
      { weight: 1, arbitrary: odd },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 100 }) },
    );
    const part = fc.oneof(
      fc.constantFrom('1', '0', '2147483648', '..', '%00', 'x'.repeat(400), 'A'.repeat(72)),
      fc.string({ unit: 'binary', maxLength: 80 }).map((text) => text.replace(/[\ud800-\udfff]/g, '')),
    );
    const path = fc.oneof(
      fc.constantFrom('/leads', '/leads/confirm', '/cars/1/test-drives', `${link}/move`),
      fc
        .tuple(part, fc.constantFrom('/cars/:/test-drives', '/test-drives/:/move', '/test-drives/:/cancel'))
        .map(([text, address]) => address.replace(':', encodeURIComponent(text))),
    );
    const seed = Number(process.env.FORECOURT_TEST_SEED ?? Date.now() % 2 ** 31);
    const statuses = new Map<number, number>();
    for (const [url, sent] of fc.sample(fc.tuple(path, body), { seed, numRuns: 2_000 })) {
      const answer = await post(platform, url, sent ?? 'null', {
        cookie: 'forecourt_lead=%00; forecourt_buyer=x',
      });
      const { statusCode } = answer;
      const label = `seed ${seed}: ${url} ${JSON.stringify(sent)} ${answer.body}`;
      expect(statusCode, label).toBeLessThan(500);
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      if (statusCode < 400) continue;
      expect(answer.headers['content-type'], label).toBe('application/problem+json; charset=utf-8');
      const looked = await platform.get(url);
      expect(looked.statusCode, label).toBeLessThan(500);
    }
    expect(statuses.get(400)).toBeGreaterThan(500);
    expect((await platform.get(link)).json()).toEqual(booked.json());
    expect([await countOf(platform, 'lead'), await countOf(platform, 'test_drive')]).toEqual([1, 1]);
  }, 300_000);
});

describe('a number', () => {
  it('stands sealed in Postgres, and nowhere else: not in Valkey, the log, the change stream or an answer', async () => {
    await using platform = await platformWith({}, 'here');
    const slot = `leak_${platform.settings.slot}`.slice(0, 60);
    const peek = async (): Promise<Buffer> => {
      const { rows } = await platform.database.query<{ data: Buffer }>(
        `select data from pg_logical_slot_peek_binary_changes($1, null, null, 'proto_version', '1', 'publication_names', $2)`,
        [slot, platform.settings.publication],
      );
      return Buffer.concat(rows.map(({ data }) => data));
    };
    await platform.database.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [slot]);
    const mobile = '9876543210';
    await leaveNumber(platform, '9876500009'); // and never confirmed
    const proof = await prove(platform, mobile);
    const [first = '', second = ''] = await freeSlots(platform, 1);
    const booked = await post(platform, '/cars/1/test-drives', { starts_at: first, proof });
    const { link } = booked.json<{ link: string }>();
    await post(platform, `${link}/move`, { starts_at: second });
    await platform.database.query('update car set price = price + 1 where id = 1');
    await platform.caughtUp();

    const { rows } = await platform.database.query<{ hash: Buffer; sealed: Buffer }>(
      'select number_hash as hash, number_sealed as sealed from lead union all select number_hash, number_sealed from lead_code',
    );
    expect(rows).toHaveLength(3);
    const secrets = [
      ...['9876543210', '98765 43210', '9876500009', proof, link.slice(13), 'lead_code', 'test_drive'],
      ...rows.flatMap(({ hash, sealed }) => [hash, sealed]),
    ].map((each) => Buffer.from(each));
    const hides = (where: Buffer, what: string): void => {
      for (const each of secrets)
        for (const spelling of [
          each,
          Buffer.from(each.toString('hex')),
          Buffer.from(each.toString('base64')),
        ])
          expect(where.includes(spelling), `${what}: ${each.toString()}`).toBe(false);
    };
    const stream = await peek();
    // The price of the car is there, so the stream was read.
    expect(stream.includes('price')).toBe(true);
    hides(stream, 'change stream');
    hides(Buffer.from(JSON.stringify(platform.logged)), 'log');
    hides(Buffer.from(await everythingIn(platform)), 'Valkey');
    hides(Buffer.from((await platform.get('/metrics')).body), 'metrics');
    expect(booked.body).not.toContain('98765');

    // Nor is it readable anywhere in Postgres.
    const { rows: tables } = await platform.database.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
    );
    for (const { name } of tables) {
      const { rows: found } = await platform.database.query<{ text: string }>(
        `select t::text as text from ${name} t where t::text ~ $1`,
        [`98765 ?[45]|${Buffer.from('987654').toString('hex')}|${Buffer.from('987650').toString('hex')}`],
      );
      expect(found, name).toEqual([]);
    }
    await platform.database.query('select pg_drop_replication_slot($1)', [slot]);
  });

  it('is deleted by a follower when its days are over, and one that nobody confirmed after an hour', async () => {
    await using platform = await platformWith();
    for (const mobile of ['9876500001', '9876500002', '9876500003']) await prove(platform, mobile);
    const proof = await prove(platform, '9876500004');
    const [slot = ''] = await freeSlots(platform, 1);
    expect((await post(platform, '/cars/1/test-drives', { starts_at: slot, proof })).statusCode).toBe(201);
    await platform.database.query(
      `update lead set confirmed_at = now() - interval '181 days' where id <> (select min(id::text)::uuid from lead where id not in (select lead_id from test_drive))`,
    );
    await platform.database.query(`update lead_code set asked_at = now() - interval '2 hours'`);
    await using follower = await startPlatform({
      databaseUrl: platform.urls.databaseUrl,
      valkey: testPrefix(),
    });
    await until(
      async () => (await countOf(platform, 'lead')) === 2 && (await countOf(platform, 'lead_code')) === 0,
    );
    // The follower says so once Postgres has told it, which is later than the rows are gone.
    await until(() =>
      Promise.resolve(follower.logged.some(({ msg }) => msg === 'deleted numbers of more than 180 days ago')),
    );
    // One is fresh, the other has a test drive to come.
    expect(await countOf(platform, 'test_drive')).toBe(1);
  });
});

/** Every key and value under the platform's prefix, as text. */
async function everythingIn({ valkey, settings }: Platform): Promise<string> {
  const readers: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    string: (key) => valkey.get(key),
    hash: (key) => valkey.hgetall(key),
    set: (key) => valkey.smembers(key),
    zset: (key) => valkey.zrange(key, 0, -1, 'WITHSCORES'),
    stream: (key) => valkey.xrange(key, '-', '+'),
    list: (key) => valkey.lrange(key, 0, -1),
  };
  const texts: string[] = [];
  for (let cursor = '', keys: string[] = []; cursor !== '0';) {
    [cursor, keys] = await valkey.scan(cursor || '0', 'MATCH', `${settings.prefix}*`, 'COUNT', 1_000);
    for (const key of keys) {
      const read = readers[await valkey.type(key)];
      expect(read, key).toBeDefined();
      texts.push(key, JSON.stringify(await read?.(key)));
    }
  }
  expect(texts.length).toBeGreaterThan(20);
  return texts.join('\n');
}
