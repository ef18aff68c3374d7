import type pg from 'pg';
import type { NameTable } from '../catalog/attributes.js';
import type { NameEntry } from '../catalog/change.js';
import { nameTables } from '../catalog/names.js';
import type { SlugToken } from '../catalog/slug-token.js';
import { parentColumns } from './published-tables.js';

/** Every row of every name table. */
export async function* readNames(
  client: pg.Pool | pg.ClientBase,
): AsyncGenerator<{ readonly table: NameTable; readonly id: number; readonly entry: NameEntry }> {
  for (const table of nameTables) {
    const { rows } = await client.query<{ id: number; name: string; parentId: number | null }>(
      `select id, name, ${parentColumns[table] ?? 'null::int'} as "parentId" from ${table} order by id`,
    );
    for (const { id, name, parentId } of rows) yield { table, id, entry: { name, parentId } };
  }
}

export async function readSlugTokens(client: pg.Pool | pg.ClientBase): Promise<readonly SlugToken[]> {
  const { rows } = await client.query<SlugToken>(
    'select type, value, filter, canonical from slug_token order by type, value',
  );
  return rows;
}
