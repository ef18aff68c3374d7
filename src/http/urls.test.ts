import { expect, it } from 'vitest';
import { withPage } from './urls.js';

it.each([
  ['city_id=1&page=2', 3, '?city_id=1&page=3'],
  ['page=2&city_id=1&page=4', 1, '?city_id=1'],
  ['p%61ge=2&utm_source=a%20b', 5, '?utm_source=a%20b&page=5'],
  ['page_size=5&pages=7', 2, '?page_size=5&pages=7&page=2'],
  ['', 1, ''],
])('of %s, page %i is %s', (query, page, expected) => {
  expect(withPage(query, page)).toBe(expected);
});
