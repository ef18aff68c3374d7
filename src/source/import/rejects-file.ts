import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { messageOf } from '../../shared/errors.js';
import type { Header } from './columns.js';
import { isReportColumn, reportColumns } from './columns.js';
import { ImportError } from './errors.js';
import type { Reject } from './write-batch.js';

/** What an earlier rejects file has in front of a row. */
const oldReport = /^\d*,(?:"(?:[^"]|"")*"|[^",]*),/;

/**
 * Rejected rows as CSV: line, reason, then the file's own columns, so that they can be mended there and imported again. A
 * row that could not be taken apart stands there as it came. The file is made, over an older one, with the first reject.
 */
export class RejectsFile {
  readonly path: string;
  readonly #header: Header;
  #file: FileHandle | null = null;

  constructor(path: string, header: Header) {
    this.path = path;
    this.#header = header;
  }

  get isMade(): boolean {
    return this.#file !== null;
  }

  async add(reject: Reject): Promise<void> {
    try {
      if (this.#file === null) {
        this.#file = await open(this.path, 'w');
        await this.#file.write(rejectsHead(this.#header));
      }
      await this.#file.write(rejectsLine(this.#header, reject));
    } catch (error) {
      throw new ImportError('IMPORT_REJECTS_UNWRITABLE', messageOf(error), { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

export function rejectsHead({ names }: Header): string {
  return lineOf([...reportColumns, ...names.filter((name) => !isReportColumn(name))]);
}

export function rejectsLine({ names }: Header, { line, reason, raw, fields }: Reject): string {
  const report = [String(line), reason];
  if (fields !== null)
    return lineOf([...report, ...fields.filter((_, place) => !isReportColumn(names[place] ?? ''))]);
  const own = names.findIndex((name) => !isReportColumn(name)) === reportColumns.length;
  return `${report.map(escaped).join(',')},${own ? raw.replace(oldReport, '') : raw}\r\n`;
}

function lineOf(fields: readonly string[]): string {
  return `${fields.map(escaped).join(',')}\r\n`;
}

function escaped(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
