import { CsvError, parse } from 'csv-parse/sync';
import type { Result } from '../../shared/result.js';
import { failed, ok } from '../../shared/result.js';
import type { Line } from './line-splitter.js';
import { LineSplitter } from './line-splitter.js';

/** A record of a CSV file, as it stands there. */
export interface CsvRecord {
  /** Of its first line in the file, from 1. */
  readonly line: number;
  /** Bytes of the file that are not UTF-8 are U+FFFD here. */
  readonly raw: string;
  readonly bytes: number;
  /** Or why it has none. Bytes that are not UTF-8 are U+FFFD here too. */
  readonly fields: Result<readonly string[], string>;
}

const quote = 0x22;
const unclosed = 'has a quote (") that is not closed';
/** About what a line costs in memory besides its bytes: empty lines in an unclosed quote count as well. */
const lineOverhead = 100;
/** How much of a line that is too long is shown. */
const shownBytes = 200;

/**
 * Cuts a file into records, which csv-parse takes apart one by one. A line whose quote is not closed goes on to the next line
 * with an odd number of quotes. What can't be taken apart costs one line, and reading goes on with the next: csv-parse's own
 * way of skipping loses all rows up to another quote. The first record says how many fields the others have.
 */
export class CsvRecords {
  readonly #lines: LineSplitter;
  readonly #maxBytes: number;
  /** The lines of a record that has no end yet. */
  #open: Line[] = [];
  #openBytes = 0;
  #width: number | null = null;

  /** No record is longer than `maxBytes`: an unclosed quote does not take the rest of the file into memory. */
  constructor({ maxBytes }: { readonly maxBytes: number }) {
    this.#lines = new LineSplitter(maxBytes);
    this.#maxBytes = maxBytes;
  }

  /** The records that end in this chunk. */
  *push(chunk: Buffer): Generator<CsvRecord> {
    for (const line of this.#lines.push(chunk)) yield* this.#take(line);
  }

  *end(): Generator<CsvRecord> {
    for (const line of this.#lines.end()) yield* this.#take(line);
    while (this.#open.length > 0) yield* this.#giveUp(unclosed);
  }

  *#take(line: Line): Generator<CsvRecord> {
    if (!line.whole) {
      while (this.#open.length > 0) yield* this.#giveUp(unclosed);
      yield tooLong(line, this.#maxBytes);
      return;
    }
    if (this.#open.length === 0) {
      if (line.bytes.length === 0) return;
      const record = this.#read([line]);
      if (record?.fields.ok === false && record.fields.problem === unclosed) this.#keep(line);
      else if (record !== null) yield record;
      return;
    }
    this.#keep(line);
    if (hasOddQuotes(line.bytes)) {
      const record = this.#read(this.#open);
      if (record?.fields.ok === false)
        yield* this.#giveUp(`${unclosed} (up to line ${line.number} it ${record.fields.problem})`);
      else {
        this.#close();
        if (record !== null) yield record;
      }
    } else if (this.#openBytes > this.#maxBytes) {
      yield* this.#giveUp(`${unclosed} within ${this.#maxBytes} bytes`);
    }
  }

  /** Refuses the first open line, and looks at the others anew: each may well be a record. */
  *#giveUp(problem: string): Generator<CsvRecord> {
    const [first, ...rest] = this.#close();
    if (first !== undefined) yield recordOf([first], failed(problem));
    for (const line of rest) yield* this.#take(line);
  }

  #keep(line: Line): void {
    this.#open.push(line);
    this.#openBytes += line.bytes.length + lineOverhead;
  }

  #close(): readonly Line[] {
    const lines = this.#open;
    this.#open = [];
    this.#openBytes = 0;
    return lines;
  }

  /** Null for lines without any value. */
  #read(lines: readonly Line[]): CsvRecord | null {
    const record = recordOf(lines, fieldsOf(textOf(lines)));
    if (!record.fields.ok) return record;
    const fields = record.fields.value;
    if (fields.every((field) => field === '')) return null;
    this.#width ??= fields.length;
    if (fields.length === this.#width) return record;
    return recordOf(lines, failed(`has ${fields.length} fields; the header has ${this.#width}`));
  }
}

function fieldsOf(text: string): Result<readonly string[], string> {
  try {
    // A line's end inside the record stands in quotes. csv-parse would guess which one it is, byte by byte.
    const [fields = []] = parse(text, { record_delimiter: '\n', relax_column_count: true, trim: true });
    return ok(fields);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') return failed(unclosed);
    const place = typeof error.column === 'number' ? ` in field ${error.column + 1}` : '';
    return failed(`has a stray quote (")${place}: a field that holds quotes is quoted, and they are doubled`);
  }
}

function recordOf(lines: readonly Line[], fields: CsvRecord['fields']): CsvRecord {
  const bytes = lines.reduce((sum, line) => sum + line.bytes.length, 0);
  return { line: lines[0]?.number ?? 0, raw: textOf(lines), bytes, fields };
}

function tooLong({ number, bytes }: Line, maxBytes: number): CsvRecord {
  // Made one field: a cut row must not pass for a whole one, should it be imported as it is.
  const raw = `"${bytes.toString('utf8', 0, shownBytes).replaceAll('"', '""')}…"`;
  return { line: number, raw, bytes: shownBytes, fields: failed(`is longer than ${maxBytes} bytes`) };
}

function textOf(lines: readonly Line[]): string {
  return lines.map(({ bytes }) => bytes.toString('utf8')).join('\n');
}

function hasOddQuotes(bytes: Buffer): boolean {
  let odd = false;
  for (let at = bytes.indexOf(quote); at !== -1; at = bytes.indexOf(quote, at + 1)) odd = !odd;
  return odd;
}
