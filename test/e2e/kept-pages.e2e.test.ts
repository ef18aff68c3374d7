import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Car } from '../../src/catalog/car.js';
import type { Platform } from '../support/platform.js';
import { until } from '../support/platform.js';
import type { SamplePlatform } from '../support/sample-site.js';
import { openSamplePlatform } from '../support/sample-site.js';

/** A page that was made once is sent again, for as long as it is what would be made: and not a change longer. */

let sample: SamplePlatform;
let platform: Platform;

beforeAll(async () => {
  sample = await openSamplePlatform({ cars: 300 });
  ({ platform } = sample);
});

afterAll(() => sample.close());

const encodings = ['br', 'gzip', 'identity'] as const;

interface Shown {
  readonly response: LightMyRequestResponse;
  readonly text: string;
  readonly isKept: boolean;
}

async function look(url: string, headers: Record<string, string> = {}): Promise<Shown> {
  const response = await platform.get(url, { accept: 'text/html', ...headers });
  const { rawPayload: body } = response;
  const encoding = response.headers['content-encoding'];
  const text = encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
  return {
    response,
    text: text.toString(),
    isKept: String(response.headers['server-timing']).includes('desc="kept"'),
  };
}

/**
 * What an address shows, once two looks in a row agree: a car's page goes without what its price compares with while the copy is a moment behind
 * what Valkey has just said, which others' commits bring about now and then.
 */
async function steady(url: string, headers: Record<string, string> = {}): Promise<Shown> {
  for (let last = await look(url, headers); ;) {
    const next = await look(url, headers);
    if (next.text === last.text) return next;
    last = next;
  }
}

async function change(sql: string, values: readonly unknown[] = []): Promise<void> {
  await platform.database.query(sql, [...values]);
  const position = await platform.logPosition();
  await until(async () => {
    const { headers } = await platform.get(`/listing/?facets=1&min_position=${position}`);
    return headers['x-cache'] === 'hit';
  });
}

async function liveCar(place = 7): Promise<Car> {
  const { rows } = await platform.database.query<{ id: number }>(
    `select id from car where status = 'live' order by id offset $1 limit 1`,
    [place],
  );
  return (await platform.get(`/cars/${rows[0]?.id ?? 0}`)).json<Car>();
}

/** The count beside a make in the panel; 0: it is not there. */
function countOf(html: string, makeId: number): number {
  const [, rest = ''] = html.split(`name="make_id" value="${makeId}"`);
  return Number(/<small>([\d,]+)<\/small>/.exec(rest)?.[1]?.replaceAll(',', '') ?? 0);
}

/** The address that a question has. */
async function addressOf(url: string): Promise<string> {
  const { headers } = await platform.get(url, { accept: 'text/html' });
  return headers.location ?? url;
}

describe.each(['/', '/?price_max=900000&ordering=price&page=2', '/user-cars/:id'])('%s', (path) => {
  it('is kept for whoever asks next, in every encoding, whatever advert led there', async () => {
    const url = await addressOf(path.replace(':id', String((await liveCar()).id)));
    const plain = await steady(url, { 'accept-encoding': 'identity' });
    expect(plain.response.statusCode).toBe(200);
    for (const encoding of encodings) {
      const headers = { 'accept-encoding': encoding };
      const first = await steady(url, headers);
      const again = await steady(url, headers);
      expect(again.isKept).toBe(true);
      for (const { response, text } of [first, again]) {
        expect(response.headers['content-encoding'] ?? 'identity').toBe(encoding);
        expect(response.headers.vary).toBe('cookie, accept-encoding');
        expect(response.headers.etag).toBe(plain.response.headers.etag);
        expect(text).toBe(plain.text);
      }
      const clicked = await steady(`${url}${url.includes('?') ? '&' : '?'}gclid=${encoding}`, headers);
      expect([clicked.isKept, clicked.text]).toEqual([true, plain.text]);
      const held = await steady(url, { ...headers, 'if-none-match': String(first.response.headers.etag) });
      expect([held.response.statusCode, held.text]).toEqual([304, '']);
    }
    // Nothing that a client says makes another page of it.
    for (const odd of ['*', 'br;q=0, gzip;q=0', 'zstd', 'x'.repeat(2_000), ''])
      expect((await steady(url, { 'accept-encoding': odd })).text, odd).toBe(plain.text);
  });
});

it('a listing is made anew once anything in it has changed, also a count of cars that it does not show', async () => {
  const shown = await liveCar();
  const { rows } = await platform.database.query<{ id: number; make: number }>(
    `select car.id, model.make_id as make from car join variant on variant.id = variant_id join model on model.id = model_id
     where status = 'live' and model.make_id <> $1 order by car.id limit 1`,
    [shown.make_id],
  );
  const [other = { id: 0, make: 0 }] = rows;
  const url = await addressOf(`/?make_id=${shown.make_id}`);
  const before = await steady(url);
  expect(before.isKept).toBe(true);
  const count = countOf(before.text, other.make);
  expect(count).toBeGreaterThan(0);
  // A commit that is about no car.
  await change(`select pg_logical_emit_message(true, 'test', 'something else')`);
  const later = await look(url);
  expect(later.response.headers['x-position']).not.toBe(before.response.headers['x-position']);
  expect([later.isKept, later.text]).toEqual([true, before.text]);

  await change(`update car set status = 'sold' where id = $1`, [other.id]);
  const after = await look(url);
  expect(after.isKept).toBe(false);
  expect(countOf(after.text, other.make)).toBe(count - 1);

  await change(`update car set price = 123456700 where id = $1`, [shown.id]);
  expect((await look(`${url}?ordering=-price`)).text).toContain('₹12.35 crore');
  expect((await look(`/user-cars/${shown.id}`)).text).toContain('₹12.35 crore');
});

it('a car page is made anew once the car, or one like it, has changed; not for a change elsewhere', async () => {
  const car = await liveCar();
  const url = `/user-cars/${car.id}`;
  const before = await steady(url);
  expect(before.isKept).toBe(true);
  const [like = 0] = [...before.text.matchAll(/data-car="(\d+)"/g)].map(([, id]) => Number(id));
  await change(`update car set price = price + 100 where id = $1`, [like]);
  expect((await look(url)).isKept).toBe(false);
  expect((await steady(url)).isKept).toBe(true);
  const { rows } = await platform.database.query<{ id: number }>(
    `select id from car where status = 'live' and id <> all($1) and variant_id <> $2 limit 1`,
    [[...before.text.matchAll(/data-car="(\d+)"/g)].map(([, id]) => Number(id)), car.variant_id],
  );
  await change(`update car set km_driven = km_driven + 1 where id = $1`, [rows[0]?.id]);
  expect((await steady(url)).isKept).toBe(true);
});

it("a visitor's hearts are theirs, and nobody else is shown them", async () => {
  const car = await liveCar();
  const hearted = { cookie: `forecourt_shortlist=${car.id.toString(36)}` };
  for (const url of ['/?ordering=price', `/user-cars/${car.id}`]) {
    const plain = await steady(url);
    const theirs = await steady(url, hearted);
    expect(theirs.isKept).toBe(false);
    expect(theirs.text).toContain('<span id="shortlist-count">1</span>');
    expect((await steady(url, hearted)).text).toBe(theirs.text);
    expect((await steady(url)).text).toBe(plain.text);
    expect(plain.text).not.toContain('data-kept="true"');
  }
});

it('what was made for what one visitor has looked at is kept for nobody', async () => {
  const [one, other] = [await liveCar(20), await liveCar(21)];
  const opened = { cookie: `forecourt_seen=${one.id.toString(36)}` };
  for (const url of [`/?seen_car_ids=${one.id}`, `/user-cars/${other.id}`])
    for (let time = 0; time < 2; time += 1) {
      const { response, isKept } = await look(url, opened);
      expect([response.statusCode, isKept]).toEqual([200, false]);
    }
});
