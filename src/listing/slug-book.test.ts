import { expect, it } from 'vitest';
import type { SlugToken } from '../catalog/slug-token.js';
import { SlugBook } from './slug-book.js';

const noIndex = { words: () => Promise.reject(new Error('Valkey is away')) };

it('while Postgres tells them, the words are read once a second, and a failed reading is not kept', async () => {
  let nowMs = 0;
  let readings = 0;
  let answer = (): Promise<readonly SlugToken[]> => Promise.resolve([]);
  const slugTokens = (): Promise<readonly SlugToken[]> => {
    readings += 1;
    return answer();
  };
  const book = new SlugBook(noIndex, { slugTokens }, () => nowMs);

  const [first, second] = await Promise.all([book.fromSource(), book.fromSource()]);
  expect(second).toBe(first);
  nowMs = 999;
  expect(await book.fromSource()).toBe(first);
  expect(readings).toBe(1);

  nowMs = 1_000;
  answer = () => Promise.reject(new Error('Postgres is away'));
  await expect(book.fromSource()).rejects.toThrow('Postgres is away');
  answer = () => Promise.resolve([]);
  expect(await book.fromSource()).not.toBe(first);
  expect(readings).toBe(3);
});

it('a reading that takes long is shared as long as it takes, and is fresh when it ends', async () => {
  let nowMs = 0;
  let readings = 0;
  let resolve: (tokens: readonly SlugToken[]) => void = () => undefined;
  const promise = new Promise<readonly SlugToken[]>((done) => (resolve = done));
  const slugTokens = (): Promise<readonly SlugToken[]> => {
    readings += 1;
    return promise;
  };
  const book = new SlugBook(noIndex, { slugTokens }, () => nowMs);
  const asked = [book.fromSource()];
  nowMs = 5_000;
  asked.push(book.fromSource());
  resolve([]);
  asked.push(...(await Promise.all(asked)).map(() => book.fromSource()));
  expect(new Set(await Promise.all(asked)).size).toBe(1);
  expect(readings).toBe(1);
});
