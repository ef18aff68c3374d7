import type { Database } from './database.js';
import { withSourceErrors } from './database.js';

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
  return withSourceErrors(async () => {
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

/** Of those before the version `before`. Null: there is none, or none was published yet. */
export async function newestModelVersion(
  database: Database,
  before = Number.MAX_SAFE_INTEGER,
): Promise<number | null> {
  return withSourceErrors(async () => {
    const { rows } = await database.query<{ version: number | null }>(
      'select max(version)::float8 as version from recommender_model where version < $1',
      [before],
    );
    return rows[0]?.version ?? null;
  });
}

/** How long ago a model was published, by the clock of Postgres; null: there is none of this version. */
export async function modelAgeMs(database: Database, version: number): Promise<number | null> {
  return withSourceErrors(async () => {
    const { rows } = await database.query<{ ageMs: number }>(
      `select (extract(epoch from now() - created_at) * 1000)::float8 as "ageMs" from recommender_model where version = $1`,
      [version],
    );
    return rows[0]?.ageMs ?? null;
  });
}

/** Null: there is none of this version, or none any more. */
export async function readModel(database: Database, version: number): Promise<ModelRow | null> {
  return withSourceErrors(async () => {
    const { rows } = await database.query<ModelRow>(
      'select version::float8 as version, artifact from recommender_model where version = $1',
      [version],
    );
    return rows[0] ?? null;
  });
}

/** A plan for training that a search chose. */
export interface KeptPlan {
  /** Becomes JSON; read back, it is whatever some version of this program wrote. */
  readonly plan: unknown;
  /** Milliseconds since 1970. */
  readonly chosenAtMs: number;
}

/** Keeps the plan that was chosen last on events of this kind. */
export async function keepPlan(
  database: Database,
  isSimulated: boolean,
  { plan, chosenAtMs }: KeptPlan,
): Promise<void> {
  await withSourceErrors(async () => {
    await database.query(
      `insert into recommender_plan as kept (is_simulated, chosen_at, plan) values ($1, to_timestamp($2::float8 / 1000), $3)
       on conflict (is_simulated) do update set chosen_at = excluded.chosen_at, plan = excluded.plan
       where kept.chosen_at <= excluded.chosen_at`,
      [isSimulated, chosenAtMs, JSON.stringify(plan)],
    );
  });
}

/** Null: none was chosen yet on events of this kind. */
export async function readKeptPlan(database: Database, isSimulated: boolean): Promise<KeptPlan | null> {
  return withSourceErrors(async () => {
    const { rows } = await database.query<KeptPlan>(
      `select plan, (extract(epoch from chosen_at) * 1000)::float8 as "chosenAtMs" from recommender_plan where is_simulated = $1`,
      [isSimulated],
    );
    return rows[0] ?? null;
  });
}
