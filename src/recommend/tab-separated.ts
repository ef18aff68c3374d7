import type { Book } from './book.js';
import { RecommendError } from './errors.js';
import type { Interactions } from './interactions.js';
import type { SparseEntry, SparseRows } from './sparse-rows.js';
import { sparseRows } from './sparse-rows.js';

/** Interactions with the time of each, in seconds since 1970. */
export interface TimedInteractions extends Interactions {
  readonly times: Float64Array;
}

/**
 * The lines of a file in the layout of MovieLens: `user item rating timestamp`, separated by tabs; users and items are any names. Throws
 * `RECOMMEND_BAD_FILE` with the number of the line. Users and items are counted when all files have been read: see {@link sized}.
 */
export function interactionsFrom(lines: Iterable<string>, users: Book, items: Book): TimedInteractions {
  const columns = {
    users: [] as number[],
    items: [] as number[],
    values: [] as number[],
    times: [] as number[],
  };
  for (const [number, [user = '', item = '', rating = '', time = '']] of fieldsOf(lines, 4)) {
    columns.users.push(users.enter(user));
    columns.items.push(items.enter(item));
    columns.values.push(numberFrom(rating, number, 'a rating'));
    columns.times.push(numberFrom(time, number, 'a timestamp'));
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

/** The lines of a file `row feature weight`: the features of the rows in `rows`, new rows among them. Throws `RECOMMEND_BAD_FILE`. */
export function featuresFrom(lines: Iterable<string>, rows: Book, features: Book): SparseRows {
  const entries: SparseEntry[][] = [];
  for (const [number, [row = '', feature = '', weight = '']] of fieldsOf(lines, 3)) {
    const at = rows.enter(row);
    (entries[at] ??= []).push({
      column: features.enter(feature),
      weight: numberFrom(weight, number, 'a weight'),
    });
  }
  return sparseRows(
    Array.from({ length: rows.size }, (_, row) => entries[row] ?? []),
    features.size,
  );
}

function* fieldsOf(lines: Iterable<string>, count: number): Generator<readonly [number, string[]]> {
  let number = 0;
  for (const line of lines) {
    number += 1;
    if (line === '') continue;
    const fields = line.split('\t');
    if (fields.length !== count)
      throw new RecommendError(
        'RECOMMEND_BAD_FILE',
        `line ${number}: ${fields.length} fields instead of ${count}`,
      );
    yield [number, fields];
  }
}

function numberFrom(text: string, line: number, what: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new RecommendError(
      'RECOMMEND_BAD_FILE',
      `line ${line}: ${JSON.stringify(text.slice(0, 40))} is not ${what}`,
    );
  return value;
}
