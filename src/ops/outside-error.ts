import pg from 'pg';
import { asIndexError } from '../index/client.js';
import { ForecourtError, messageOf } from '../shared/errors.js';
import { asSourceError } from '../source/database.js';
import { OpsError } from './errors.js';

/**
 * `error`, with a code of ours if it is the outside world's: a server that does not answer, or refuses. Any other stays as it
 * is: a bug of ours, which wants its stack.
 */
export function asOutsideError(error: unknown): unknown {
  if (error instanceof ForecourtError) return error;
  if (error instanceof pg.DatabaseError && outside.test(error.code ?? ''))
    return new OpsError('OPS_DATABASE_REFUSED', messageOf(error), { cause: error });
  if (error instanceof Error && error.name === 'ReplyError') return asIndexError(error);
  return asSourceError(error);
}

/**
 * Read-only (25006), a right that is missing (42501), a full disk, memory or table of locks (53), an object that is not ready
 * or in use (55), a statement that was cancelled (57014), trouble with files (58).
 * https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
const outside = /^(25006|42501|53(?!300)|55|57014|58)/;
