import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateReader,
  decimalReader,
  foldName,
  imageReader,
  listReader,
  nameReader,
  referenceReader,
  tidyName,
  wholeReader,
} from './values.js';

describe('names', () => {
  it.each([
    ['  Maruti \t\n Suzuki ', 'Maruti Suzuki'],
    ['S\u030ckoda', 'Škoda'],
    ['3\u00a0Series', '3 Series'],
    ['"Quoted", and | more', '"Quoted", and | more'],
  ])('%j are tidied', (text, tidy) => {
    expect(nameReader(100).read(text)).toBe(tidy);
  });

  it.each([
    ['WHITE', 'White'],
    ['S\u030cKODA', 'škoda'],
    ['wagon  r', 'Wagon R'],
    ['CITROËN', 'Citroën'],
  ])('%j and %j are one', (a, b) => {
    expect(foldName(a)).toBe(foldName(b));
  });

  it('that are tidied or folded again stay the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(tidyName(tidyName(text))).toBe(tidyName(text));
        expect(foldName(tidyName(text))).toBe(foldName(text));
      }),
    );
  });

  it('are as long as they have characters, not code units', () => {
    expect(nameReader(3).read('🚗🚗🚗')).toBe('🚗🚗🚗');
    expect(nameReader(3).read('🚗🚗🚗🚗')).toBeNull();
    expect(nameReader(3).read('abcd')).toBeNull();
    expect(nameReader(3).read('a  b')).toBe('a b');
  });

  it.each(['', '  ', 'a\0b', 'a\u0007', 'Citro\ufffdn'])('are not %j', (text) => {
    expect(nameReader(100).read(text)).toBeNull();
  });

  it('of another system are kept to the letter', () => {
    expect(referenceReader(9).read('A  1s\u030c')).toBe('A  1s\u030c');
    expect(referenceReader(3).read('A\n1')).toBeNull();
  });
});

describe('whole numbers', () => {
  const reader = wholeReader({ min: 1, max: 99, unit: 'a number' });

  it.each([
    ['1', 1],
    ['99', 99],
    ['007', 7],
    ['5.0', 5],
    ['5.', 5],
  ])('%s is %i', (text, value) => {
    expect(reader.read(text)).toBe(value);
  });

  it.each([
    '0',
    '100',
    '-1',
    '+1',
    '1.5',
    '1e1',
    '0x1',
    '1,000',
    '١',
    'one',
    'NaN',
    '99999999999999999999',
    ' 1',
  ])('%s is none from 1 to 99', (text) => {
    expect(reader.read(text)).toBeNull();
  });

  it('end where Postgres ends', () => {
    const any = wholeReader({ min: 0, unit: 'rupees' });
    expect(any.read('2147483647')).toBe(2_147_483_647);
    expect(any.read('2147483648')).toBeNull();
    expect(any.takes).toBe('rupees from 0 to 2147483647');
  });
});

describe('decimals', () => {
  const reader = decimalReader({ digits: 4, unit: 'km/l' });

  it.each(['23.1', '0.005', '9999.994', '9999.99', '17', '67.04000000000001', '1.'])('%s is one', (text) => {
    expect(reader.read(text)).toBe(text);
  });

  it.each(['0', '0.004', '0.00', '9999.995', '10000', '-1', '1e2', '.', '.5', '1,5', 'NaN', 'Infinity'])(
    '%s is none that fits numeric(6, 2) above 0',
    (text) => {
      expect(reader.read(text)).toBeNull();
    },
  );
});

describe('dates', () => {
  it.each([
    ['2026-05-31', '2026-05-31T00:00:00.000Z'],
    ['2026-05-31T17:30', '2026-05-31T17:30:00.000Z'],
    ['2026-05-31 17:30:59.987', '2026-05-31T17:30:59.000Z'],
    ['2026-05-31T17:30:00+05:30', '2026-05-31T12:00:00.000Z'],
    ['2026-05-31t17:30:00+0530', '2026-05-31T12:00:00.000Z'],
    ['2026-05-31T17:30:00-05', '2026-05-31T22:30:00.000Z'],
    ['1970-01-01', '1970-01-01T00:00:00.000Z'],
    ['2199-12-31T23:59:59.999Z', '2199-12-31T23:59:59.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, value) => {
    expect(dateReader.read(text)).toBe(value);
  });

  it.each([
    '31.05.2026',
    '05/31/2026',
    '2026-5-1',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-05-31T24:30',
    '2026-05-31T17:60',
    '1969-12-31',
    '1970-01-01T00:00:00+01:00',
    '2200-01-01',
    '20260531',
    'yesterday',
  ])('%s is none', (text) => {
    expect(dateReader.read(text)).toBeNull();
  });
});

describe('lists', () => {
  const names = listReader(nameReader(5), 'names', 3);

  it('skip empty places and tidy each value', () => {
    expect(names.read('| a  b || c|')).toEqual(['a b', 'c']);
    expect(names.read('|')).toEqual([]);
  });

  it('are refused whole for one bad value, or too many', () => {
    expect(names.read('a|abcdef')).toBeNull();
    expect(names.read('a|b|c|d')).toBeNull();
  });
});

describe('image addresses', () => {
  it.each(['https://example.com/a.jpg?b=1', 'HTTP://x/1', '/photos/1.svg'])('%s is one', (text) => {
    expect(imageReader.read(text)).toBe(text);
  });

  it.each([
    'javascript:alert(1)',
    'data:image/png;base64,xyz',
    'a.jpg',
    'https://a b',
    '/',
    `/${'x'.repeat(1_000)}`,
  ])('%s is none', (text) => {
    expect(imageReader.read(text)).toBeNull();
  });
});
