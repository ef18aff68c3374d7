import type { ErrorFacts, ErrorTable } from '../shared/errors.js';
import { TableError } from '../shared/errors.js';

export const sourceErrors = {
  SOURCE_UNREACHABLE: {
    meaning: 'Postgres does not answer.',
    cause: 'The server is down or restarting, DATABASE_URL is wrong, or the network is.',
    remedy:
      'Start Postgres or mend DATABASE_URL. What still runs tries again by itself; a command that has ended is to be run again.',
  },
  SOURCE_WAL_LEVEL: {
    meaning: 'Postgres does not log enough for its changes to be followed.',
    cause: 'The setting wal_level is not "logical".',
    remedy: "Run: `ALTER SYSTEM SET wal_level = 'logical'`, then restart Postgres.",
  },
  SOURCE_NO_SLOT_LEFT: {
    meaning: 'Postgres has no replication slot or sender left.',
    cause: 'max_replication_slots or max_wal_senders is used up.',
    remedy:
      'Drop slots that nobody reads (`SELECT slot_name, active FROM pg_replication_slots`), or raise both settings and restart Postgres.',
  },
  SOURCE_NO_REPLICATION_RIGHT: {
    meaning: "The database user may not read Postgres' change log.",
    cause: 'It lacks the REPLICATION attribute.',
    remedy: 'Run as a superuser: `ALTER ROLE name REPLICATION`.',
  },
  SOURCE_NOT_OWNER: {
    meaning: 'The database user may not make or change the publication.',
    cause: 'It does not own the tables, or lacks CREATE on the database.',
    remedy: 'Run `forecourt follow` once as the owner of the tables, which makes the publication.',
  },
  SOURCE_STANDBY: {
    meaning: 'DATABASE_URL names a standby server that only reads.',
    cause: 'It points at a replica instead of the primary.',
    remedy: 'Point DATABASE_URL at the primary.',
  },
  SOURCE_SLOT_LOST: {
    meaning: "Postgres dropped log that the follower hadn't read yet; the index is filled anew.",
    cause: 'The follower was away for longer than max_slot_wal_keep_size allows.',
    remedy: 'None needed. If it happens often, keep the follower running or raise max_slot_wal_keep_size.',
  },
  SOURCE_SLOT_TAKEN: {
    meaning: 'The replication slot of that name belongs to somebody else.',
    cause: 'Names of slots hold for the whole server: another database of it has a Forecourt, too.',
    remedy: 'Set FORECOURT_SLOT to another name, or drop the slot if nobody needs it.',
  },
  SOURCE_LOG_UNBOUNDED: {
    meaning: 'While the follower is away, Postgres keeps its log for it without limit: the disk can fill up.',
    cause: 'max_slot_wal_keep_size is -1, the default of Postgres.',
    remedy:
      "Run: `ALTER SYSTEM SET max_slot_wal_keep_size = '2GB'`, then `SELECT pg_reload_conf()`; a follower that was away for longer fills the index anew.",
  },
  SOURCE_PUBLICATION_CHANGED: {
    meaning:
      'The publication through which Postgres tells its changes was dropped, made again or altered; the index is filled anew.',
    cause:
      'Somebody did so by hand, or a Forecourt of another version, which publishes other columns, follows the same database.',
    remedy: 'None needed. If it comes again and again, give each version a FORECOURT_PUBLICATION of its own.',
  },
  SOURCE_LEASE_LOST: {
    meaning: 'The connection broke that makes this follower the active one.',
    cause: 'Postgres restarted, somebody ended the connection, or the network was cut.',
    remedy: 'None needed: the follower starts again, or another takes over.',
  },
  SOURCE_SLOT_BUSY: {
    meaning: 'Another follower reads the change log.',
    cause: 'Two followers run; one is active, the other stands by.',
    remedy: 'None needed: the stand-by takes over when the active one stops.',
  },
  SOURCE_STREAM_ENDED: {
    meaning: 'The connection that brings the changes broke.',
    cause: 'Postgres restarted, or the network was cut.',
    remedy: 'None needed: the follower reconnects and goes on where the index stands.',
  },
  SOURCE_UNEXPECTED_ROW: {
    meaning: "A row in the change log isn't what the schema promises.",
    cause: 'The schema was changed by hand, or a migration is missing.',
    remedy:
      'None needed at once: the index is filled anew, past that row. If it comes again, run `forecourt migrate` and undo what was changed by hand.',
  },
  SOURCE_MIGRATION_CHANGED: {
    meaning: 'A migration that this database already has differs from the one in the program.',
    cause: 'A migration file was edited after it had been applied.',
    remedy: 'Put the old file back and write the change as a new migration.',
  },
  SOURCE_SCHEMA_CHANGED: {
    meaning: 'A table or a column is not there that the migrations made.',
    cause: 'Somebody renamed or dropped it by hand, or an older program runs on a newer schema.',
    remedy: 'Put it back. Listings that the index holds are answered meanwhile.',
  },
  SOURCE_SCHEMA_NEWER: {
    meaning: 'The database has migrations that this program does not know.',
    cause: 'A newer Forecourt has migrated it.',
    remedy: 'Run the newer Forecourt.',
  },
} as const satisfies ErrorTable;

export type SourceErrorCode = keyof typeof sourceErrors;

export class SourceError extends TableError<SourceErrorCode> {
  override readonly name = 'SourceError';

  constructor(
    code: SourceErrorCode,
    detail = '',
    options: { readonly facts?: ErrorFacts; readonly cause?: unknown } = {},
  ) {
    super(sourceErrors, code, detail, options);
  }
}
