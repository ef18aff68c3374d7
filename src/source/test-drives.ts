import pg from 'pg';
import type { CarId, CarStatus } from '../catalog/car.js';
import type { LeadId, TestDriveId } from '../catalog/lead.js';
import type {
  BookLimits,
  BookOutcome,
  MoveOutcome,
  NewTestDrive,
  StoredTestDrive,
  TestDriveStore,
} from '../catalog/test-drive-store.js';
import { readCarStatus } from './car-status.js';
import type { Database } from './database.js';
import { withSourceErrors } from './database.js';
import { inTransaction } from './transaction.js';

interface DriveColumns extends Omit<StoredTestDrive, 'number'> {
  readonly hash: Buffer;
  readonly sealed: Buffer;
}

const driveColumns = `
  test_drive.id, test_drive.car_id as "carId", (extract(epoch from starts_at) * 1000)::float8 as "startsAtMs",
  test_drive.status = 'canceled' as "isCanceled", coalesce(car.status = 'live', false) as "isCarLive",
  number_hash as hash, number_sealed as sealed`;

const driveJoins = 'join lead on lead.id = test_drive.lead_id left join car on car.id = test_drive.car_id';

/** https://www.postgresql.org/docs/18/errcodes-appendix.html */
const uniqueViolation = '23505';
/** Two who swap their slots wait for each other. */
const deadlockDetected = '40P01';

/** Test drives in Postgres. Its unique indexes decide who gets a slot; a lock on the car's row keeps a sale from coming in between. */
export class SqlTestDrives implements TestDriveStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  carStatus(carId: CarId): Promise<CarStatus | null> {
    return readCarStatus(this.#database, carId);
  }

  bookedTimes(carId: CarId, fromMs: number, toMs: number): Promise<ReadonlySet<number>> {
    return withSourceErrors(async () => {
      const { rows } = await this.#database.query<{ atMs: number }>(
        `select (extract(epoch from starts_at) * 1000)::float8 as "atMs" from test_drive
         where car_id = $1 and status = 'booked' and starts_at between $2 and $3`,
        [carId, new Date(fromMs), new Date(toMs)],
      );
      return new Set(rows.map(({ atMs }) => atMs));
    });
  }

  book(
    { id, leadId, carId, startsAtMs }: NewTestDrive,
    { nowMs, mostOpen }: BookLimits,
  ): Promise<BookOutcome> {
    return withSourceErrors(() =>
      inTransaction(this.#database, 'change', async (client) => {
        if (!(await lockLead(client, leadId))) return { kind: 'no-lead' };
        await client.query(
          `update test_drive set status = 'over' where lead_id = $1 and status = 'booked' and starts_at <= $2`,
          [leadId, new Date(nowMs)],
        );
        const before = await drivesOf(client, leadId);
        const same = before.find((drive) => drive.carId === carId);
        if (same !== undefined) return same.isCarLive ? { kind: 'booked', drive: same } : { kind: 'refused' };
        const drives = before.filter(({ isCarLive }) => isCarLive);
        if (drives.length >= mostOpen) return { kind: 'too-many', drives };
        const sameTime = drives.find((drive) => drive.startsAtMs === startsAtMs);
        if (sameTime !== undefined) return { kind: 'same-time', drive: sameTime };
        await client.query(
          `with live as (select id from car where id = $3 and status = 'live' for share)
         insert into test_drive (id, lead_id, car_id, starts_at)
         select $1::uuid, $2::uuid, live.id, $4::timestamptz from live
         on conflict do nothing`,
          [id, leadId, carId, new Date(startsAtMs)],
        );
        const drive = (await drivesOf(client, leadId)).find((each) => each.carId === carId);
        return drive === undefined ? { kind: 'refused' } : { kind: 'booked', drive };
      }),
    );
  }

  find(id: TestDriveId): Promise<StoredTestDrive | null> {
    return withSourceErrors(async () => {
      const { rows } = await this.#database.query<DriveColumns>(
        `select ${driveColumns} from test_drive ${driveJoins} where test_drive.id = $1`,
        [id],
      );
      return rows[0] === undefined ? null : storedFrom(rows[0]);
    });
  }

  toCome(leadId: LeadId, nowMs: number): Promise<readonly StoredTestDrive[]> {
    return withSourceErrors(async () => {
      const drives = await drivesOf(this.#database, leadId);
      return drives.filter(({ startsAtMs, isCarLive }) => startsAtMs > nowMs && isCarLive);
    });
  }

  move(id: TestDriveId, startsAtMs: number, nowMs: number): Promise<MoveOutcome> {
    return withSourceErrors(async () => {
      try {
        return await inTransaction(this.#database, 'change', async (client) => {
          const { rows } = await client.query<{ leadId: LeadId }>(
            'select lead_id as "leadId" from test_drive where id = $1',
            [id],
          );
          const [row] = rows;
          if (row === undefined || !(await lockLead(client, row.leadId))) return 'done';
          const drives = await drivesOf(client, row.leadId);
          const isBusy = drives.some(
            (drive) => drive.id !== id && drive.startsAtMs === startsAtMs && drive.isCarLive,
          );
          if (isBusy) return 'same-time';
          await client.query(
            `with live as (
               select car.id from car join test_drive on test_drive.car_id = car.id
               where test_drive.id = $1 and car.status = 'live' for share of car
             )
             update test_drive set starts_at = $2 from live
             where test_drive.id = $1 and car_id = live.id and test_drive.status = 'booked' and starts_at > $3`,
            [id, new Date(startsAtMs), new Date(nowMs)],
          );
          return 'done';
        });
      } catch (error) {
        if (isTaken(error)) return 'taken';
        throw error;
      }
    });
  }

  cancel(id: TestDriveId, nowMs: number): Promise<void> {
    return withSourceErrors(async () => {
      await this.#database.query(
        `update test_drive set status = 'canceled' where id = $1 and status = 'booked' and starts_at > $2`,
        [id, new Date(nowMs)],
      );
    });
  }
}

/**
 * A lead books and moves one thing after the other, until the transaction ends: what it has does not become more meanwhile. False: there is no such
 * lead.
 */
async function lockLead(client: pg.ClientBase, leadId: LeadId): Promise<boolean> {
  const { rowCount } = await client.query('select 1 from lead where id = $1 for no key update', [leadId]);
  return rowCount === 1;
}

/** The lead's test drives that hold a slot, the next one first. */
async function drivesOf(
  client: pg.Pool | pg.ClientBase,
  leadId: LeadId,
): Promise<readonly StoredTestDrive[]> {
  const { rows } = await client.query<DriveColumns>(
    `select ${driveColumns} from test_drive ${driveJoins}
     where lead_id = $1 and test_drive.status = 'booked' order by starts_at`,
    [leadId],
  );
  return rows.map(storedFrom);
}

function storedFrom({ hash, sealed, ...rest }: DriveColumns): StoredTestDrive {
  return { ...rest, number: { hash, sealed } };
}

/** Whether the slot was somebody else's in this moment. */
function isTaken(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError && (error.code === uniqueViolation || error.code === deadlockDetected)
  );
}
