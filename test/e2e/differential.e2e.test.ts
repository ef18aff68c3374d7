import { existsSync, createReadStream } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxPageSize } from '../../src/catalog/query.js';
import { importCars } from '../../src/source/import/import-cars.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import {
  answerOfSql,
  expectAnswer,
  expectAsSql,
  expectLoosenedAsSql,
  vocabularyOf,
} from '../support/oracle.js';
import type { Platform } from '../support/platform.js';
import { startPlatform } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import type { Vocabulary } from '../support/random-filters.js';
import { arbitraryOrdering, arbitraryParameters, toQuery } from '../support/random-filters.js';
import { realCars } from '../support/shared-data.js';
import { testPrefix } from '../support/valkey.js';

/**
 * I4: the same query gives the same answer from the index and from SQL: ids, order, count and cards, when its view is built
 * and again when it is read.
 */

const questions = Number(process.env.FORECOURT_TEST_RUNS ?? 2_000);

/** First pages, deep pages, the last page, and pages past it. */
const arbitraryPage = fc.record({
  pageSize: fc.oneof(fc.integer({ min: 1, max: maxPageSize }), fc.constant(maxPageSize + 5)),
  place: fc.oneof(
    fc.constant(0),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constant(1),
    fc.constant(1.1),
  ),
});

async function ask(
  platform: Platform,
  vocabulary: Vocabulary,
  near: boolean,
): Promise<{ hits: number; empty: number; asked: number; loosened: number }> {
  const question = fc.tuple(arbitraryParameters(vocabulary), arbitraryOrdering, arbitraryPage);
  const seed = Number(process.env.FORECOURT_TEST_SEED ?? Date.now() % 2 ** 31);
  const seen = { hits: 0, empty: 0, asked: 0, loosened: 0 };
  for (const [parameters, ordering, { pageSize, place }] of fc.sample(question, {
    seed,
    numRuns: questions,
  })) {
    const base = `${toQuery(parameters)}&ordering=${encodeURIComponent(ordering)}&page_size=${pageSize}`;
    const firstPage = await answerOfSql(platform, base);
    const { count } = firstPage;
    const page = Math.max(1, Math.ceil(Math.ceil(count / Math.min(pageSize, maxPageSize)) * place));
    const query = `${base}&page=${page}`;
    const expected = page === 1 ? firstPage : await answerOfSql(platform, query);
    const label = `seed ${seed}: `;
    try {
      // The near index counts; the Valkey index need not.
      if (near && seen.asked % 5 === 0)
        expect(await expectAsSql(platform, `${query}&facets=1`)).not.toBe('database');
      if (near && seen.asked % 5 === 1) seen.loosened += await expectLoosenedAsSql(platform, base);
      const first = await expectAnswer(platform, query, expected);
      const second = await expectAnswer(platform, query, expected);
      if (first !== 'none') expect(['hit', 'miss'], query).toContain(first);
      if (second === 'hit') seen.hits += 1;
      else expect(second, query).toBe('none');
    } catch (error) {
      throw new Error(`${label}${query}`, { cause: error });
    }
    seen.asked += 1;
    if (count === 0) seen.empty += 1;
  }
  return seen;
}

/** The engine that answers: the copy in the server, or Valkey. */
const engines = [
  { engine: 'the near index', near: true },
  { engine: 'the Valkey index', near: false },
] as const;

describe.each(engines)('$engine answers as SQL does', ({ near }) => {
  it(`over the sample cars, ${questions} random queries`, async () => {
    await using database = await testDatabase();
    await loadSampleCars({
      databaseUrl: database.url,
      count: 5_000,
      seed: 7,
      now: new Date('2026-06-01T00:00:00Z'),
    });
    await using platform = await startPlatform({ databaseUrl: database.url, valkey: testPrefix(), near });
    const { asked, hits, empty, loosened } = await ask(platform, await vocabularyOf(platform.database), near);
    // The draw must have met what it is meant to meet.
    expect(asked).toBe(questions);
    expect(hits).toBeGreaterThan(questions / 2);
    expect(empty).toBeGreaterThan(questions / 100);
    expect(empty).toBeLessThan(questions * 0.8);
    if (near) expect(loosened).toBeGreaterThan(questions / 10);
  }, 600_000);

  it.skipIf(!existsSync(realCars))(
    `over the real cars, ${questions} random queries`,
    async () => {
      await using database = await testDatabase();
      await importCars({ databaseUrl: database.url, input: createReadStream(realCars) });
      await using platform = await startPlatform({ databaseUrl: database.url, valkey: testPrefix(), near });
      const { asked, hits } = await ask(platform, await vocabularyOf(platform.database), near);
      expect(asked).toBe(questions);
      expect(hits).toBeGreaterThan(questions / 2);
    },
    600_000,
  );
});
