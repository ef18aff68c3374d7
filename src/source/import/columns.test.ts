import { describe, expect, it } from 'vitest';
import { columnNames, isRequired, readHeader } from './columns.js';

const required = columnNames.filter(isRequired);

describe('a header', () => {
  it('may name its columns in any order and case, with spaces around', () => {
    const header = readHeader([
      '  Source_Ref ',
      ...required.slice(0, -1).map((name) => name.toUpperCase()),
      'color\t',
    ]);
    expect(header.places).toMatchObject({ source_ref: 0, [required[0] ?? '']: 1, color: required.length });
    expect(header.ignored).toEqual([]);
  });

  it.each(required)('must have %s', (missing) => {
    const names = required.filter((name) => name !== missing);
    expect(() => readHeader(names)).toThrow(
      expect.objectContaining({
        code: 'IMPORT_COLUMN_MISSING',
        message: expect.stringContaining(`(${missing})`) as unknown,
      }),
    );
  });

  it('may not name a column twice', () => {
    expect(() => readHeader([...required, 'Seats', 'seats '])).toThrow(
      expect.objectContaining({
        code: 'IMPORT_COLUMN_TWICE',
        message: expect.stringContaining('(seats)') as unknown,
      }),
    );
  });

  it.each([
    [';', 'semicolons'],
    ['\t', 'tabs'],
  ])('names another separator than the comma: %j', (separator, name) => {
    expect(() => readHeader([required.join(separator)])).toThrow(`separated by ${name}`);
    expect(() => readHeader(['city', `mood${separator}`])).toThrow(/^(?!.*separated by)/);
  });

  it('tells what it ignores, but not what a rejects file has in front', () => {
    const { ignored, places } = readHeader([
      'Line',
      'reason',
      ...required,
      ' Colour',
      '',
      'line',
      'toString',
    ]);
    expect(ignored).toEqual(['Colour', `column ${required.length + 4}`, 'toString']);
    expect(Object.keys(places).sort()).toEqual([...required].sort());
  });
});
