import { randomUUID } from 'node:crypto';
import type { CarId, CarStatus } from '../catalog/car.js';
import type {
  CodeLimits,
  CodeOutcome,
  CodeRequest,
  ConfirmedRequest,
  LeadStore,
  PendingRequest,
} from '../catalog/lead-store.js';
import type { CodeRequestId, SealedNumber } from '../catalog/lead.js';
import { must } from '../shared/assert.js';
import { readCarStatus } from './car-status.js';
import type { Database } from './database.js';
import { withSourceErrors } from './database.js';

/** Stands for all numbers together among the hashes of single ones; no number's hash is this. */
const allNumbers = Buffer.alloc(32);

/** Leads in Postgres. Each method is one statement: whatever happens at the same moment, limits hold and a code makes one lead. */
export class SqlLeads implements LeadStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  carStatus(carId: CarId): Promise<CarStatus | null> {
    return readCarStatus(this.#database, carId);
  }

  addRequest(
    { id, carId, number, consentVersion, consentedAtMs, codeHash }: CodeRequest,
    { codesPerHour, allCodesPerHour }: Pick<CodeLimits, 'codesPerHour' | 'allCodesPerHour'>,
  ): Promise<CodeOutcome> {
    return withSourceErrors(async () => {
      // Whether it is to be sent or not, the same rows are written: how long it takes does not tell. What is refused gets a hash that no code has.
      const { rows } = await this.#database.query<{ outcome: CodeOutcome }>(
        `with of_number as (
           insert into lead_limit as known (number_hash, since, codes) values ($3, now(), 1)
           on conflict (number_hash) do update set
             since = case when known.since < now() - interval '1 hour' then now() else known.since end,
             codes = case when known.since < now() - interval '1 hour' then 1 else known.codes + 1 end
           returning codes <= $7 as is_within
         ), of_all as (
           insert into lead_limit as known (number_hash, since, codes) select $8::bytea, now(), 1 from of_number
           on conflict (number_hash) do update set
             since = case when known.since < now() - interval '1 hour' then now() else known.since end,
             codes = case when known.since < now() - interval '1 hour' then 1
               else known.codes + (select is_within::integer from of_number) end
           returning codes <= $9 as is_within
         ), decided as (
           select case when not of_number.is_within then 'number-had-all' when not of_all.is_within then 'all-used-up'
             else 'to-send' end as outcome from of_number, of_all
         ), kept as (
           insert into lead_code (id, car_id, number_hash, number_sealed, consent_version, consented_at, code_hash)
           select $1::uuid, $2::integer, $3::bytea, $4::bytea, $5::text, $10::timestamptz,
             case when outcome = 'to-send' then $6::bytea else sha256($6::bytea) end from decided
         )
         select outcome from decided`,
        [
          ...[id, carId, number.hash, number.sealed, consentVersion, codeHash],
          ...[codesPerHour, allNumbers, allCodesPerHour, new Date(consentedAtMs)],
        ],
      );
      return must(rows[0], 'an outcome').outcome;
    });
  }

  findRequest(
    id: CodeRequestId,
    { lifetimeSeconds }: Pick<CodeLimits, 'lifetimeSeconds'>,
  ): Promise<PendingRequest | null> {
    return withSourceErrors(async () => {
      const { rows } = await this.#database.query<Omit<PendingRequest, 'number'> & SealedNumber>(
        `select car_id as "carId", number_hash as hash, number_sealed as sealed, consent_version as "consentVersion",
           (extract(epoch from consented_at) * 1000)::float8 as "consentedAtMs"
         from lead_code where id = $1 and asked_at > now() - make_interval(secs => $2)`,
        [id, lifetimeSeconds],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { hash, sealed, ...rest } = row;
      return { ...rest, number: { hash, sealed } };
    });
  }

  guess(
    id: CodeRequestId,
    codeHash: Buffer,
    { tries, lifetimeSeconds }: Pick<CodeLimits, 'tries' | 'lifetimeSeconds'>,
  ): Promise<CarId | null> {
    return withSourceErrors(async () => {
      // Hashes are keyed: how long it takes to compare them tells nothing of the code.
      const { rows } = await this.#database.query<{ carId: CarId; isRight: boolean }>(
        `update lead_code set tries = tries + (code_hash <> $2)::integer
         where id = $1 and tries < $3 and asked_at > now() - make_interval(secs => $4)
         returning car_id as "carId", code_hash = $2 as "isRight"`,
        [id, codeHash, tries, lifetimeSeconds],
      );
      const [row] = rows;
      return row?.isRight === true ? row.carId : null;
    });
  }

  confirm(id: CodeRequestId, nowMs: number): Promise<ConfirmedRequest | null> {
    return withSourceErrors(async () => {
      const { rows } = await this.#database.query<ConfirmedRequest>(
        `with used as (
           update lead_code set used_at = coalesce(used_at, $3) where id = $1
           returning car_id, number_hash, number_sealed, consent_version, consented_at, asked_at, used_at
         ), confirmed as (
           insert into lead (id, number_hash, number_sealed, consent_version, consented_at)
           select $2::uuid, number_hash, number_sealed, consent_version, consented_at from used
           on conflict (number_hash) do update set number_sealed = excluded.number_sealed,
             consent_version = excluded.consent_version, consented_at = excluded.consented_at, confirmed_at = now()
           returning id
         ), wanted as (
           insert into lead_car (lead_id, car_id, asked_at) select confirmed.id, car_id, asked_at from confirmed, used
           on conflict (lead_id, car_id) do update set asked_at = excluded.asked_at
         )
         select confirmed.id as "leadId", (extract(epoch from used_at) * 1000)::float8 as "atMs" from confirmed, used`,
        [id, randomUUID(), new Date(nowMs)],
      );
      return rows[0] ?? null;
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
