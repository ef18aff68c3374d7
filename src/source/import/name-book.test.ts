import { describe, expect, it } from 'vitest';
import { NameBook } from './name-book.js';

const root = { parentId: 0 };
const book = new NameBook([
  { ...root, id: 1, name: 'White' },
  { ...root, id: 2, name: 'white' },
  { ...root, id: 3, name: 'S\u030ckoda  Red' },
  { id: 4, name: 'City', parentId: 7 },
]);

describe('a name', () => {
  it('is found in its own spelling first, else in any, and then by the lowest id', () => {
    expect([book.find('White'), book.find('white'), book.find('WHITE')]).toEqual([1, 2, 1]);
    expect(book.find('škoda red')).toBe(3);
    expect(book.find('Whit')).toBeUndefined();
  });

  it('is found within its parent only', () => {
    expect(book.find('city', 7)).toBe(4);
    expect(book.find('City', 8)).toBeUndefined();
    expect(book.find('City')).toBeUndefined();
    expect(book.find('White', 7)).toBeUndefined();
  });

  it('is missing once, in its first spelling, in a fixed order', () => {
    const wanted = ['red', 'WHITE', 'Blue', 'Red', 'BLUE'].map((name) => ({ ...root, name }));
    expect(book.missing(wanted).map(({ name }) => name)).toEqual(['Blue', 'red']);
    expect(book.missing([{ name: 'City', parentId: 8 }])).toEqual([{ name: 'City', parentId: 8 }]);
  });

  it('that must be there and is not is a bug', () => {
    expect(() => book.id('Red')).toThrow('"Red"');
  });
});
