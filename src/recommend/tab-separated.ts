import type { Book } from './book.js';
import { RecommendError } from './errors.js';
import type { Interactions } from './interactions.js';
import type { SparseEntry, SparseRows } from './sparse-rows.js';
import { sparseRows } from './sparse-rows.js';

/** Interactions with the time of each, in seconds since 1970. */
export interface TimedInteractions extends Interactions {
  readonly times: Float64Array;
}

/** A file as it was read. */
export interface TextFile {
  /** For messages. */
  readonly name: string;
  readonly lines: Iterable<string>;
}

/**
 * A file in the layout of MovieLens: `user item rating timestamp`, separated by tabs; users and items are any names. As on Windows, a
 * line may end and a file begin. Throws `RECOMMEND_BAD_FILE` with the names of file and line. Users and items are counted when all files have been read:
 * see {@link sized}.
 */
export function interactionsFrom(file: TextFile, users: Book, items: Book): TimedInteractions {
  const columns = {
    users: [] as number[],
    items: [] as number[],
    values: [] as number[],
    times: [] as number[],
  };
  for (const [place, [user = '', item = '', rating = '', time = '']] of fieldsOf(file, 4)) {
    columns.users.push(users.enter(user));
    columns.items.push(items.enter(item));
    columns.values.push(floatFrom(rating, place, 'a rating'));
    columns.times.push(numberFrom(time, place, 'a timestamp'));
  }
  return {
    userCount: users.size,
    itemCount: items.size,
    users: Int32Array.from(columns.users),
    items: Int32Array.from(columns.items),
    values: Float32Array.from(columns.values),
    times: Float64Array.from(columns.times),
    weights: null,
  };
}

/** The same interactions among as many users and items as the books have by now. */
export function sized<T extends Interactions>(interactions: T, users: Book, items: Book): T {
  return { ...interactions, userCount: users.size, itemCount: items.size };
}

/** A file of `row feature weight`: the features of the rows in `rows`, new rows among them. Throws `RECOMMEND_BAD_FILE`. */
export function featuresFrom(file: TextFile, rows: Book, features: Book): SparseRows {
  const entries: SparseEntry[][] = [];
  for (const [place, [row = '', feature = '', weight = '']] of fieldsOf(file, 3)) {
    const at = rows.enter(row);
    (entries[at] ??= []).push({
      column: features.enter(feature),
      weight: floatFrom(weight, place, 'a weight'),
    });
  }
  return sparseRows(
    Array.from({ length: rows.size }, (_, row) => entries[row] ?? []),
    features.size,
  );
}

/** Some editors and spreadsheets put it at the start of a file: it is no part of the first name. */
const byteOrderMark = /^\uFEFF/;

/** Of each line that is not empty: where it stands, for messages, and its fields. */
function* fieldsOf({ name, lines }: TextFile, count: number): Generator<readonly [string, string[]]> {
  let number = 0;
  for (const line of lines) {
    number += 1;
    const text = (number === 1 ? line.replace(byteOrderMark, '') : line).replace(/\r$/, '');
    if (text === '') continue;
    const place = `${name}, line ${number}`;
    const fields = text.split('\t');
    if (fields.length !== count) throw badLine(place, `${fields.length} fields instead of ${count}`);
    // Numbers are looked at where they are read.
    if (fields[0] === '' || fields[1] === '') throw badLine(place, 'a name is missing');
    yield [place, fields];
  }
}

/** What is kept in 32 bits, where large numbers are infinite. */
function floatFrom(text: string, place: string, what: string): number {
  const value = numberFrom(text, place, what);
  if (!Number.isFinite(Math.fround(value))) throw notWhat(text, place, what);
  return value;
}

/** As people write them: 0x10 and 0b1, which JavaScript reads as well, are slips. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberFrom(text: string, place: string, what: string): number {
  const value = Number(text);
  if (!decimal.test(text) || !Number.isFinite(value)) throw notWhat(text, place, what);
  return value;
}

function notWhat(text: string, place: string, what: string): RecommendError {
  return badLine(place, `${JSON.stringify(text.slice(0, 40))} is not ${what}`);
}

function badLine(place: string, what: string): RecommendError {
  return new RecommendError('RECOMMEND_BAD_FILE', `${place}: ${what}`);
}
