import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Car } from '../../src/catalog/car.js';
import { positionFromString } from '../../src/catalog/position.js';
import { slotDay, slotTime } from '../../src/web/test-drive/slot-words.js';
import { codeFor, codesFor, freeSlots, prove } from '../support/leads.js';
import type { Platform } from '../support/platform.js';
import { until } from '../support/platform.js';
import type { SamplePlatform } from '../support/sample-site.js';
import { openSamplePlatform } from '../support/sample-site.js';

/** What the pages on the way to a test drive say, and what they keep. */

let sample: SamplePlatform;
let platform: Platform;

beforeAll(async () => {
  sample = await openSamplePlatform({
    cars: 60,
    environment: { FORECOURT_SECRET: 'c0ffee'.repeat(11), FORECOURT_LEADS_PER_ADDRESS: '10000' },
  });
  ({ platform } = sample);
});

afterAll(() => sample.close());

let numbers = 0;
function newNumber(): string {
  return `98765${String((numbers += 1)).padStart(5, '0')}`;
}

function look(url: string, cookie = ''): Promise<LightMyRequestResponse> {
  return platform.get(url, { accept: 'text/html', cookie });
}

function send(url: string, fields: Record<string, string>, cookie = ''): Promise<LightMyRequestResponse> {
  return platform.app.inject({
    method: 'POST',
    url,
    headers: {
      host: 'localhost',
      origin: 'http://localhost',
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
      cookie,
    },
    payload: new URLSearchParams(fields).toString(),
  });
}

/** A live car, and what it is called. */
async function anyCar(place: number): Promise<{ id: number; name: string; path: string }> {
  const { rows } = await platform.database.query<{ id: number }>(
    `select id from car where status = 'live' order by id offset $1 limit 1`,
    [place],
  );
  const { id = 0 } = rows[0] ?? {};
  const car = (await platform.get(`/cars/${id}`)).json<Car>();
  const name = `${car.year} ${car.make_name} ${car.model_name} ${car.variant_name}`;
  return { id, name, path: `/user-cars/${id}` };
}

function titleOf({ body }: LightMyRequestResponse): string {
  return /<title>([^<]*)<\/title>/.exec(body)?.[1] ?? '';
}

function headingOf({ body }: LightMyRequestResponse): string {
  expect(body.match(/<h1>/g)).toHaveLength(1);
  return /<h1>([^<]*)<\/h1>/.exec(body)?.[1] ?? '';
}

/** The attributes of an input. */
function inputOf({ body }: LightMyRequestResponse, name: string): string {
  return new RegExp(`<input [^>]*name="${name}"[^>]*>`).exec(body)?.[0] ?? '';
}

function cookieIn(answer: LightMyRequestResponse, name: string): string {
  return `${name}=${answer.cookies.find((each) => each.name === name)?.value ?? ''}`;
}

/** Leaves a number at the first form. Answers the cookie that goes with its code. */
async function askCode(path: string, mobile: string): Promise<{ readonly token: string }> {
  const begun = await send(`${path}/test-drive/number`, { mobile, consent: await consentVersion() });
  expect(begun.headers.location).toBe(`${path}/test-drive/code`);
  return { token: cookieIn(begun, 'forecourt_code') };
}

async function consentVersion(): Promise<string> {
  return (await platform.get('/leads/consent')).json<{ version: string }>().version;
}

describe('a form that comes back', () => {
  it('keeps the number and the tick, and says why at the field', async () => {
    const { path } = await anyCar(0);
    const address = `${path}/test-drive/number`;
    const consent = await consentVersion();
    const mistyped = await send(address, { mobile: '98765 4321"', consent });
    expect(mistyped.statusCode).toBe(400);
    const number = inputOf(mistyped, 'mobile');
    expect(number).toContain('value="98765 4321&quot;"');
    expect(number).toMatch(/aria-describedby="problem mobile-hint"/);
    expect(number).toContain('aria-invalid="true"');
    expect(number).toMatch(/\sautofocus/);
    expect(mistyped.body).toMatch(/<p class="error" id="problem" role="alert">This is no mobile number/);
    expect(inputOf(mistyped, 'consent')).toMatch(/\schecked/);
    expect(inputOf(mistyped, 'consent')).not.toMatch(/aria-invalid|autofocus/);

    const unticked = await send(address, { mobile: '98765 43210' });
    expect(unticked.statusCode).toBe(400);
    expect(inputOf(unticked, 'mobile')).toContain('value="98765 43210"');
    expect(inputOf(unticked, 'mobile')).not.toMatch(/aria-invalid|autofocus/);
    const tick = inputOf(unticked, 'consent');
    expect(tick).not.toMatch(/\schecked/);
    for (const part of ['aria-describedby="problem"', 'aria-invalid="true"', 'autofocus'])
      expect(tick).toContain(part);
    expect(unticked.body).toContain('Without your consent');

    // Another text than the one that was ticked has to be read first.
    const changed = await send(address, { mobile: '98765 43210', consent: '0-1d' });
    expect(inputOf(changed, 'consent')).not.toMatch(/\schecked/);
    expect(changed.body).toContain('This text has changed');
    expect(inputOf(await look(address), 'consent')).not.toMatch(/\schecked|autofocus/);
  });

  it('keeps the code that was not the one', async () => {
    const { path } = await anyCar(0);
    const { token } = await askCode(path, newNumber());
    const wrong = await send(`${path}/test-drive/code`, { code: '12 34 5' }, token);
    expect(wrong.statusCode).toBe(400);
    expect(inputOf(wrong, 'code')).toContain('value="12 34 5"');
    expect(inputOf(wrong, 'code')).toMatch(/aria-describedby="problem code-hint"/);
    expect(inputOf(wrong, 'code')).toMatch(/\sautofocus/);
  });
});

describe('the page for the code', () => {
  it.each(['the old', 'the new'])(
    'names the number, sends it another code at a click, and takes %s one then',
    async (which) => {
      const { path } = await anyCar(5);
      const mobile = newNumber();
      const { token } = await askCode(path, mobile);
      const masked = `+91 •••••• ${mobile.slice(-4)}`;
      const before = await look(`${path}/test-drive/code`, token);
      expect(before.body).toContain(`It is on its way to ${masked},`);
      const old = await codeFor(platform, mobile);
      const again = await send(`${path}/test-drive/code/again`, {}, token);
      expect([again.statusCode, again.headers.location]).toEqual([303, `${path}/test-drive/code?another`]);
      const newer = cookieIn(again, 'forecourt_code');
      expect(newer).toContain(`.${token.split('=')[1]}`);
      const after = await look(`${path}/test-drive/code?another`, newer);
      expect(after.body).toContain(`Another one is on its way to ${masked},`);
      await until(() => Promise.resolve(codesFor(platform, mobile).length === 2));
      const code = which === 'the old' ? old : codesFor(platform, mobile).at(-1)!;
      expect((await send(`${path}/test-drive/code`, { code }, newer)).headers.location).toBe(
        `${path}/test-drive`,
      );
    },
  );

  it('asks for the number where none waits for a code, and says why where a code came too late', async () => {
    const { path } = await anyCar(5);
    const none = `forecourt_code=${'A'.repeat(72)}`;
    for (const cookie of ['', none]) {
      expect(headingOf(await look(`${path}/test-drive/code`, cookie))).toBe('Leave your number');
      const again = await send(`${path}/test-drive/code/again`, {}, cookie);
      expect([again.statusCode, again.headers.location]).toEqual([303, `${path}/test-drive/number`]);
      const late = await send(`${path}/test-drive/code`, { code: '123456' }, cookie);
      expect([late.statusCode, headingOf(late)]).toEqual([400, 'Leave your number']);
      expect(late.body).toContain('The code is no longer good.');
    }
    const { token } = await askCode(path, newNumber());
    await platform.database.query(`update lead_code set asked_at = now() - interval '11 minutes'`);
    expect(headingOf(await look(`${path}/test-drive/code`, token))).toBe('Leave your number');
    expect(cookieIn(await send(`${path}/test-drive/code/again`, {}, token), 'forecourt_code')).toBe(
      'forecourt_code=',
    );
  });

  it('sends no more codes than a number may have in an hour, says the same, and takes the last one that came', async () => {
    const { path } = await anyCar(5);
    const mobile = newNumber();
    let { token } = await askCode(path, mobile);
    for (let time = 0; time < 9; time += 1) {
      const again = await send(`${path}/test-drive/code/again`, {}, token);
      expect(again.headers.location).toBe(`${path}/test-drive/code?another`);
      token = cookieIn(again, 'forecourt_code');
    }
    await askCode(path, newNumber());
    await until(() => Promise.resolve(codesFor(platform, mobile).length >= 5));
    const codes = codesFor(platform, mobile);
    expect(codes).toHaveLength(5);
    // As large as it gets.
    expect(token.split('.')).toHaveLength(6);
    expect((await send(`${path}/test-drive/code`, { code: codes[4]! }, token)).headers.location).toBe(
      `${path}/test-drive`,
    );
  });

  it('sends no more codes where the number was left more than an hour ago: what was agreed to is to be fresh', async () => {
    const { path } = await anyCar(5);
    const mobile = newNumber();
    let { token } = await askCode(path, mobile);
    await platform.database.query(`update lead_code set consented_at = consented_at - interval '59 minutes'`);
    const again = await send(`${path}/test-drive/code/again`, {}, token);
    expect(again.headers.location).toBe(`${path}/test-drive/code?another`);
    token = cookieIn(again, 'forecourt_code');
    const { rows } = await platform.database.query<{ times: number }>(
      `select count(distinct consented_at)::int as times from lead_code where asked_at > consented_at + interval '58 minutes'
       and number_hash = (select number_hash from lead_code order by asked_at desc limit 1)`,
    );
    expect(rows).toEqual([{ times: 1 }]);
    await platform.database.query(`update lead_code set consented_at = consented_at - interval '2 minutes'`);
    const late = await send(`${path}/test-drive/code/again`, {}, token);
    expect(late.headers.location).toBe(`${path}/test-drive/number`);
  });
});

describe('the right code', () => {
  it('sent twice leads on twice, though the browser has not kept the proof; a wrong one never does', async () => {
    const { path } = await anyCar(5);
    const mobile = newNumber();
    const { token } = await askCode(path, mobile);
    const code = await codeFor(platform, mobile);
    const proofs: string[] = [];
    for (let click = 0; click < 2; click += 1) {
      const led = await send(`${path}/test-drive/code`, { code }, token);
      expect([led.statusCode, led.headers.location]).toEqual([303, `${path}/test-drive`]);
      proofs.push(cookieIn(led, 'forecourt_lead'));
    }
    expect(proofs[0]).toMatch(/=[\w-]{72}$/);
    expect(proofs[1]).toBe(proofs[0]);
    // Who confirms another number and mistypes its code is not let on by the proof of the first.
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    const refused = await send(`${path}/test-drive/code`, { code: wrong }, `${token}; ${proofs[0] ?? ''}`);
    expect(refused.statusCode).toBe(400);
  });
});

describe('who has as many test drives to come as one person may', () => {
  it('is told so, with links to them', async () => {
    const cookie = `forecourt_lead=${await prove(platform, newNumber())}`;
    const owns: string[] = [];
    const names: string[] = [];
    for (const place of [6, 7, 8]) {
      const { id, name, path } = await anyCar(place);
      names.push(name);
      const { [place]: slot = '' } = await freeSlots(platform, id);
      owns.push(String((await send(`${path}/test-drive`, { starts_at: slot }, cookie)).headers.location));
    }
    const { id, path } = await anyCar(9);
    const [slot = ''] = await freeSlots(platform, id);
    const refused = await send(`${path}/test-drive`, { starts_at: slot }, cookie);
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('as many test drives to come as one person may');
    // The time is kept: it is free, once another test drive is canceled.
    expect(/<input [^>]*checked[^>]*>/.exec(refused.body)?.[0]).toContain(
      `value="${new Date(slot).toISOString()}"`,
    );
    for (const [place, own] of owns.entries())
      expect(refused.body).toContain(`<a href="${own}">${names[place] ?? ''}: `);
    await send(`${owns[1] ?? ''}/cancel`, {});
    expect((await send(`${path}/test-drive`, { starts_at: slot }, cookie)).statusCode).toBe(303);
  });
});

describe('who has a test drive to come', () => {
  it('finds it again where it was booked, sees it beside those of other cars, and is booked for one car at a time', async () => {
    const { id, name, path } = await anyCar(10);
    const cookie = `forecourt_lead=${await prove(platform, newNumber())}`;
    const [slot = '', later = ''] = await freeSlots(platform, id);
    const own = String((await send(`${path}/test-drive`, { starts_at: slot }, cookie)).headers.location);
    const back = await look(`${path}/test-drive`, cookie);
    expect([back.statusCode, back.headers.location]).toEqual([303, own]);

    const { id: otherId, path: otherPath } = await anyCar(11);
    const when = `${slotDay(Date.parse(slot))}, ${slotTime(Date.parse(slot))}`;
    const link = `<a href="${own}">${name}: ${when}</a>`;
    const other = await look(`${otherPath}/test-drive`, cookie);
    expect(other.body).toContain('Your other test drives');
    expect(other.body).toContain(link);
    const refused = await send(`${otherPath}/test-drive`, { starts_at: slot }, cookie);
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('You have a test drive of another car at that time.');
    expect(refused.body).toContain(link);
    const second = String(
      (await send(`${otherPath}/test-drive`, { starts_at: later }, cookie)).headers.location,
    );
    for (const isOwner of [true, false]) {
      const unmoved = await send(`${second}/move`, { starts_at: slot }, isOwner ? cookie : '');
      expect(unmoved.statusCode).toBe(409);
      expect(unmoved.body).toContain(
        'You have a test drive of another car at that time. Choose another one.',
      );
      // Whoever has the link of one test drive is not shown the other one.
      expect(unmoved.body.includes(link)).toBe(isOwner);
    }

    // By the API likewise.
    const answer = await platform.app.inject({
      method: 'POST',
      url: `${second.replace('/your-test-drive/', '/test-drives/')}/move`,
      payload: { starts_at: slot },
    });
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).not.toHaveProperty('link');
    expect(otherId).not.toBe(id);
  });

  it('leaves the device to somebody else, who books under a number of their own', async () => {
    const { id, path } = await anyCar(14);
    const cookie = `forecourt_lead=${await prove(platform, newNumber())}`;
    const [slot = '', later = ''] = await freeSlots(platform, id);
    const own = String((await send(`${path}/test-drive`, { starts_at: slot }, cookie)).headers.location);
    expect((await look(own, cookie)).body).toContain(
      `<a href="${path}/test-drive/number">Somebody else on this device?`,
    );
    expect(headingOf(await look(`${path}/test-drive/number`, cookie))).toBe('Leave your number');
    const mobile = newNumber();
    const { token } = await askCode(path, mobile);
    const confirmed = await send(
      `${path}/test-drive/code`,
      { code: await codeFor(platform, mobile) },
      `${cookie}; ${token}`,
    );
    const theirs = cookieIn(confirmed, 'forecourt_lead');
    expect(theirs).not.toBe(cookie);
    expect((await look(`${path}/test-drive`, theirs)).statusCode).toBe(200);
    const booked = await send(`${path}/test-drive`, { starts_at: later }, theirs);
    expect(booked.headers.location).not.toBe(own);
    expect((await look(String(booked.headers.location))).body).toContain(mobile.slice(-4));
  });

  it('is asked before it is canceled, and led on afterwards', async () => {
    const { id, path } = await anyCar(12);
    const cookie = `forecourt_lead=${await prove(platform, newNumber())}`;
    const [slot = ''] = await freeSlots(platform, id);
    const own = String((await send(`${path}/test-drive`, { starts_at: slot }, cookie)).headers.location);
    expect((await look(own)).body).toMatch(
      /<details class="change"><summary>Cancel it<\/summary><form[^>]*\/cancel">.*Yes, cancel the test drive/,
    );
    const canceled = await send(`${own}/cancel`, {});
    expect(canceled.headers.location).toBe(own);
    const page = await look(own);
    expect(headingOf(page)).toBe('Your test drive is canceled');
    expect(page.body).toContain(`href="${path}/test-drive">Book another time</a>`);
  });
});

describe('who books a car once more', () => {
  it('is told when the test drive is that they have, and can move it to the new time or cancel it', async () => {
    const { id, name, path } = await anyCar(1);
    const cookie = `forecourt_lead=${await prove(platform, newNumber())}`;
    const [first = '', second = ''] = await freeSlots(platform, id);
    const booked = await send(`${path}/test-drive`, { starts_at: first }, cookie);
    const own = String(booked.headers.location);
    expect([booked.statusCode, own]).toEqual([303, expect.stringMatching(/^\/your-test-drive\//)]);

    const again = await send(`${path}/test-drive`, { starts_at: second }, cookie);
    expect(again.statusCode).toBe(409);
    expect([again.headers['set-cookie'] ?? []].flat().length).toBeLessThanOrEqual(1);
    const when = `${slotDay(Date.parse(first))}, ${slotTime(Date.parse(first))}`;
    expect(again.body).toContain(`You already have a test drive of this car on ${when}.`);
    expect(titleOf(again)).toBe(`You already have a test drive of this car: ${name} | Forecourt`);
    for (const part of [`href="${own}"`, `action="${own}/move"`, `action="${own}/cancel"`])
      expect(again.body).toContain(part);
    const chosen = /<input [^>]*checked[^>]*>/.exec(again.body)?.[0];
    expect(chosen).toContain(`value="${new Date(second).toISOString()}"`);
    // The same time once more is a double click.
    expect((await send(`${path}/test-drive`, { starts_at: first }, cookie)).headers.location).toBe(own);

    // By the API, the answer's link tells it from a slot that is somebody else's, whose answer says which are free.
    const proof = cookie.slice('forecourt_lead='.length);
    const answerTo = async (starts_at: string, by: string): Promise<Record<string, unknown>> => {
      const response = await platform.app.inject({
        method: 'POST',
        url: `/cars/${id}/test-drives`,
        payload: { starts_at, proof: by },
      });
      expect(response.statusCode).toBe(409);
      return response.json();
    };
    const has = await answerTo(second, proof);
    expect(has.link).toBe(own.replace('/your-test-drive/', '/test-drives/'));
    expect(has.detail).toContain(first);
    expect(has).not.toHaveProperty('next');
    const taken = await answerTo(first, await prove(platform, newNumber()));
    expect(taken).not.toHaveProperty('link');
    expect(taken.next).toHaveLength(6);
  });
});

describe('the test drive of a car that is sold meanwhile', () => {
  it('still names the car, says that it was sold, and leads to cars like it', async () => {
    const { id, name, path } = await anyCar(2);
    const cookie = `forecourt_lead=${await prove(platform, newNumber())}`;
    const [first = ''] = await freeSlots(platform, id);
    const own = String((await send(`${path}/test-drive`, { starts_at: first }, cookie)).headers.location);
    expect(titleOf(await look(own))).toBe(`Your test drive is booked: ${name} | Forecourt`);
    for (const [status, words] of [
      ['sold', 'This car has been sold'],
      ['withdrawn', 'This car is no longer for sale'],
    ] as const) {
      await platform.database.query('update car set status = $2 where id = $1', [id, status]);
      await platform.caughtUp();
      const gone = await look(own);
      expect([gone.statusCode, headingOf(gone)]).toEqual([200, words]);
      expect(titleOf(gone)).toBe(`${words}: ${name} | Forecourt`);
      expect(gone.body).toContain(`<a href="${path}">${name}</a>`);
      expect(gone.body).toContain('does not take place');
      expect(gone.body).not.toMatch(/\/(move|cancel)"/);
      const section = gone.body.slice(gone.body.indexOf('id="similar"'));
      expect(section.match(/<h2[^>]*><a href="\/user-cars\/\d+"/g)?.length).toBeGreaterThan(3);
      expect(gone.body).toMatch(/<a class="button primary" href="\/used-[^"]+-cars">See the cars<\/a>/);
    }
    // Whoever is on the way to one is led to the car's page, which says so as well.
    for (const step of ['', '/number', '/code']) {
      const { headers } = await look(
        `${path}/test-drive${step}`,
        `${cookie}; forecourt_code=${'A'.repeat(72)}`,
      );
      expect(headers.location).toBe(path);
    }
    expect((await look(path)).statusCode).toBe(410);
  });
});

describe('every step', () => {
  it('has a title of its own that says the step and the car, and one heading', async () => {
    const { path, name } = await anyCar(3);
    const proof = `forecourt_lead=${await prove(platform, newNumber())}`;
    const { token: code } = await askCode(path, newNumber());
    const pages = [
      [await look(`${path}/test-drive`), 'Leave your number', 'step 1 of 3'],
      [await look(`${path}/test-drive/code`, code), 'Enter the code', 'step 2 of 3'],
      [await look(`${path}/test-drive`, proof), 'Choose a time', 'step 3 of 3'],
    ] as const;
    for (const [page, heading, step] of pages) {
      expect(headingOf(page)).toBe(heading);
      expect(titleOf(page)).toBe(`${heading}, ${step}: test drive of the ${name} | Forecourt`);
    }
    const refused = [
      await send(`${path}/test-drive/number`, {}),
      await send(`${path}/test-drive/code`, {}, code),
      await send(`${path}/test-drive`, {}, proof),
    ];
    expect(refused.map(titleOf)).toEqual(pages.map(([page]) => `Error: ${titleOf(page)}`));
  });

  it('says the position of what it shows, and has the browser keep it', async () => {
    const { path, id } = await anyCar(4);
    const proof = `forecourt_lead=${await prove(platform, newNumber())}`;
    const { token: code } = await askCode(path, newNumber());
    const times = await look(`${path}/test-drive`, proof);
    const [slot = ''] = await freeSlots(platform, id);
    const own = String((await send(`${path}/test-drive`, { starts_at: slot }, proof)).headers.location);
    const pages = [
      await look(`${path}/test-drive`),
      await look(`${path}/test-drive/code`, code),
      times,
      await look(own),
      await send(`${path}/test-drive/number`, {}),
    ];
    for (const page of pages) {
      const position = String(page.headers['x-position']);
      expect(positionFromString(position)).toBeGreaterThan(0n);
      expect([page.headers['set-cookie']].flat()).toContainEqual(
        expect.stringContaining(platform.seenCookie(position)),
      );
    }
    // A change that the visitor has seen is on the next page, whichever it is.
    await platform.database.query('update car set price = 12345600 where id = $1', [id]);
    const seen = await platform.get(`/listing/?min_position=${await platform.logPosition()}`);
    const position = platform.seenCookie(String(seen.headers['x-position']));
    const after = await look(`${path}/test-drive`, position);
    expect(after.body).toContain('₹1.23 crore');
  });
});
