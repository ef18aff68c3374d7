import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CsvRecord } from './csv-records.js';
import { CsvRecords } from './csv-records.js';

/** What was written is read, however it is cut into chunks; and a bad line costs that line only. */

function read(bytes: Buffer | string, { chunkBytes = 7, maxBytes = 10_000 } = {}): CsvRecord[] {
  const file = Buffer.from(bytes as string);
  const records = new CsvRecords({ maxBytes });
  const found: CsvRecord[] = [];
  for (let at = 0; at < file.length; at += chunkBytes)
    found.push(...records.push(file.subarray(at, at + chunkBytes)));
  return [...found, ...records.end()];
}

/** Fields, or the line and reason of a reject. */
function brief(records: readonly CsvRecord[]): unknown[] {
  return records.map(({ line, fields }) => (fields.ok ? fields.value : `${line}: ${fields.problem}`));
}

const arbitraryField = fc.string({
  unit: fc.constantFrom('a', 'b', '1', ' ', ',', '"', '\n', '|', ';', 'š', 'é', '車', '🚗', "'", '\t'),
  maxLength: 12,
});
const arbitraryRows = fc
  .integer({ min: 1, max: 5 })
  .chain((width) =>
    fc.array(
      fc.tuple(fc.constantFrom('x', 'y"z'), fc.array(arbitraryField, { minLength: width, maxLength: width })),
      {
        minLength: 1,
        maxLength: 20,
      },
    ),
  )
  .map((rows) => rows.map(([first, rest]) => [first, ...rest]));

function quoted(field: string): string {
  return `"${field.replaceAll('"', '""')}"`;
}

describe('the records of a file', () => {
  it('are what was written, whatever the chunks, the line ends, the quoting and a byte order mark', () => {
    const layout = fc.record({
      lineEnd: fc.constantFrom('\n', '\r\n'),
      lastLineEnd: fc.boolean(),
      mark: fc.boolean(),
      quoteAll: fc.boolean(),
      spaces: fc.constantFrom('', ' '),
      chunkBytes: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(
        arbitraryRows,
        layout,
        (rows, { lineEnd, lastLineEnd, mark, quoteAll, spaces, chunkBytes }) => {
          const write = (field: string): string =>
            quoteAll || /[",\n]|^\s|\s$/.test(field) ? `${spaces}${quoted(field)}${spaces}` : field;
          const lines = rows.map((row) => row.map(write).join(','));
          const text = `${mark ? '\ufeff' : ''}${lines.join(lineEnd)}${lastLineEnd ? lineEnd : ''}`;
          const records = read(text, { chunkBytes });
          expect(brief(records)).toEqual(rows);
          const starts = lines.map((_, place) => lines.slice(0, place).join('\n').split('\n').length);
          expect(records.map(({ line }) => line)).toEqual(
            starts.map((start, place) => start + (place === 0 ? 0 : 1)),
          );
          expect(records.map(({ raw }) => raw)).toEqual(lines);
        },
      ),
    );
  });

  it('skip lines without any value', () => {
    expect(brief(read('a,b\n\n  \n,\r\n"",\n1,2\n\n'))).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(read('')).toEqual([]);
    expect(read('\n\n')).toEqual([]);
  });

  it('have as many fields as the first', () => {
    expect(brief(read('a,b\n1\n1,2,3\n"1",2\n'))).toEqual([
      ['a', 'b'],
      '2: has 1 fields; the header has 2',
      '3: has 3 fields; the header has 2',
      ['1', '2'],
    ]);
  });

  it.each([
    [
      'an opening quote inside a field',
      '1,5" wheel',
      'has a stray quote (") in field 2: a field that holds quotes',
    ],
    ['two of them', '1,5" or 6" wheel', 'has a stray quote (") in field 2'],
    ['text after a closing quote', '1,"5"inch', 'has a stray quote (") in field 2'],
    ['a quote that is not closed', '"1,5', 'has a quote (") that is not closed'],
    ['a quote that ends nothing', '1,5"', 'has a stray quote (") in field 2'],
  ])('lose one line to %s, wherever it stands', (_, bad, reason) => {
    const good = ['7,8', '"9","1\n0"', '11,12', '13,"1""4"'];
    for (let place = 0; place <= good.length; place += 1) {
      const lines = ['a,b', ...good.slice(0, place), bad, ...good.slice(place)];
      for (const chunkBytes of [1, 3, 1_000]) {
        const records = read(lines.join('\r\n'), { chunkBytes });
        expect(brief(records).filter((each) => Array.isArray(each))).toEqual([
          ['a', 'b'],
          ['7', '8'],
          ['9', '1\n0'],
          ['11', '12'],
          ['13', '1"4'],
        ]);
        const rejects = records.filter(({ fields }) => !fields.ok);
        expect(rejects).toHaveLength(1);
        expect(rejects[0]).toMatchObject({ raw: bad, line: 2 + place + (place > 1 ? 1 : 0) });
        expect(brief(rejects)[0]).toContain(reason);
      }
    }
  });

  it('survive a bad line beside another', () => {
    expect(brief(read('a,b\n1,"2\n3,"4\n5,6\n7,"8'))).toEqual([
      ['a', 'b'],
      expect.stringMatching(/^2: has a quote \("\) that is not closed \(up to line 3 it has a stray quote/),
      expect.stringMatching(/^3: has a quote/),
      ['5', '6'],
      '5: has a quote (") that is not closed',
    ]);
  });

  it('are looked for in the next line when quotes match but fields do not', () => {
    expect(brief(read('a,b,c\n1,"2,3\n4,5,6\n7,8,9"\n'))).toEqual([
      ['a', 'b', 'c'],
      '2: has a quote (") that is not closed (up to line 4 it has 2 fields; the header has 3)',
      ['4', '5', '6'],
      expect.stringMatching(/^4: has a stray quote \("\) in field 3/),
    ]);
  });

  it('are no longer than allowed: neither a line nor an unclosed quote is kept', () => {
    const long = 'x'.repeat(300);
    const records = read(`a,b\n1,${long}\n3,"4\n${'5,6\n'.repeat(40)}7,"${long}"\n8,9`, { maxBytes: 100 });
    expect(brief(records)).toEqual([
      ['a', 'b'],
      '2: is longer than 100 bytes',
      '3: has a quote (") that is not closed within 100 bytes',
      ...Array.from({ length: 40 }, () => ['5', '6']),
      '44: is longer than 100 bytes',
      ['8', '9'],
    ]);
    for (const { raw } of records) expect(raw.length).toBeLessThan(210);
  });

  it('of an overlong line show one field, which passes for no row', () => {
    const [, reject] = read(`a,b,c\n1,"2",${'x'.repeat(200)}`, { maxBytes: 50 });
    expect(brief(read(`a,b,c\n${reject?.raw ?? ''}`))[1]).toBe('2: has 1 fields; the header has 3');
  });

  it('show bytes that are not UTF-8 as U+FFFD', () => {
    const latin1 = Buffer.concat([
      Buffer.from('a,b\nCitro'),
      Buffer.from([0xeb]),
      Buffer.from('n,2\nŠkoda,3'),
    ]);
    expect(brief(read(latin1))).toEqual([
      ['a', 'b'],
      ['Citro\ufffdn', '2'],
      ['Škoda', '3'],
    ]);
  });
});
