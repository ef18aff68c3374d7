import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testDatabase } from '../../test/support/postgres.js';
import type { EarlierPrice } from '../catalog/price-history.js';
import { mostEarlierPrices } from '../catalog/price-history.js';
import { carId } from '../catalog/car.js';
import { readCars } from './cars.js';
import { loadSampleCars } from './sample/load-sample-cars.js';

/** Whatever program changes a price: what it was before stands in the row, by the trigger of migration 0007. */

const now = new Date('2026-06-01T00:00:00Z');

async function carsIn(count: number): Promise<pg.Client> {
  const { url } = await testDatabase();
  await loadSampleCars({ databaseUrl: url, count, seed: 3, now });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query(`update car set price_history = '{}'`);
  await client.query('update car set price = 500000 where price <> 500000');
  await client.query(`update car set price_history = '{}'`);
  return client;
}

async function historyOf(client: pg.Client, id: number): Promise<readonly EarlierPrice[]> {
  return (await readCars(client, [carId(id)]))[0]?.price_history ?? [];
}

async function pricesOf(client: pg.Client, id: number): Promise<readonly number[]> {
  return (await historyOf(client, id)).map(({ price }) => price);
}

describe('earlier prices', () => {
  it('are kept, with the time at which they were replaced, oldest first', async () => {
    const client = await carsIn(2);
    const before = Math.floor(Date.now() / 1_000);
    await client.query('update car set price = 490000 where id = 1');
    await client.query('update car set price = 510000, km_driven = 7 where id = 1');
    const history = await historyOf(client, 1);
    expect(history.map(({ price }) => price)).toEqual([500_000, 490_000]);
    for (const { until } of history) {
      expect(until).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(Date.parse(until) / 1_000).toBeGreaterThanOrEqual(before);
      expect(Date.parse(until)).toBeLessThanOrEqual(Date.now() + 1_000);
    }
    expect(await pricesOf(client, 2)).toEqual([]);
  });

  it('do not come from other changes, nor from a price that is set to what it is', async () => {
    const client = await carsIn(1);
    await client.query(`update car set status = 'sold', km_driven = 1, price = price`);
    await client.query(`update car set status = 'live'`);
    expect(await pricesOf(client, 1)).toEqual([]);
  });

  it(`are the last ${mostEarlierPrices}`, async () => {
    const client = await carsIn(1);
    for (let step = 1; step <= 25; step += 1)
      await client.query('update car set price = $1', [500_000 + step]);
    expect(await pricesOf(client, 1)).toEqual(Array.from({ length: 20 }, (_, place) => 500_005 + place));
  });

  it('are kept of every car that one statement reprices', async () => {
    const client = await carsIn(500);
    await client.query('update car set price = price - id');
    const cars = await readCars(
      client,
      Array.from({ length: 500 }, (_, place) => carId(place + 1)),
    );
    expect(cars.map(({ price_history: history }) => history.map(({ price }) => price))).toEqual(
      Array(500).fill([500_000]),
    );
    expect(new Set(cars.map(({ price_history: history }) => history[0]?.until)).size).toBe(1);
  });

  it('leave out what a transaction made of a price in between', async () => {
    const client = await carsIn(3);
    await client.query('begin');
    await client.query('update car set price = 1');
    await client.query('update car set price = 2 where id = 2');
    await client.query('update car set price = 500000 where id = 3');
    await client.query('commit');
    const prices = [];
    for (const id of [1, 2, 3]) prices.push(await pricesOf(client, id));
    expect(prices).toEqual([[500_000], [500_000], []]);
    await client.query('update car set price = 490000 where id = 2');
    expect(await pricesOf(client, 2)).toEqual([500_000, 2]);
  });

  it('are not spoilt by a program that writes back what it had read', async () => {
    const client = await carsIn(1);
    await client.query('update car set price = 490000');
    await client.query(`update car set price = 480000, price_history = '{}'`);
    expect(await pricesOf(client, 1)).toEqual([500_000, 490_000]);
  });

  it.each([
    '{1}',
    '{1,null}',
    '{0,5}',
    '{{1,2},{3,4}}',
    `{${Array(42).fill(1).join()}}`,
    '{8000000000000000,1}',
  ])('are never %s', async (value) => {
    const client = await carsIn(1);
    await expect(client.query('update car set price_history = $1', [value])).rejects.toMatchObject({
      constraint: 'car_price_history_check',
    });
  });
});
