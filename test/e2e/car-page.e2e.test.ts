import { randomBytes, randomUUID } from 'node:crypto';
import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { BuyerId } from '../../src/catalog/buyer.js';
import type { EventId, EventKind } from '../../src/catalog/buyer-event.js';
import type { Car } from '../../src/catalog/car.js';
import { carId } from '../../src/catalog/car.js';
import { insertEvents } from '../../src/source/events.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { auditOf } from '../support/audit.js';
import { startFreezingProxy } from '../support/freezing-proxy.js';
import { oddIds } from '../support/odd-ids.js';
import type { Platform } from '../support/platform.js';
import { startPlatform, until } from '../support/platform.js';
import type { TestDatabase } from '../support/postgres.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** The page of a car, the shortlist and the comparison, as browsers without scripts get them. */

const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };

async function sampleDatabase(count: number): Promise<TestDatabase> {
  const database = await testDatabase();
  await loadSampleCars({ databaseUrl: database.url, count, seed: 11, now: new Date() });
  return database;
}

async function platformOf(
  count: number,
  near = true,
): Promise<Platform & { [Symbol.asyncDispose](): Promise<void> }> {
  const database = await sampleDatabase(count);
  return startPlatform({ databaseUrl: database.url, valkey: testPrefix(), near });
}

async function page(
  platform: Platform,
  url: string,
  headers: Record<string, string> = {},
  status = 200,
): Promise<LightMyRequestResponse> {
  const answer = await platform.get(url, { ...browser, ...headers });
  expect([answer.statusCode, answer.headers['content-type']], url).toEqual([
    status,
    'text/html; charset=utf-8',
  ]);
  expect(answer.headers['cache-control']).toBe('private, max-age=0, must-revalidate');
  return answer;
}

function post(
  platform: Platform,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return platform.app.inject({
    method: 'POST',
    url: '/shortlist',
    headers: {
      host: 'localhost',
      'content-type': 'application/x-www-form-urlencoded',
      ...browser,
      ...headers,
    },
    payload: new URLSearchParams(fields).toString(),
  });
}

/** What a browser says back, of what it was told. */
function cookiesOf(...answers: readonly LightMyRequestResponse[]): string {
  const told = new Map<string, string>();
  for (const answer of answers)
    for (const { name, value } of answer.cookies as { name: string; value: string }[]) told.set(name, value);
  return [...told].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** The links of cards in a section. */
function cardsIn(html: string, section: string): readonly number[] {
  const [, rest = ''] = html.split(`id="${section}-cards"`);
  const [list = ''] = rest.split('</section>');
  return [...list.matchAll(/data-car="(\d+)"/g)].map(([, id]) => Number(id));
}

async function carOf(platform: Platform, id: number): Promise<Car> {
  return (await platform.get(`/cars/${id}`)).json<Car>();
}

async function caughtUpNear(platform: Platform): Promise<void> {
  const position = await platform.logPosition();
  await until(async () => {
    const { headers } = await platform.get(`/listing/?facets=1&min_position=${position}`);
    return headers['x-cache'] === 'hit';
  });
}

function jsonLd(html: string): readonly Record<string, unknown>[] {
  return [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(
    ([, text]) => JSON.parse(text ?? '') as Record<string, unknown>,
  );
}

describe.each([true, false])('the page of a car (near index: %s)', (near) => {
  it('shows the car with its photos, facts and features, and what search engines want to know', async () => {
    await using platform = await platformOf(200, near);
    const { rows } = await platform.database.query<{ id: number }>(
      `select id from car where status = 'live' and km_driven is not null and owner = 1 order by id limit 5`,
    );
    for (const { id } of rows) {
      const car = await carOf(platform, id);
      const { body } = await page(platform, `/user-cars/${id}`);
      expect(body).toContain(`<h1>${car.year} ${car.make_name} ${car.model_name} ${car.variant_name}</h1>`);
      expect(body).toContain(`<link rel="canonical" href="http://localhost/user-cars/${id}"/>`);
      expect(body).toMatch(/<title>[^<]+ km in [^<]+ at ₹[\d,.]+ (?:lakh|crore)? ?\| Forecourt<\/title>/);
      expect(body).not.toContain('noindex');
      for (const [place, { url }] of car.images.entries()) {
        expect(body).toContain(`<li id="photo-${place + 1}"><img src="${url}"`);
        expect(body).toContain(`<a href="#photo-${place + 1}">`);
      }
      expect(body.match(/fetchpriority="high"/g)).toHaveLength(1);
      for (const { name } of car.features) expect(body).toContain(`<li>${name}</li>`);
      expect(body).toContain(`href="/user-cars/${id}/test-drive"`);
      expect(body).toContain(`data-opened-car="${id}"`);
      const similar = cardsIn(body, 'similar');
      expect(similar.length).toBeGreaterThan(0);
      expect(similar).not.toContain(id);
      const [structured, crumbs] = jsonLd(body);
      expect(structured).toMatchObject({
        '@type': 'Car',
        url: `http://localhost/user-cars/${id}`,
        mileageFromOdometer: { value: car.km_driven, unitCode: 'KMT' },
        offers: { '@type': 'Offer', price: car.price, priceCurrency: 'INR' },
      });
      expect((structured?.image as string[]).every((url) => url.startsWith('http://localhost/photos/'))).toBe(
        true,
      );
      expect(crumbs).toMatchObject({ '@type': 'BreadcrumbList' });
      expect(crumbs?.itemListElement).toHaveLength(5);
    }
  });

  it('has a tag, and need not be sent again', async () => {
    await using platform = await platformOf(50, near);
    const cookie = 'forecourt_seen=1';
    const first = await page(platform, '/user-cars/1', { cookie });
    const headers = { ...browser, cookie, 'if-none-match': String(first.headers.etag) };
    expect((await platform.get('/user-cars/1', headers)).statusCode).toBe(304);
  });

  it('says what the price was, and that it fell, as soon as it did', async () => {
    await using platform = await platformOf(50, near);
    await platform.database.query(`update car set price_history = '{}'`);
    await platform.database.query('update car set price = 600000 where id = 2');
    await platform.database.query(`update car set price_history = '{}' where id = 2`);
    await platform.caughtUp();
    const before = (await page(platform, '/user-cars/2')).body;
    expect(before).not.toContain('Price fell');
    expect(before).not.toContain('Price history');
    await platform.database.query('update car set price = 565000 where id = 2');
    await platform.caughtUp();
    const fallen = (await page(platform, '/user-cars/2')).body;
    expect(fallen).toContain('Price fell by ₹35,000 on');
    expect(fallen).toContain('<span class="price-then">₹6,00,000</span>');
    await platform.database.query('update car set price = 570000 where id = 2');
    await platform.caughtUp();
    const risen = (await page(platform, '/user-cars/2')).body;
    expect(risen).not.toContain('Price fell');
    expect([...risen.matchAll(/<span class="price-then">(.*?)<\/span>/g)].map(([, price]) => price)).toEqual([
      '₹5,70,000',
      '₹5,65,000',
      '₹6,00,000',
    ]);
  });

  it('holds the price against those of all others of the model and age, if there is a copy to ask, and says nothing of few', async () => {
    await using platform = await platformOf(300, near);
    // One model of one year, at prices that tie; the others of it can't be bought.
    await platform.database.query(
      `update car set variant_id = (select id from variant order by id limit 1), year = 2019 + id % 3, status = 'live',
         price = 400000 + id % 12 * 10000 where id <= 42`,
    );
    await platform.database.query(
      `update car set status = 'sold' where id > 42 and variant_id in
         (select id from variant where model_id = (select model_id from variant order by id limit 1))`,
    );
    await platform.caughtUp();
    const { rows } = await platform.database.query<{ id: number; price: number; year: number }>(
      'select id, price, year from car where id <= 42 order by id',
    );
    for (const { id, price, year } of rows.slice(0, 24)) {
      if (near) await caughtUpNear(platform);
      const others = rows.filter((each) => each.id !== id && Math.abs(each.year - year) <= 1);
      const prices = others.map((each) => each.price).sort((one, other) => one - other);
      const [one, two] = [
        prices[Math.floor((prices.length - 1) / 2)]!,
        prices[Math.ceil((prices.length - 1) / 2)]!,
      ];
      const difference = price - Math.round((one + two) / 2);
      const dearer = Math.round((100 * prices.filter((each) => each > price).length) / prices.length);
      const part = dearer === 0 ? 'none of them is' : `${dearer} % of them are`;
      const [, words] =
        /<p class="price-standing">(.*?)<\/p>/.exec((await page(platform, `/user-cars/${id}`)).body) ?? [];
      const said =
        difference === 0
          ? 'At'
          : `₹${Math.abs(difference).toLocaleString('en-IN')} ${difference < 0 ? 'below' : 'above'}`;
      expect(words).toBe(near ? `${said} the middle of ${others.length} like it; ${part} dearer` : undefined);
    }
    // What nobody has asked for is not stored.
    expect(await platform.valkey.zcard(platform.keys.views)).toBe(0);
    await platform.database.query(`update car set status = 'sold' where id between 6 and 42`);
    await platform.caughtUp();
    expect((await page(platform, '/user-cars/1')).body).not.toContain('class="price-standing"');
  });

  it('is 410 for a car that was sold, with cars that can be bought', async () => {
    await using platform = await platformOf(200, near);
    await platform.database.query(`update car set status = 'sold' where id % 3 = 0`);
    await platform.database.query(`update car set status = 'withdrawn' where id = 1`);
    await platform.caughtUp();
    const { body } = await page(platform, '/user-cars/3', {}, 410);
    expect(body).toContain('has been sold</h1>');
    expect(body).toContain('noindex');
    expect(body).not.toContain('data-opened-car');
    const similar = cardsIn(body, 'similar');
    expect(similar.length).toBeGreaterThan(0);
    const { rows } = await platform.database.query<{ status: string }>(
      'select distinct status from car where id = any($1)',
      [similar],
    );
    expect(rows).toEqual([{ status: 'live' }]);
    expect((await page(platform, '/user-cars/1', {}, 410)).body).toContain('is no longer for sale</h1>');
  });

  it('is 404 for ids of no car', async () => {
    await using platform = await platformOf(50, near);
    for (const id of oddIds)
      expect((await page(platform, `/user-cars/${encodeURIComponent(id)}`, {}, 404)).body).toContain(
        'There is no such car',
      );
  });

  it('lists what the visitor looked at before, newest first, of what can still be bought', async () => {
    await using platform = await platformOf(50, near);
    await platform.database.query(`update car set status = 'live'`);
    await platform.caughtUp();
    let cookie = '';
    for (const id of [4, 5, 6, 7]) {
      const answer = await page(platform, `/user-cars/${id}`, { cookie });
      cookie = cookiesOf(answer);
      expect([answer.headers['set-cookie']].flat().join('\n')).toMatch(
        /^forecourt_seen=.*; HttpOnly; SameSite=Lax$/m,
      );
    }
    expect(cardsIn((await page(platform, '/user-cars/8', { cookie })).body, 'recent')).toEqual([7, 6, 5, 4]);
    expect(cardsIn((await page(platform, '/user-cars/6', { cookie })).body, 'recent')).toEqual([7, 5, 4]);
    await platform.database.query(`update car set status = 'sold' where id = 5`);
    await platform.caughtUp();
    if (near) await caughtUpNear(platform);
    expect(cardsIn((await page(platform, '/user-cars/8', { cookie })).body, 'recent')).toEqual([7, 6, 4]);
    expect(cardsIn((await page(platform, '/user-cars/8')).body, 'recent')).toEqual([]);
  });

  it('shows a shortlist, lets cars on it and off it by a form, and remembers it in a cookie', async () => {
    await using platform = await platformOf(60, near);
    await platform.database.query(`update car set status = 'live'`);
    await platform.caughtUp();
    expect((await page(platform, '/shortlist')).body).toContain('There is nothing on it');
    const added = await post(
      platform,
      { car_id: '7', action: 'add' },
      { referer: 'http://localhost/user-cars/7?a=b' },
    );
    expect([added.statusCode, added.headers.location]).toEqual([303, '/user-cars/7?a=b']);
    const again = await post(platform, { car_id: '9', action: 'add' }, { cookie: cookiesOf(added) });
    expect(again.headers.location).toBe('/user-cars/9');
    const cookie = cookiesOf(added, again);
    const shown = await page(platform, '/shortlist', { cookie });
    expect([...shown.body.matchAll(/data-car="(\d+)"/g)].map(([, id]) => id)).toEqual(['9', '7']);
    expect(shown.body).toContain('noindex');
    expect((await page(platform, '/user-cars/9', { cookie })).body).toMatch(
      /class="car-actions".*?<form class="shortlist-form"[^>]* data-kept="true"/,
    );
    expect((await page(platform, '/user-cars/9')).body).not.toContain('data-kept="true"');
    expect((await page(platform, '/user-cars/10', { cookie })).body).toContain('href="/compare?cars=10,9,7"');
    const removed = await post(platform, { car_id: '9', action: 'remove' }, { cookie });
    const left = cookiesOf(added, again, removed);
    expect(
      [...(await page(platform, '/shortlist', { cookie: left })).body.matchAll(/data-car="(\d+)"/g)].map(
        ([, id]) => id,
      ),
    ).toEqual(['7']);
    const { make_name, model_name } = (await platform.get('/cars/7')).json<Car>();
    await platform.database.query(`update car set status = 'sold' where id = 7`);
    await platform.caughtUp();
    if (near) await caughtUpNear(platform);
    const gone = await page(platform, '/shortlist', { cookie: left });
    expect(gone.body).toContain('No longer for sale');
    expect(gone.body).not.toContain('data-car=');
    expect(gone.body).toMatch(
      new RegExp(`<li><span>\\d{4} ${make_name} ${model_name} [^<]*: ?<a href="/user-cars/7"`),
    );
  });
});

describe('the page of a car', () => {
  it('escapes whatever names and photos hold', async () => {
    await using platform = await platformOf(50);
    const hostile = `<script>alert(1)</script>"'&</title></script>`;
    await platform.database.query(`update car set status = 'live'`);
    for (const table of ['make', 'model', 'variant', 'city', 'color', 'fuel_type', 'feature'])
      await platform.database.query(`update ${table} set name = $1 || id`, [hostile]);
    await platform.database.query(`update car_image set url = $1 where car_id = 1`, [
      `javascript:alert(1)${hostile}`,
    ]);
    await platform.caughtUp();
    await platform.database.query(`update car set price = price - 1000`);
    await platform.caughtUp();
    await caughtUpNear(platform);
    const cookie = 'forecourt_seen=2.3; forecourt_shortlist=1.2';
    for (const url of ['/user-cars/1', '/shortlist', '/compare?cars=1,2', '/user-cars/2']) {
      const { body } = await page(platform, url, { cookie });
      expect(body, url).toContain('&lt;script>alert(1)&lt;/script>');
      expect(body, url).not.toContain('<script>alert');
      // The one script of ours, and the facts.
      expect(
        body.match(/<script(?! type="module" src="\/assets\/[\w.-]+"| type="application\/ld\+json")/g),
        url,
      ).toBeNull();
      for (const facts of jsonLd(body)) expect(JSON.stringify(facts)).not.toContain('javascript:');
    }
    await platform.database.query(`update car set status = 'sold' where id = 1`);
    await platform.caughtUp();
    expect((await page(platform, '/user-cars/1', {}, 410)).body).not.toContain('<script>alert');
  });

  it('counts people who took an interest, and neither programs nor made-up buyers among them', async () => {
    await using database = await sampleDatabase(50);
    const buyers = Array.from({ length: 20 }, () => randomBytes(16).toString('base64url') as BuyerId);
    await using seeding = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      follower: 'none',
    });
    const tell = (
      kind: EventKind,
      car: number,
      who: readonly BuyerId[],
      { isBot = false, areSimulated = false, daysAgo = 1 } = {},
    ): Promise<number> => {
      const happenedAtMs = Date.now() - daysAgo * 86_400_000;
      const rows = who.map((buyer) => ({
        id: randomUUID() as string as EventId,
        buyer,
        kind,
        carIds: [carId(car)],
        happenedAtMs,
        receivedAtMs: happenedAtMs,
        isBot,
      }));
      return insertEvents(seeding.database, rows, { areSimulated });
    };
    await seeding.database.query(`update car set status = 'live'`);
    const shown = async (id: number): Promise<string | null> => {
      const valkey = testPrefix();
      await using platform = await startPlatform({ databaseUrl: database.url, valkey });
      // Counted once at the start, by nobody who is waited for.
      let words: string | null = null;
      for (let look = 0; look < 100 && words === null; look += 1)
        words =
          /<p class="interest">(.*?)<\/p>/.exec((await page(platform, `/user-cars/${id}`)).body)?.[1] ?? null;
      return words;
    };
    await tell('opened', 1, buyers.slice(0, 9), { areSimulated: true });
    expect(await shown(1)).toBe('9 people looked at it this week');
    await tell('opened', 1, [...buyers.slice(0, 4), ...buyers.slice(0, 4)]);
    await tell('opened', 1, buyers.slice(10, 15), { isBot: true });
    await tell('opened', 1, buyers.slice(15), { daysAgo: 8 });
    await tell('test_drive', 1, buyers.slice(0, 2));
    await tell('seen', 1, buyers);
    await tell('opened', 2, buyers.slice(0, 2));
    expect(await shown(1)).toBe('4 people looked at it this week, 2 asked for a test drive');
    expect(await shown(2)).toBeNull();
  });

  it('takes no note of programs', async () => {
    await using platform = await platformOf(50);
    const answer = await platform.get('/user-cars/1', {
      'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)',
    });
    expect(answer.body).not.toContain('data-opened-car');
    expect(String(answer.headers['set-cookie'])).not.toContain('forecourt_seen');
    const prefetched = await platform.get('/user-cars/1', { ...browser, 'sec-purpose': 'prefetch' });
    expect(String(prefetched.headers['set-cookie'])).not.toContain('forecourt_seen');
  });

  it('and the shortlist are there without Valkey', async () => {
    await using database = await sampleDatabase(100);
    const valkey = testPrefix();
    await using proxy = await startFreezingProxy(valkey.url);
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: { ...valkey, url: proxy.url },
    });
    await platform.database.query(`update car set status = 'live' where id <= 3`);
    await platform.caughtUp();
    proxy.hold();
    const { body } = await page(platform, '/user-cars/1', { cookie: 'forecourt_seen=2.3' });
    expect(cardsIn(body, 'recent')).toEqual([2, 3]);
    const added = await post(platform, { car_id: '3', action: 'add' });
    expect(added.statusCode).toBe(303);
    expect((await page(platform, '/shortlist', { cookie: cookiesOf(added) })).body).toContain('data-car="3"');
    expect((await page(platform, '/compare?cars=1,2')).body).toContain('<table');
    proxy.resume();
  });
});

describe('the shortlist', () => {
  it('is changed by no other site, and leads nowhere else', async () => {
    await using platform = await platformOf(50);
    const fields = { car_id: '7', action: 'add' };
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost.evil.example', 'sec-fetch-site': 'same-site' },
    ]) {
      const refused = await post(platform, fields, headers);
      expect([refused.statusCode, refused.headers['set-cookie']], JSON.stringify(headers)).toEqual([
        403,
        undefined,
      ]);
    }
    for (const headers of [{}, { 'sec-fetch-site': 'same-origin', origin: 'http://localhost' }])
      expect((await post(platform, fields, headers)).statusCode).toBe(303);
    for (const referer of [
      'https://evil.example/',
      'http://localhost//evil.example',
      'http://localhost/\\evil.example',
      'x',
    ])
      expect((await post(platform, fields, { referer })).headers.location, referer).toMatch(/^\/(?![/\\])/);
  });

  it('refuses what its form does not send, and more cars than it holds', async () => {
    await using platform = await platformOf(50);
    for (const fields of [
      {},
      { car_id: '7' },
      { car_id: 'x', action: 'add' },
      { car_id: '0', action: 'add' },
      { car_id: '7', action: 'eat' },
    ]) {
      const refused = await post(platform, fields);
      expect([refused.statusCode, refused.headers['set-cookie']]).toEqual([400, undefined]);
    }
    const full = Array.from({ length: 20 }, (_, place) => (place + 1).toString(36)).join('.');
    const cookie = `forecourt_shortlist=${full}`;
    expect((await post(platform, { car_id: '30', action: 'add' }, { cookie })).statusCode).toBe(409);
    expect((await post(platform, { car_id: '3', action: 'remove' }, { cookie })).statusCode).toBe(303);
    const huge = await post(platform, { car_id: '7', action: 'add', more: 'x'.repeat(2_000) });
    expect(huge.statusCode).toBe(413);
    for (const value of ['', '...', '-1', `${full}.30`, '%00', 'zzzzzzzz'])
      await page(platform, '/shortlist', { cookie: `forecourt_shortlist=${value}` });
  });

  it('is told as events of a buyer, once for each change', async () => {
    await using platform = await platformOf(50);
    const added = await post(platform, { car_id: '7', action: 'add' });
    const cookie = cookiesOf(added);
    expect(cookie).toMatch(/forecourt_buyer=[\w-]{22}/);
    await post(platform, { car_id: '7', action: 'add' }, { cookie });
    const removed = await post(platform, { car_id: '7', action: 'remove' }, { cookie });
    await post(platform, { car_id: '7', action: 'remove' }, { cookie: cookiesOf(added, removed) });
    await until(async () => (await platform.database.query('select from event')).rowCount === 2);
    const { rows } = await platform.database.query(
      'select kind, car_ids, is_bot, count(*) over (partition by buyer)::int as events from event order by happened_at',
    );
    expect(rows).toEqual([
      { kind: 'shortlisted', car_ids: [7], is_bot: false, events: 2 },
      { kind: 'unshortlisted', car_ids: [7], is_bot: false, events: 2 },
    ]);
  });
});

describe('the comparison', () => {
  it('is of up to four cars that can be bought, and marks in what they differ', async () => {
    await using platform = await platformOf(50);
    await platform.database.query(`update car set status = 'live', year = 2018, price = 500000 + id`);
    await platform.database.query(`update car set status = 'sold' where id = 3`);
    await platform.caughtUp();
    await caughtUpNear(platform);
    const { body } = await page(platform, '/compare?cars=1,2,3&cars=4&cars=5,6');
    expect([...body.matchAll(/<th scope="col">.*?href="\/user-cars\/(\d+)"/g)].map(([, id]) => id)).toEqual([
      '1',
      '2',
      '4',
    ]);
    expect(body).toContain('One of these cars is no longer for sale.');
    expect(body).toContain('Up to 4 cars stand side by side: 2 more are left out.');
    expect(body).toMatch(/<tr><th scope="row">Model year<\/th><td>2018<\/td>/);
    expect(body).toMatch(
      /<tr class="differs"><th scope="row">Price<\/th><td>₹5,00,001<\/td><td>₹5,00,002<\/td>/,
    );
    expect(body).toContain('href="/compare?cars=2,4"');
    expect(body).toContain('noindex');
    expect((await page(platform, '/compare?cars=1,2')).body).not.toContain('left out');
    const cookie = 'forecourt_shortlist=5.6';
    expect((await page(platform, '/compare', { cookie })).body).toContain('href="/user-cars/6"');
    expect((await page(platform, '/compare')).body).toContain('nothing to compare');
    for (const cars of ['x', '1,x', '0', '1e3', '%00'])
      await page(platform, `/compare?cars=${cars}`, {}, 400);
  });
});

it('the price is held against others, too, where the copy has to fetch their cards', async () => {
  const database = await sampleDatabase(300);
  await using platform = await startPlatform({
    databaseUrl: database.url,
    valkey: testPrefix(),
    near: true,
    environment: { FORECOURT_NEAR_CARD_BYTES: '0' },
  });
  await platform.database.query(
    `update car set variant_id = (select id from variant order by id limit 1), year = 2019, status = 'live' where id <= 9`,
  );
  await platform.caughtUp();
  await caughtUpNear(platform);
  expect((await page(platform, '/user-cars/1')).body).toContain('class="price-standing"');
  expect(await platform.valkey.zcard(platform.keys.views)).toBe(0);
});

describe('the history of prices', () => {
  it('is the same in the index as in Postgres, whatever programs reprice cars, one by one or all', async () => {
    await using platform = await platformOf(300);
    for (let round = 0; round < 23; round += 1) {
      await platform.database.query('update car set price = price + 1000');
      await platform.database.query('update car set price = price - 500 where id % 5 = $1', [round % 5]);
    }
    await platform.database.query(`update car set status = 'sold' where id % 7 = 0`);
    await platform.database.query(`update car set price = price + 1 where id % 7 = 0`);
    await platform.database.query(`update car set status = 'live' where id % 7 = 0`);
    await platform.caughtUp();
    expect((await auditOf(platform)).differences).toEqual([]);
    const car = await carOf(platform, 8);
    expect(car.price_history).toHaveLength(20);
    expect(car.price_history.at(-1)?.price).not.toBe(car.price);
    const { rows } = await platform.database.query<{ history: string[] }>(
      'select price_history::text[] as history from car where id = 8',
    );
    expect(car.price_history.map(({ price }) => String(price))).toEqual(
      rows[0]?.history.filter((_, place) => place % 2 === 1),
    );
    const [card] = (await platform.get('/listing/')).json<{ results: object[] }>().results;
    expect(Object.keys(card ?? {})).not.toContain('price_history');
  });
});
