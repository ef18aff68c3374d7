import type pg from 'pg';
import type { NameTable } from '../../catalog/attributes.js';
import { parentColumns } from '../published-tables.js';
import type { NameKey } from './name-book.js';
import { NameBook } from './name-book.js';

/** One number for all imports of this database: those that add names take turns until they commit. */
const namesLock = 7_302_184_120;

/** A name that was not there before: of a new model, or of an old one that is misspelt. */
export interface NewName {
  readonly table: NameTable;
  readonly name: string;
}

/**
 * The names of a table among which `wanted` are found, in whatever case; those that are missing are added, also to `added`. Set-based:
 * up to five statements, however many names. The database has no rule against "white" beside "White": hence the turns.
 */
export async function obtainNames(
  client: pg.ClientBase,
  table: NameTable,
  wanted: readonly NameKey[],
  added: NewName[],
): Promise<NameBook> {
  if (wanted.length === 0) return new NameBook([]);
  const parentIds = [...new Set(wanted.map(({ parentId }) => parentId))];
  const book = await readBook(client, table, parentIds);
  if (book.missing(wanted).length === 0) return book;
  await client.query('select pg_advisory_xact_lock($1)', [namesLock]);
  const missing = (await readBook(client, table, parentIds)).missing(wanted);
  await addNames(client, table, missing);
  for (const { name } of missing) added.push({ table, name });
  return readBook(client, table, parentIds);
}

async function readBook(
  client: pg.ClientBase,
  table: NameTable,
  parentIds: readonly number[],
): Promise<NameBook> {
  const parent = parentColumns[table];
  const { rows } =
    parent === undefined
      ? await client.query<NameRow>(`select id, name, 0 as "parentId" from ${table} order by id`)
      : await client.query<NameRow>(
          `select id, name, ${parent} as "parentId" from ${table} where ${parent} = any($1::int[]) order by id`,
          [parentIds],
        );
  return new NameBook(rows);
}

type NameRow = NameKey & { readonly id: number };

async function addNames(client: pg.ClientBase, table: NameTable, names: readonly NameKey[]): Promise<void> {
  const parent = parentColumns[table];
  const columns = parent === undefined ? 'name' : `name, ${parent}`;
  const given = parent === undefined ? 'given.name' : 'given.name, given."parentId"';
  await client.query(
    `insert into ${table} (${columns})
     select ${given} from json_to_recordset($1) as given (name text, "parentId" integer)
     on conflict do nothing`,
    [JSON.stringify(names)],
  );
}
