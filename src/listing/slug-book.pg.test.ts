import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { testDatabase } from '../../test/support/postgres.js';
import { openDatabase } from '../source/database.js';
import { readSlugTokens } from '../source/names.js';
import { SlugBook } from './slug-book.js';

const noIndex = { words: () => Promise.reject(new Error('Valkey is away')) };

it('while Postgres tells them, the words are read once a second, and a failed reading is not kept', async () => {
  await using test = await testDatabase();
  const database = openDatabase(test.url, { connections: 1, statementTimeoutMs: 5_000 });
  let readings = 0;
  let isAway = false;
  const slugTokens = (): ReturnType<typeof readSlugTokens> => {
    readings += 1;
    return isAway ? Promise.reject(new Error('Postgres is away')) : readSlugTokens(database);
  };
  const book = new SlugBook(noIndex, { slugTokens });

  const [first, second] = await Promise.all([book.fromSource(), book.fromSource()]);
  expect(second).toBe(first);
  expect(first.tokens.matchesAt(['newtown'], 0)).toEqual([]);
  await database.query("insert into city (id, name) values (99901, 'Newtown')");
  for (let request = 0; request < 50; request += 1) expect(await book.fromSource()).toBe(first);
  expect(readings).toBe(1);

  isAway = true;
  await sleep(1_001);
  await expect(book.fromSource()).rejects.toThrow('Postgres is away');
  isAway = false;
  const { tokens } = await book.fromSource();
  expect(tokens.matchesAt(['newtown'], 0)[0]?.ids).toEqual({ city: 99901 });
  expect(readings).toBe(3);
  await database.end();
});
