import { ImportError } from './errors.js';

/** The columns that a file can have, and whether it must. Everything else about them hangs on these names. */
export const columns = {
  city: 'required',
  locality: 'optional',
  make: 'required',
  model: 'required',
  variant: 'required',
  year: 'required',
  price_inr: 'required',
  km_driven: 'optional',
  fuel_type: 'required',
  transmission: 'required',
  body_type: 'optional',
  owner: 'optional',
  color: 'optional',
  seats: 'optional',
  registration_year: 'optional',
  rto: 'optional',
  engine_cc: 'optional',
  mileage_kmpl: 'optional',
  max_power_bhp: 'optional',
  features: 'optional',
  date_added: 'optional',
  images: 'optional',
  source_ref: 'required',
} as const satisfies Readonly<Record<string, 'required' | 'optional'>>;

export type ColumnName = keyof typeof columns;

export const columnNames = Object.keys(columns) as readonly ColumnName[];

export type RequiredColumn = {
  [Name in ColumnName]: (typeof columns)[Name] extends 'required' ? Name : never;
}[ColumnName];

export function isRequired(column: ColumnName): column is RequiredColumn {
  return columns[column] === 'required';
}

/** What a rejects file has in front of the file's own columns: not of the car, so never read. */
export const reportColumns: readonly string[] = ['line', 'reason'];

export interface Header {
  /** As they stand in the file. */
  readonly names: readonly string[];
  /** Where each of our columns stands; without those that the file does not have. */
  readonly places: Readonly<Partial<Record<ColumnName, number>>>;
  /** Names that are not ours, as they stand in the file. */
  readonly ignored: readonly string[];
}

/** Names match trimmed and in any case; their order is free. Throws an {@link ImportError} that names the column. */
export function readHeader(names: readonly string[]): Header {
  const places: Partial<Record<ColumnName, number>> = {};
  const ignored: string[] = [];
  for (const [place, name] of names.entries()) {
    const column = normalized(name);
    if (!isColumn(column)) {
      if (!reportColumns.includes(column)) ignored.push(column === '' ? `column ${place + 1}` : name.trim());
      continue;
    }
    if (places[column] !== undefined) throw new ImportError('IMPORT_COLUMN_TWICE', column);
    places[column] = place;
  }
  const missing = columnNames.filter((column) => isRequired(column) && places[column] === undefined);
  if (missing.length > 0)
    throw new ImportError('IMPORT_COLUMN_MISSING', `${missing.join(', ')}${separatorHint(names)}`);
  return { names, places, ignored };
}

/** What a header says that is one column to us, and several with another separator. */
function separatorHint(names: readonly string[]): string {
  for (const [separator, name] of [
    [';', 'semicolons'],
    ['\t', 'tabs'],
    ['|', 'bars'],
  ] as const) {
    const parts = names.flatMap((each) => each.split(separator)).map(normalized);
    if (parts.filter(isColumn).length > names.map(normalized).filter(isColumn).length)
      return `; its columns are separated by ${name} where commas are needed: export it anew as CSV with commas`;
  }
  return '';
}

export function isReportColumn(name: string): boolean {
  return reportColumns.includes(normalized(name));
}

function isColumn(name: string): name is ColumnName {
  return Object.hasOwn(columns, name);
}

function normalized(name: string): string {
  return name.trim().toLowerCase();
}
