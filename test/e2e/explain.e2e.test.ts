import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/catalog/car-facts.js';
import { indexedCar } from '../../src/catalog/car.js';
import type { RankingExplanation } from '../../src/ops/explain-ranking.js';
import { sizeOf } from '../../src/recommend/explain-score.js';
import type { CarModel } from '../../src/recommend/published-model.js';
import { must } from '../../src/shared/assert.js';
import { readLiveCars } from '../../src/source/cars.js';
import { publishModel } from '../../src/source/model-store.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { artifactOf, randomModel } from '../support/car-models.js';
import type { ListingBody } from '../support/oracle.js';
import type { Platform } from '../support/platform.js';
import { environmentOf, startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** `forecourt explain` of a recommended listing: it is about the page that visitors get, and its terms add up. */

async function publish({ database }: Platform, artifact: Buffer): Promise<void> {
  await publishModel(database, { trainedUntilMs: 0, isSimulated: false, figures: {}, artifact });
}

async function modelOf({ database }: Platform): Promise<CarModel> {
  const client = await database.connect();
  const cars = [];
  for await (const batch of readLiveCars(client, 1_000))
    for (const car of batch) cars.push({ id: car.id, facts: factsOf(indexedCar(car)) });
  client.release();
  return randomModel(1, cars);
}

describe('explain', () => {
  it('says why the cars that a visitor is recommended stand where they do', async () => {
    await using database = await testDatabase();
    await loadSampleCars({
      databaseUrl: database.url,
      count: 200,
      seed: 3,
      now: new Date('2026-06-01T00:00:00Z'),
    });
    const options = { databaseUrl: database.url, valkey: testPrefix(), near: true };
    await using platform = await startPlatform(options);
    const explain = async (...args: readonly string[]): Promise<string> => {
      const settings = { env: environmentOf(options), encoding: 'utf8' } as const;
      const run = promisify(execFile);
      return (await run(process.execPath, ['dist/ops/main.js', 'explain', ...args], settings)).stdout;
    };
    expect(await explain('city_id=1')).toContain(
      'order   recommended: newest first, where there is no model (-date_added)',
    );

    const model = await modelOf(platform);
    await publish(platform, artifactOf(model));
    platform.shelf.put(model);
    await until(async () => {
      const { next } = (await platform.get('/listing/')).json<ListingBody>();
      return next?.includes('model_version=1&') === true;
    });
    for (const query of [
      'city_id=1,2',
      'seen_car_ids=2,3,100000&page=2&page_size=7',
      'make_id=1&model_version=99',
    ]) {
      const told = JSON.parse(await explain(query, '--json')) as {
        readonly near: { readonly page: readonly number[] };
        readonly ranking: RankingExplanation;
      };
      const page = (await platform.get(`/listing/?${query}`)).json<ListingBody>();
      expect(told.near.page).toEqual(page.results.map(({ id }) => id));
      const { cars, modelVersion, foldedIn } = told.ranking;
      expect([modelVersion, foldedIn]).toEqual([1, query.includes('seen') ? 2 : 0]);
      expect(cars.map(({ id }) => Number(id))).toEqual(told.near.page.slice(0, 5));
      for (const [place, { score, terms, own }] of cars.entries()) {
        const sum = terms.reduce((total, term) => total + sizeOf(term), own === null ? 0 : sizeOf(own));
        expect(sum).toBeCloseTo(score, 9);
        // Scores are of rows in 32 bits.
        expect(score).toBeLessThan((cars[place - 1]?.score ?? Infinity) + 1e-4);
      }
    }

    const text = await explain('seen_car_ids=2,3,100000');
    const { results } = (await platform.get('/listing/?seen_car_ids=2,3,100000')).json<{
      results: { id: number; make_name: string; model_name: string; year: number }[];
    }>();
    const first = must(results[0], 'a car');
    for (const part of [
      'order   recommended, by model 1\n',
      'picked by the score of each for this visitor',
      'by model 1, trained until 1970-01-01T00:00:00.000Z, for a visitor folded in from 2 of the 3 cars that they looked at',
      `1. car ${first.id}, ${first.make_name} ${first.model_name} ${first.year}, `,
      'more features',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/^ *[+-]\d\.\d{3} +[+-]\d\.\d{3} +[+-]\d\.\d{3} {2}(make|model|city|price|color) /m);
    const second = await explain('page=2&page_size=7&model_version=99');
    expect(second).toMatch(
      /\nmodel 99 is gone, or never was\nmodel 1 explains instead: .*\n\nwhy these cars stand at 8 to 12\n/,
    );
    expect(second.match(/^\d+(?=\. car )/gm)).toEqual(['8', '9', '10', '11', '12']);
    expect(await explain('page=77')).toMatch(
      /\nthere is no such page: only \d+ cars pass, and it would begin at 761\n/,
    );
    expect(await explain('price_max=1')).toContain('\nthere is no car to explain: none passes\n');

    // As a server that starts now ranks.
    const damaged = artifactOf(model);
    damaged[damaged.length >> 1]! ^= 1;
    await publish(platform, damaged);
    for (const query of ['city_id=1', 'city_id=1&model_version=2'])
      expect(await explain(query)).toMatch(
        /\norder {3}recommended, by model 1\n[^]*\nmodel 2 is passed over: A trained model can not be read.*\nmodel 1 explains instead: .*\n\nwhy these cars stand first\nby model 1,/,
      );
    expect(await explain('ordering=price')).not.toContain('why these cars');
    expect(await explain('model_version=0')).not.toContain('why these cars');
  });
});
