import { randomUUID } from 'node:crypto';
import type { CarId, CarStatus } from '../catalog/car.js';
import type { CodeLimits, CodeRequest, LeadStore } from '../catalog/lead-store.js';
import type { CodeRequestId, LeadId } from '../catalog/lead.js';
import { readCarStatus } from './car-status.js';
import type { Database } from './database.js';
import { withSourceErrors } from './database.js';

interface CodeColumns {
  readonly carId: CarId;
  readonly hash: Buffer;
  readonly sealed: Buffer;
  readonly consentVersion: string;
  readonly codeHash: Buffer;
}

/** Leads in Postgres. Each method is one statement: whatever happens at the same moment, limits hold and a code is used once. */
export class SqlLeads implements LeadStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  carStatus(carId: CarId): Promise<CarStatus | null> {
    return readCarStatus(this.#database, carId);
  }

  addRequest(
    { id, carId, number, consentVersion, codeHash }: CodeRequest,
    { codesPerHour }: Pick<CodeLimits, 'codesPerHour'>,
  ): Promise<boolean> {
    return withSourceErrors(async () => {
      const { rowCount } = await this.#database.query(
        `with counted as (
           insert into lead_limit as known (number_hash, since, codes) values ($3, now(), 1)
           on conflict (number_hash) do update set
             since = case when known.since < now() - interval '1 hour' then now() else known.since end,
             codes = case when known.since < now() - interval '1 hour' then 1 else known.codes + 1 end
           where known.codes < $7 or known.since < now() - interval '1 hour'
           returning number_hash
         )
         insert into lead_code (id, car_id, number_hash, number_sealed, consent_version, code_hash)
         select $1::uuid, $2::integer, number_hash, $4::bytea, $5::text, $6::bytea from counted`,
        [id, carId, number.hash, number.sealed, consentVersion, codeHash, codesPerHour],
      );
      return rowCount === 1;
    });
  }

  takeTry(
    id: CodeRequestId,
    { tries, lifetimeSeconds }: Pick<CodeLimits, 'tries' | 'lifetimeSeconds'>,
  ): Promise<CodeRequest | null> {
    return withSourceErrors(async () => {
      const { rows } = await this.#database.query<CodeColumns>(
        `update lead_code set tries = tries + 1
         where id = $1 and used_at is null and tries < $2 and asked_at > now() - make_interval(secs => $3)
         returning car_id as "carId", number_hash as hash, number_sealed as sealed, consent_version as "consentVersion",
           code_hash as "codeHash"`,
        [id, tries, lifetimeSeconds],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { hash, sealed, ...rest } = row;
      return { id, ...rest, number: { hash, sealed } };
    });
  }

  confirm(id: CodeRequestId): Promise<LeadId | null> {
    return withSourceErrors(async () => {
      const { rows } = await this.#database.query<{ id: LeadId }>(
        `with used as (
           update lead_code set used_at = now() where id = $1 and used_at is null
           returning car_id, number_hash, number_sealed, consent_version, asked_at
         ), confirmed as (
           insert into lead (id, number_hash, number_sealed, consent_version, consented_at)
           select $2::uuid, number_hash, number_sealed, consent_version, asked_at from used
           on conflict (number_hash) do update set number_sealed = excluded.number_sealed,
             consent_version = excluded.consent_version, consented_at = excluded.consented_at, confirmed_at = now()
           returning id
         ), wanted as (
           insert into lead_car (lead_id, car_id, asked_at) select confirmed.id, car_id, asked_at from confirmed, used
           on conflict (lead_id, car_id) do update set asked_at = excluded.asked_at
         )
         select id from confirmed`,
        [id, randomUUID()],
      );
      return rows[0]?.id ?? null;
    });
  }
}

/**
 * Deletes leads that were last confirmed before `beforeMs` and have no test drive to come, with all that hangs on them; `most` at most. Answers
 * how many. What another follower is about to delete is left to that one.
 */
export function deleteLeads(database: Database, beforeMs: number, most: number): Promise<number> {
  return withSourceErrors(async () => {
    const { rowCount } = await database.query(
      `with old as (
         select id from lead where confirmed_at < $1 and not exists
           (select 1 from test_drive where lead_id = lead.id and status = 'booked' and starts_at > now())
         order by confirmed_at limit $2 for update skip locked
       )
       delete from lead using old where lead.id = old.id`,
      [new Date(beforeMs), most],
    );
    return rowCount ?? 0;
  });
}

/** Deletes numbers that were given more than an hour ago, confirmed or not, and counts of that age; `most` of each at most. Answers how many. */
export function deleteCodes(database: Database, most: number): Promise<number> {
  return withSourceErrors(async () => {
    const { rows } = await database.query<{ count: number }>(
      `with old_codes as (
         select id from lead_code where asked_at < now() - interval '1 hour' order by asked_at limit $1 for update skip locked
       ), codes as (
         delete from lead_code using old_codes where lead_code.id = old_codes.id returning 1
       ), old_limits as (
         select number_hash from lead_limit where since < now() - interval '1 hour' order by since limit $1 for update skip locked
       ), limits as (
         delete from lead_limit using old_limits where lead_limit.number_hash = old_limits.number_hash returning 1
       )
       select (select count(*) from codes)::int + (select count(*) from limits)::int as count`,
      [most],
    );
    return rows[0]?.count ?? 0;
  });
}
