import pg from 'pg';
import { SourceError } from './errors.js';
import { followedTables, publishedTables } from './published-tables.js';

/**
 * Makes the publication, or makes it again if it publishes anything else than it should: other tables or columns, not every
 * kind of change, some rows only. Also puts back a replica identity that is not the primary key: under any other, Postgres refuses to
 * update the tables (a list of columns does not go with `FULL`), or logs keys that name no row here.
 */
export async function ensurePublication(client: pg.ClientBase, name: string): Promise<void> {
  const statements = [...(await identityStatements(client))];
  const wanted = followedTables.map((table) => lineOf(table, publishedTables[table], null)).sort();
  if ((await linesOf(client, name))?.join('\n') !== wanted.join('\n')) {
    const publication = pg.escapeIdentifier(name);
    const tables = followedTables.map((table) => `${table} (${publishedTables[table].join(', ')})`);
    statements.push(
      `drop publication if exists ${publication}`,
      `create publication ${publication} for table ${tables.join(', ')} with (publish = 'insert, update, delete, truncate')`,
    );
  }
  if (statements.length === 0) return;
  try {
    // One call is one transaction.
    await client.query(statements.join('; '));
  } catch (error) {
    // 42501: insufficient privilege. 42710: another program made it in this very moment.
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code === '42501') throw new SourceError('SOURCE_NOT_OWNER', '', { cause: error });
    if (code !== '42710') throw error;
  }
}

/** What the publication publishes, table by table, nothing if there is none; null: not every kind of change, or more than it lists. */
async function linesOf(client: pg.ClientBase, name: string): Promise<readonly string[] | null> {
  const { rows } = await client.query<{
    right: boolean;
    table: string;
    columns: string[];
    filter: string | null;
  }>(
    `select pubinsert and pubupdate and pubdelete and pubtruncate and not puballtables
              and not exists (select 1 from pg_publication_namespace where pnpubid = publication.oid) as "right",
            tablename as "table", attnames::text[] as columns, rowfilter as filter
     from pg_publication publication join pg_publication_tables using (pubname) where pubname = $1`,
    [name],
  );
  if (!rows.every(({ right }) => right)) return null;
  return rows.map(({ table, columns, filter }) => lineOf(table, columns, filter)).sort();
}

function lineOf(table: string, columns: readonly string[], filter: string | null): string {
  return `${table}: ${[...columns].sort().join()} ${filter ?? ''}`;
}

async function identityStatements(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ table: string }>(
    `select relname as "table" from pg_class
     where oid in (select to_regclass(name) from unnest($1::text[]) name) and relreplident <> 'd'`,
    [followedTables],
  );
  return rows.map(({ table }) => `alter table ${pg.escapeIdentifier(table)} replica identity default`);
}

/**
 * Names the publication as it stands, empty if there is none: making, altering and dropping it give another name, even if all is
 * as before in the end. For what was committed in between may be in no log: Postgres tells what was published at the commit.
 * A replica identity that was changed and put back leaves the name: no row can have been logged under it and read.
 */
export async function readPublicationId(client: pg.ClientBase, name: string): Promise<string> {
  // A row's xmin is the transaction that wrote it.
  const { rows } = await client.query<{ id: string }>({
    name: 'read-publication-id',
    text: `with publication as (select oid, xmin from pg_publication where pubname = $1),
                part as (select concat_ws('/', 'publication', oid, xmin) as id from publication
                         union all
                         select concat_ws('/', 'table', part.oid, part.xmin, relreplident)
                         from pg_publication_rel part join publication on prpubid = publication.oid
                           join pg_class on pg_class.oid = prrelid
                         union all
                         select concat_ws('/', 'schema', part.oid, part.xmin)
                         from pg_publication_namespace part join publication on pnpubid = publication.oid)
           select coalesce(md5(string_agg(id, ' ' order by id)), '') as id from part`,
    values: [name],
  });
  return rows[0]?.id ?? '';
}
