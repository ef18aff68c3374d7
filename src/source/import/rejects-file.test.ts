import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnNames, isRequired, readHeader } from './columns.js';
import { CsvRecords } from './csv-records.js';
import { rejectsHead, rejectsLine } from './rejects-file.js';
import { rejectOf } from './write-batch.js';

const required = columnNames.filter(isRequired);

/** What an import of `text` would reject if it rejected everything. */
function rejectAll(text: string): string {
  const records = new CsvRecords({ maxBytes: 10_000 });
  const [head, ...rows] = [...records.push(Buffer.from(text)), ...records.end()];
  const header = readHeader(head?.fields.ok === true ? head.fields.value : []);
  const lines = rows.map((row) =>
    rejectsLine(header, rejectOf(row, row.fields.ok ? 'says "no", twice' : row.fields.problem)),
  );
  return rejectsHead(header) + lines.join('');
}

function fieldsIn(text: string): unknown[] {
  const records = new CsvRecords({ maxBytes: 10_000 });
  return [...records.push(Buffer.from(text)), ...records.end()].map(({ fields }) =>
    fields.ok ? fields.value : fields.problem,
  );
}

describe('a rejects file', () => {
  it('has line and reason in front of the fields as they were', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', 'š'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(field, { minLength: required.length, maxLength: required.length }), (fields) => {
        const row = ['x', ...fields];
        const quoted = row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',');
        const [head, read] = fieldsIn(rejectAll(`note,${required.join(',')}\n${quoted}\n`));
        expect(head).toEqual(['line', 'reason', 'note', ...required]);
        expect(read).toEqual(['2', 'says "no", twice', ...row]);
      }),
    );
  });

  it('has what could not be taken apart as it came, and is refused again unless it is mended', () => {
    const text = `${required.join(',')}\n1,5" wheel\n1,2\n"open,3\n`;
    const rejects = rejectAll(text);
    expect(rejects.split('\r\n').slice(1)).toEqual([
      expect.stringMatching(/^2,"has a stray quote .*",1,5" wheel$/),
      expect.stringMatching(/^3,has 2 fields; the header has \d+,1,2$/),
      expect.stringMatching(/^4,".*","open,3$/),
      '',
    ]);
    expect(
      fieldsIn(rejects)
        .slice(1)
        .filter((each) => Array.isArray(each)),
    ).toEqual([]);
  });

  it('of a rejects file has one line and one reason', () => {
    const row = required.map((_, place) => String(place)).join(',');
    const once = rejectAll(`${required.join(',')}\n${row}\n1,"2\n1,2\n`);
    const twice = rejectAll(once);
    const withoutReport = (text: string): string[] =>
      text.split('\r\n').map((line) => line.replace(/^\d+,("([^"]|"")*"|[^",]*),/, ''));
    expect(withoutReport(twice)).toEqual(withoutReport(once));
  });
});
