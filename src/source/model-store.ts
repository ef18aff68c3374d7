import type { Database } from './database.js';
import { asSourceError } from './database.js';

/** A model that is to be published. */
export interface NewModel {
  readonly trainedUntilMs: number;
  readonly isSimulated: boolean;
  /** For people: becomes JSON. */
  readonly figures: object;
  readonly artifact: Uint8Array;
}

/** A published model as it is stored. */
export interface ModelRow {
  readonly version: number;
  readonly artifact: Buffer;
}

/** The one in use, and two before it for pages already begun. */
const kept = 3;

/** Publishes a model and forgets those that are too old, in one statement: there is a whole one at any moment. Answers its version. */
export async function publishModel(
  database: Database,
  { trainedUntilMs, isSimulated, figures, artifact }: NewModel,
): Promise<number> {
  return guarded(async () => {
    // The statement sees the table as it was before it.
    const { rows } = await database.query<{ version: number }>(
      `with forgotten as (
         delete from recommender_model where version not in
           (select version from recommender_model order by version desc limit $5)
       )
       insert into recommender_model (trained_until, is_simulated, figures, artifact)
       values (to_timestamp($1::float8 / 1000), $2, $3, $4)
       returning version::float8 as version`,
      [trainedUntilMs, isSimulated, JSON.stringify(figures), artifact, kept - 1],
    );
    return rows[0]?.version ?? 0;
  });
}

/** Null: none was published yet. */
export async function newestModelVersion(database: Database): Promise<number | null> {
  return guarded(async () => {
    const { rows } = await database.query<{ version: number | null }>(
      'select max(version)::float8 as version from recommender_model',
    );
    return rows[0]?.version ?? null;
  });
}

/** When the newest was published, milliseconds since 1970; null: none was. */
export async function newestModelTime(database: Database): Promise<number | null> {
  return guarded(async () => {
    const { rows } = await database.query<{ atMs: number }>(
      `select (extract(epoch from created_at) * 1000)::float8 as "atMs" from recommender_model order by version desc limit 1`,
    );
    return rows[0]?.atMs ?? null;
  });
}

/** Null: there is none of this version, or none any more. */
export async function readModel(database: Database, version: number): Promise<ModelRow | null> {
  return guarded(async () => {
    const { rows } = await database.query<ModelRow>(
      'select version::float8 as version, artifact from recommender_model where version = $1',
      [version],
    );
    return rows[0] ?? null;
  });
}

async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw asSourceError(error);
  }
}
