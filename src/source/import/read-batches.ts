import type { Readable } from 'node:stream';
import { messageOf } from '../../shared/errors.js';
import type { Header } from './columns.js';
import { readHeader } from './columns.js';
import type { CsvRecord } from './csv-records.js';
import { CsvRecords } from './csv-records.js';
import { ImportError } from './errors.js';
import { parseRow } from './parse-row.js';
import type { ImportRow, Reject } from './write-batch.js';
import { rejectOf } from './write-batch.js';

/** Some rows of a file, in its order. */
export interface Batch {
  readonly header: Header;
  readonly rows: readonly ImportRow[];
  /** What can't be a row. */
  readonly rejects: readonly Reject[];
  /** Of the file, read so far. */
  readonly bytesRead: number;
}

/** Rows a transaction: large enough that statements hardly count, small enough for whoever waits on a lock. */
const batchRows = 1_000;
const batchBytes = 4 * 2 ** 20;
/** Several times the longest row that can be imported: one with a thousand images. */
const maxRecordBytes = 2 ** 20;

/** Takes a file apart, holding one batch of it in memory. Throws an {@link ImportError} if its header does not do. */
export async function* readBatches(input: Readable): AsyncGenerator<Batch> {
  const filling = new BatchFiller();
  const records = new CsvRecords({ maxBytes: maxRecordBytes });
  let bytesRead = 0;
  for await (const chunk of chunksOf(input)) {
    bytesRead += chunk.length;
    for (const record of records.push(chunk)) {
      filling.add(record);
      if (filling.isFull) yield filling.take(bytesRead);
    }
  }
  for (const record of records.end()) {
    filling.add(record);
    if (filling.isFull) yield filling.take(bytesRead);
  }
  yield filling.take(bytesRead);
}

async function* chunksOf(input: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of input as AsyncIterable<string | Uint8Array>) {
      yield typeof chunk === 'string'
        ? Buffer.from(chunk)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
  } catch (error) {
    throw new ImportError('IMPORT_FILE_UNREADABLE', messageOf(error), { cause: error });
  }
}

class BatchFiller {
  #header: Header | null = null;
  #rows: ImportRow[] = [];
  #rejects: Reject[] = [];
  #bytes = 0;

  get isFull(): boolean {
    return this.#rows.length + this.#rejects.length >= batchRows || this.#bytes >= batchBytes;
  }

  add(record: CsvRecord): void {
    if (this.#header === null) {
      this.#header = headerOf(record);
      return;
    }
    const { fields } = record;
    const car = fields.ok ? parseRow(this.#header, fields.value) : fields;
    if (car.ok) this.#rows.push({ record, car: car.value });
    else this.#rejects.push(rejectOf(record, car.problem));
    this.#bytes += record.bytes;
  }

  take(bytesRead: number): Batch {
    if (this.#header === null) throw new ImportError('IMPORT_HEADER_MISSING');
    const batch = { header: this.#header, rows: this.#rows, rejects: this.#rejects, bytesRead };
    this.#rows = [];
    this.#rejects = [];
    this.#bytes = 0;
    return batch;
  }
}

function headerOf({ fields, raw }: CsvRecord): Header {
  if (!fields.ok) throw new ImportError('IMPORT_HEADER_UNREADABLE', `it ${fields.problem}`);
  // NUL: UTF-16, a spreadsheet, or no text at all.
  if (raw.includes('\0')) throw new ImportError('IMPORT_HEADER_UNREADABLE', 'it holds NUL bytes');
  return readHeader(fields.value);
}
