import type { ErrorFacts, ErrorTable } from '../../shared/errors.js';
import { TableError } from '../../shared/errors.js';

/** What ends a whole import. A bad row is no error: it is rejected, and the import goes on. */
export const importErrors = {
  IMPORT_FILE_UNREADABLE: {
    meaning: 'The file to import cannot be read.',
    cause: 'There is no such file, it is a folder, or this user may not read it.',
    remedy: 'Check the path and its rights; `-` reads standard input.',
  },
  IMPORT_HEADER_MISSING: {
    meaning: 'The file to import has no header.',
    cause: 'It is empty.',
    remedy: 'Export it again; the first line names the columns.',
  },
  IMPORT_HEADER_UNREADABLE: {
    meaning: 'The first line of the file is no CSV header.',
    cause:
      'It is a spreadsheet or UTF-16 text rather than CSV in UTF-8, or a quote in its header is not closed.',
    remedy: 'Save it as "CSV UTF-8 (comma delimited)".',
  },
  IMPORT_COLUMN_MISSING: {
    meaning: 'A column that every import needs is missing.',
    cause: 'It has another name in this file, or the columns are separated by something else than commas.',
    remedy: 'Rename or add the column; `forecourt import --help` lists all of them.',
  },
  IMPORT_COLUMN_TWICE: {
    meaning: 'Two columns of the file have the same name.',
    cause: 'Two exports were joined, or a column was copied.',
    remedy: 'Delete or rename one of them.',
  },
  IMPORT_REJECTS_UNWRITABLE: {
    meaning: 'The file for rejected rows cannot be written.',
    cause: 'Its folder is missing or may not be written to, or the disk is full.',
    remedy: 'Name another place with --rejects PATH, and import again.',
  },
} as const satisfies ErrorTable;

export type ImportErrorCode = keyof typeof importErrors;

export class ImportError extends TableError<ImportErrorCode> {
  override readonly name = 'ImportError';

  constructor(
    code: ImportErrorCode,
    detail = '',
    options: { readonly facts?: ErrorFacts; readonly cause?: unknown } = {},
  ) {
    super(importErrors, code, detail, options);
  }
}
