import type pg from 'pg';
import type { NameTable } from '../../catalog/attributes.js';
import { nameTables } from '../../catalog/names.js';
import { must } from '../../shared/assert.js';
import { sampleNames } from './catalogue.js';

/** For each name table, the id in the database of what the generator numbers 1, 2 ... */
export type NameIds = Readonly<Record<NameTable, readonly number[]>>;

/** What a row of a name table belongs to; its column is `{table}_id`. */
const parentTables: Partial<Readonly<Record<NameTable, NameTable>>> = {
  model: 'make',
  variant: 'model',
  locality: 'city',
};

/**
 * Sees to it that all names of the sample are there. In an empty database they get the generator's own ids, even if sequences
 * are ahead, since an earlier load failed; names that are there, since all cars were deleted, keep theirs.
 */
export async function saveNames(client: pg.ClientBase): Promise<NameIds> {
  const saved: Partial<Record<NameTable, readonly number[]>> = {};
  for (const table of nameTables) saved[table] = await saveTable(client, table, saved);
  return saved as NameIds;
}

interface NameRow {
  readonly id: number;
  readonly name: string;
  /** 0: belongs to nothing. */
  readonly parentId: number;
}

async function saveTable(
  client: pg.ClientBase,
  table: NameTable,
  saved: Partial<NameIds>,
): Promise<readonly number[]> {
  const parent = parentTables[table];
  const { rows } = await client.query<NameRow>(
    `select id, name, ${parent === undefined ? 0 : `${parent}_id`} as "parentId" from ${table}`,
  );
  const known = new Map(rows.map((row) => [keyOf(row), row.id]));
  let lastId = Math.max(0, ...known.values());
  const added: NameRow[] = [];
  const ids = [0];
  for (const { name, parentId: number } of must(sampleNames.get(table), table).values()) {
    const parentId =
      parent === undefined ? 0 : must(saved[parent]?.[number ?? 0], `the ${parent} of ${name}`);
    const knownId = known.get(keyOf({ name, parentId }));
    if (knownId === undefined) added.push({ id: (lastId += 1), name, parentId });
    ids.push(knownId ?? lastId);
  }
  await insertNames(client, table, added);
  return ids;
}

function keyOf({ name, parentId }: Omit<NameRow, 'id'>): string {
  return `${parentId} ${name}`;
}

/** One statement a table, since each makes its rows' slug tokens. */
async function insertNames(client: pg.ClientBase, table: NameTable, rows: readonly NameRow[]): Promise<void> {
  const parent = parentTables[table];
  const values = [rows.map(({ id }) => id), rows.map(({ name }) => name)];
  if (parent === undefined)
    await client.query(`insert into ${table} (id, name) select * from unnest($1::int[], $2::text[])`, values);
  else
    await client.query(
      `insert into ${table} (id, name, ${parent}_id) select * from unnest($1::int[], $2::text[], $3::int[])`,
      [...values, rows.map(({ parentId }) => parentId)],
    );
}
