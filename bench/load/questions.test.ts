import { describe, expect, it } from 'vitest';
import { parseListingRequest } from '../../src/catalog/parse-request.js';
import { Asker, repeatedQuestions } from './asking.js';
import { loadNamed } from './loads.js';
import { pathOf, Questions } from './questions.js';

const questions = new Questions();

function parses(path: string): boolean {
  return parseListingRequest(new URL(path, 'http://localhost').searchParams).ok;
}

describe('the questions of the bench', () => {
  it('are drawn by number: the same number is the same question', () => {
    expect(pathOf(new Questions().fresh(7))).toBe(pathOf(questions.fresh(7)));
    expect(pathOf(new Questions().repeated(7))).toBe(pathOf(questions.repeated(7)));
  });

  it('that are asked once are all different, and all of them parse', () => {
    const numbers = Array.from({ length: 20_000 }, (_, nth) => nth * 7);
    const paths = numbers.map((nth) => pathOf(questions.fresh(nth)));
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.filter((path) => !parses(path))).toEqual([]);
  });

  it('that are repeated have cars, and ask for no page that has none', async () => {
    const asker = new Asker();
    await asker.choose((path) => Promise.resolve(path.includes('city_id=1') ? 12 : path.length));
    const { paths, draws } = asker.asking(loadNamed('zipf'), 0, 0);
    expect(paths).toHaveLength(repeatedQuestions);
    expect(paths.filter((path) => path.includes('city_id=1&') && path.includes('&page='))).toEqual([]);
    expect(Math.max(...(draws ?? []))).toBeLessThan(repeatedQuestions);
  });

  it('in order of price are all first pages', async () => {
    const asker = new Asker();
    await asker.choose(() => Promise.resolve(1_000));
    const { paths } = asker.asking(loadNamed('price'), 0, 0);
    expect(paths.filter((path) => !/[?&]ordering=price(&|$)/.test(path) || /[?&]page=/.test(path))).toEqual(
      [],
    );
  });
});
