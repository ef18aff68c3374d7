import { describe, expect, it } from 'vitest';
import { Book } from './book.js';
import { entriesOf } from './sparse-rows.js';
import type { TextFile } from './tab-separated.js';
import { featuresFrom, interactionsFrom, sized } from './tab-separated.js';

const file = (...lines: readonly string[]): TextFile => ({ name: 'a.tsv', lines });

function read(...lines: readonly string[]): ReturnType<typeof interactionsFrom> {
  return interactionsFrom(file(...lines), new Book(), new Book());
}

function badFile(...parts: readonly string[]): unknown {
  const message = expect.stringMatching(parts.join('.*')) as string;
  return expect.objectContaining({ code: 'RECOMMEND_BAD_FILE', message });
}

describe('a file of interactions', () => {
  it('has names of users and items, ratings and times', () => {
    const users = new Book();
    const items = new Book();
    const read = interactionsFrom(
      file('ann\t184\t5\t1702631386', 'bob\tred car\t-0.5\t0', 'ann\tred car\t0\t9007199254740991'),
      users,
      items,
    );
    expect(users.names).toEqual(['ann', 'bob']);
    expect(items.names).toEqual(['184', 'red car']);
    expect(read).toEqual({
      userCount: 2,
      itemCount: 2,
      users: Int32Array.of(0, 1, 0),
      items: Int32Array.of(0, 1, 1),
      values: Float32Array.of(5, -0.5, 0),
      // Times are whole to the second, far beyond 32 bits.
      times: Float64Array.of(1702631386, 0, 9007199254740991),
      weights: null,
    });
  });

  it('may end with an empty line, have some between, and end its lines as on Windows', () => {
    const plain = read('1\t2\t5\t9', '3\t2\t4\t9');
    expect(read('1\t2\t5\t9', '', '3\t2\t4\t9', '')).toEqual(plain);
    expect(read('1\t2\t5\t9\r', '\r', '3\t2\t4\t9\r', '')).toEqual(plain);
  });

  it('may begin with the mark that editors on Windows put there, which is in no name', () => {
    const users = new Book();
    const lines = ['\uFEFFann\t2\t5\t9', 'bob\t2\t4\t9', 'ann\t3\t4\t9'];
    interactionsFrom(file(...lines), users, new Book());
    expect(users.names).toEqual(['ann', 'bob']);
    expect(read('\uFEFF')).toEqual(read(''));
    expect(read('\uFEFF\r', '1\t2\t5\t9')).toEqual(read('1\t2\t5\t9'));
  });

  it.each([
    ['5', 5],
    ['+5', 5],
    ['-0.5', -0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['05', 5],
    ['5e-1', 0.5],
    ['2.5E+2', 250],
  ])('has decimal numbers: %s', (text, value) => {
    expect(read(`1\t2\t${text}\t9`).values).toEqual(Float32Array.of(value));
  });

  it('of which there is nothing has no users', () => {
    expect(read('')).toMatchObject({ userCount: 0, itemCount: 0, users: new Int32Array(0) });
  });

  it('is one of several that share their names: all are of as many users and items', () => {
    const users = new Book();
    const items = new Book();
    const first = interactionsFrom(file('a\tx\t1\t1'), users, items);
    const second = interactionsFrom(file('b\tx\t1\t1', 'a\ty\t1\t1'), users, items);
    expect([...second.users, ...second.items]).toEqual([1, 0, 0, 1]);
    expect(sized(first, users, items)).toEqual({ ...first, userCount: 2, itemCount: 2 });
  });

  it.each([
    ['too few fields', '1\t2\t5', '3 fields instead of 4'],
    ['too many fields', '1\t2\t5\t9\t', '5 fields instead of 4'],
    ['other separators', '1,2,5,9', '1 fields instead of 4'],
    ['a comment', '# user item', '1 fields'],
    ['a head', 'user\titem\trating\ttimestamp', '"rating" is not a rating'],
    ['no rating', '1\t2\t\t9', '"" is not a rating'],
    ['a blank rating', '1\t2\t  \t9', 'is not a rating'],
    ['an endless rating', '1\t2\tInfinity\t9', 'is not a rating'],
    ['a rating of another base', '1\t2\t0x10\t9', '"0x10" is not a rating'],
    ['a rating in bits', '1\t2\t0b1\t9', '"0b1" is not a rating'],
    ['a rating in blanks', '1\t2\t 5\t9', '" 5" is not a rating'],
    ['a rating that is half a number', '1\t2\t5e\t9', '"5e" is not a rating'],
    ['a rating that is a point', '1\t2\t.\t9', '"." is not a rating'],
    ['a rating beyond 32 bits', '1\t2\t1e39\t9', '"1e39" is not a rating'],
    ['a time that is a date', '1\t2\t5\t2026-01-01', '"2026-01-01" is not a timestamp'],
    ['a time beyond all numbers', '1\t2\t5\t1e999', 'is not a timestamp'],
    ['no user', '\t2\t5\t9', 'a name is missing'],
    ['no item', '1\t\t5\t9', 'a name is missing'],
  ])('with %s is refused by its place', (_, line, what) => {
    // An empty line counts as well: an editor shows the number that the message says.
    expect(() => read('1\t2\t5\t9', '', line, '1\t2\t5\t9')).toThrow(badFile('a.tsv, line 3: ', what));
  });
});

describe('a file of features', () => {
  it('has rows by name, known ones and new ones, and a row of which it says nothing has no feature', () => {
    const rows = new Book();
    for (const name of ['a', 'b']) rows.enter(name);
    const features = new Book();
    const read = featuresFrom(
      file('c\tmake:Tata\t1\r', 'a\tmake:Tata\t0.5', '', 'a\tyear\t-2e3'),
      rows,
      features,
    );
    expect(features.names).toEqual(['make:Tata', 'year']);
    expect(read).toMatchObject({ rowCount: 3, columnCount: 2 });
    expect([0, 1, 2].map((row) => entriesOf(read, row))).toEqual([
      [
        { column: 0, weight: 0.5 },
        { column: 1, weight: -2000 },
      ],
      [],
      [{ column: 0, weight: 1 }],
    ]);
  });

  it.each([
    ['too few fields', 'a\tmake', '2 fields instead of 3'],
    ['no weight', 'a\tmake\t', '"" is not a weight'],
    ['a weight of another base', 'a\tmake\t0x10', '"0x10" is not a weight'],
    ['a weight beyond 32 bits', 'a\tmake\t-4e38', 'is not a weight'],
    ['no feature', 'a\t\t1', 'a name is missing'],
    ['no row', '\tmake\t1', 'a name is missing'],
  ])('with %s is refused by its place', (_, line, what) => {
    expect(() => featuresFrom(file('a\tmake\t1', line), new Book(), new Book())).toThrow(
      badFile('a.tsv, line 2: ', what),
    );
  });
});
