import { expect, it } from 'vitest';
import { parseListingRequest } from '../../src/catalog/parse-request.js';
import type { ListingRequest } from '../../src/catalog/parse-request.js';
import { Asker } from './asking.js';
import { loadNamed } from './loads.js';
import { wayNames, Ways } from './ways.js';

const asker = new Asker();
await asker.choose(() => Promise.resolve(1_000));
const carIds = Array.from({ length: 4_950 }, (_, place) => place + 1);
const ways = new Ways(asker.asking(loadNamed('price'), 0, 0), carIds);
const requests = 2_000;

/** What comes in the order of asking. */
function asked(way: (typeof wayNames)[number]): readonly ListingRequest[] {
  const { paths, draws } = ways.asking(way, requests);
  return Array.from({ length: requests }, (_, nth) => {
    const path = paths[draws?.[nth] ?? nth] ?? '';
    const parsed = parseListingRequest(new URL(path, 'http://localhost').searchParams);
    if (!parsed.ok) throw new Error(path);
    return parsed.value;
  });
}

it('every way asks for the same pages of the same filters, in the same order', () => {
  const pagesOf = (way: (typeof wayNames)[number]): unknown =>
    asked(way).map(({ filters, page, pageSize }) => ({ filters, page, pageSize }));
  for (const way of wayNames) expect(pagesOf(way)).toEqual(pagesOf('price'));
});

it('visitors have all seen as many cars: known ones are few and stay the same, new ones never come again', () => {
  const visitorsOf = (way: (typeof wayNames)[number]): readonly string[] =>
    asked(way).map(({ ordering, seenCarIds }) => `${JSON.stringify(ordering)} ${seenCarIds.join()}`);
  expect(new Set(visitorsOf('anybody'))).toEqual(new Set(['"recommended" ']));
  const known = new Set(visitorsOf('known visitor'));
  expect(known.size).toBe(10);
  expect(new Set(visitorsOf('known visitor'))).toEqual(known);
  const strangers = [...visitorsOf('new visitor'), ...visitorsOf('new visitor')];
  expect(new Set([...known, ...strangers]).size).toBe(10 + 2 * requests);
  expect([...known, ...strangers].filter((each) => each.split(',').length !== 5)).toEqual([]);
});
