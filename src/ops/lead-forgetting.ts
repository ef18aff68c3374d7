import type { Logger } from 'pino';
import { openDatabase } from '../source/database.js';
import { deleteCodes, deleteLeads } from '../source/leads.js';
import type { Forgetting } from './forgetting.js';
import { keepForgetting } from './forgetting.js';
import { orStopped, untilStopped } from './stopping.js';

const statementTimeoutMs = 10_000;
const dayMs = 86_400_000;

export interface LeadForgettingParts {
  readonly databaseUrl: string;
  /** Numbers are deleted so many days after they were last confirmed. */
  readonly leadDays: number;
  readonly log: Logger;
}

/** Deletes numbers whose time is over, and those that nobody has confirmed, until `signal`. */
export async function forgetLeads(
  { databaseUrl, leadDays, log }: LeadForgettingParts,
  signal: AbortSignal,
): Promise<void> {
  const database = openDatabase(databaseUrl, { connections: 2, statementTimeoutMs });
  const leads: Forgetting = {
    what: 'old numbers',
    forget: (most) => deleteLeads(database, Date.now() - leadDays * dayMs, most),
    onForgotten: (numbers) => {
      log.info({ numbers }, `deleted numbers of more than ${leadDays} days ago`);
    },
    log,
  };
  const codes: Forgetting = {
    what: 'old codes',
    forget: (most) => deleteCodes(database, most),
    onForgotten: (rows) => {
      log.debug({ rows }, 'deleted codes of more than an hour ago, and the numbers that they were for');
    },
    log,
  };
  const works = [leads, codes].map((each) => keepForgetting(each, signal));
  try {
    // A statement that is cut off deletes nothing, and is made again by the next follower.
    await Promise.all(works.map((work) => untilStopped(orStopped(work, signal))));
  } finally {
    // One that still runs ends it later.
    void database.end();
  }
}
