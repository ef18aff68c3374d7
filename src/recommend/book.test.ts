import { expect, it } from 'vitest';
import { Book } from './book.js';

it('a book numbers names in the order of coming, and a name keeps its number', () => {
  const book = new Book();
  expect(['a', 'b', 'a', '', 'constructor'].map((name) => book.enter(name))).toEqual([0, 1, 0, 2, 3]);
  expect(book.size).toBe(4);
  expect(book.names).toEqual(['a', 'b', '', 'constructor']);
  expect(book.numberOf('b')).toBe(1);
  expect(book.numberOf('c')).toBeNull();
  expect(book.size).toBe(4);
});
