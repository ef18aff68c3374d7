import { describe, expect, it } from 'vitest';
import type { Position } from '../../src/catalog/position.js';
import { positionFromString, positionToString } from '../../src/catalog/position.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { startFreezingProxy } from '../support/freezing-proxy.js';
import type { ListingBody } from '../support/oracle.js';
import { startPlatform } from '../support/platform.js';
import type { TestDatabase } from '../support/postgres.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** Within one visit positions never go back, though each request may come to another server. */

const dearest = '/listing/?ordering=-price&page_size=1';

async function sampleDatabase(count: number): Promise<TestDatabase> {
  const database = await testDatabase();
  await loadSampleCars({ databaseUrl: database.url, count, seed: 7, now: new Date() });
  return database;
}

function at(text: unknown): bigint {
  return positionFromString(String(text)) ?? -1n;
}

function priceOfFirst(body: string): number {
  return (
    (JSON.parse(body) as { readonly results: readonly { readonly price: number }[] }).results[0]?.price ?? NaN
  );
}

describe('a visitor who comes to another server', () => {
  it('sees there what the first one has shown, though the copy of the second is behind', async () => {
    await using database = await sampleDatabase(200);
    const valkey = testPrefix();
    await using first = await startPlatform({ databaseUrl: database.url, valkey, near: true });
    await using proxy = await startFreezingProxy(valkey.url);
    await using second = await startPlatform({
      databaseUrl: database.url,
      valkey: { ...valkey, url: proxy.url },
      near: true,
      follower: 'none',
    });
    await second.warm();

    proxy.hold();
    await first.database.query('update car set price = 123456789 where id = 5');
    const shown = await first.get(`${dearest}&min_position=${await first.logPosition()}`);
    const position = at(shown.headers['x-position']);
    const cookie = String(shown.headers['set-cookie']).split(';')[0] ?? '';
    for (const url of [dearest, '/cars/5', '/cars/5/similar', '/listing/loosen?price_min=1']) {
      const there = await second.get(url, { cookie });
      expect(there.statusCode).toBe(200);
      expect(at(there.headers['x-position']), url).toBeGreaterThanOrEqual(position);
      if (url === dearest) expect(there.json<ListingBody>().results[0]?.id).toBe(5);
    }
    // Who names a position is a program, and need not be a visitor.
    const named = await second.get(
      `/listing/loosen?price_min=1&min_position=${positionToString(position as Position)}`,
    );
    expect([named.statusCode, at(named.headers['x-position']) >= position]).toEqual([200, true]);
    expect((await second.get('/listing/loosen?price_min=1&min_position=FFFF/0')).statusCode).toBe(503);
    proxy.resume();
  });

  it('is answered, whatever the cookie says', async () => {
    await using database = await sampleDatabase(50);
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      near: true,
    });
    for (const value of ['FFFFFFFF/FFFFFFFF', '0/0', 'x', '1/', '', '0/1; forecourt_position=0/2']) {
      const answer = await platform.get(dearest, { cookie: `a=b; forecourt_position=${value}` });
      expect(answer.statusCode, value).toBe(200);
      // What nobody can have seen costs nothing, and is put right.
      if (value.startsWith('F')) {
        expect(answer.headers['x-cache']).toBe('hit');
        expect(answer.headers['set-cookie']).toMatch(/^forecourt_position=0\//);
      }
    }
    // A position that the log soon has, or has already: whoever named it would have Postgres make their pages.
    const soon = positionToString((at(await platform.logPosition()) + 1_000n) as Position);
    const seals = ['', `.${'A'.repeat(12)}`, '.', platform.seenCookie('0/1').slice(-13)];
    for (const seal of seals) {
      const answer = await platform.get(dearest, { cookie: `forecourt_position=${soon}${seal}` });
      expect([answer.statusCode, answer.headers['x-cache']], seal).toEqual([200, 'hit']);
      expect(answer.headers['set-cookie']).toMatch(/^forecourt_position=0\//);
    }
    // One forged cookie does not take the others' pages to Postgres.
    expect((await platform.get(dearest)).headers['x-cache']).toBe('hit');
  });

  it('is told a position once', async () => {
    await using database = await sampleDatabase(50);
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      near: true,
    });
    const first = await platform.get('/cars/1');
    expect(first.headers['set-cookie']).toMatch(/^forecourt_position=.*; HttpOnly/);
    const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
    const second = await platform.get('/cars/1', { cookie });
    const isSame = second.headers['x-position'] === first.headers['x-position'];
    expect(second.headers['set-cookie'] === undefined).toBe(isSame);
  });
});

describe('a position', () => {
  it('is of one picture alone, however often it is asked for while cars change', async () => {
    await using database = await sampleDatabase(200);
    await using platform = await startPlatform({
      databaseUrl: database.url,
      valkey: testPrefix(),
      near: true,
    });
    const url = `${await platform.app.listen({ port: 0, host: '127.0.0.1' })}${dearest}&facets=1`;
    // Of every position: the answers of the copy, and the car's price in those of Postgres, which is asked while the copy is behind.
    const pictures = new Map<string, Set<string>>();
    const databasePrices = new Map<string, number[]>();
    const writing = (async (): Promise<void> => {
      for (let change = 0; change < 150; change += 1)
        await platform.database.query('update car set price = 200000000 + $1 where id = 5', [change]);
    })();
    let isOver = false;
    const reading = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        const answer = await fetch(url);
        const position = String(answer.headers.get('x-position'));
        const text = await answer.text();
        if (answer.headers.get('x-cache') === 'database')
          databasePrices.set(position, [...(databasePrices.get(position) ?? []), priceOfFirst(text)]);
        else pictures.set(position, (pictures.get(position) ?? new Set()).add(text));
      }
    });
    await writing;
    isOver = true;
    await Promise.all(reading);
    expect(pictures.size).toBeGreaterThan(20);
    expect([...pictures.values()].filter(({ size }) => size > 1)).toEqual([]);
    // Postgres may hold what comes after the position that its answer names, and lack the one change that is being acknowledged (I1).
    for (const [position, prices] of databasePrices)
      for (const picture of pictures.get(position) ?? [])
        expect(Math.min(...prices), position).toBeGreaterThanOrEqual(priceOfFirst(picture) - 1);
  });
});
