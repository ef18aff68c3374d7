import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import type { LeadDesk } from '../leads/desk.js';
import { openLeadDesk } from '../leads/desk.js';
import type { CodeSender } from '../leads/leads.js';
import { maskedNumber } from '../leads/mobile-number.js';
import { codeOf, messageOf } from '../shared/errors.js';
import type { Database } from '../source/database.js';
import { SqlLeads } from '../source/leads.js';
import { SqlEventLog } from '../source/sql-event-log.js';
import { SqlTestDrives } from '../source/test-drives.js';
import { TroubleLog } from './trouble-log.js';

/** Null: there is no secret to keep numbers under. Nothing of it depends on Valkey. */
export function leadDesk(database: Database, settings: Settings, log: Logger): LeadDesk | null {
  const { secret, leadCodesPerHour, codesPerHour, leadDays } = settings;
  if (secret === null) return null;
  const trouble = new TroubleLog(log);
  return openLeadDesk({
    secret,
    leadStore: new SqlLeads(database),
    testDriveStore: new SqlTestDrives(database),
    events: new SqlEventLog(database),
    sender: logSender(log),
    codesPerHour: leadCodesPerHour,
    allCodesPerHour: codesPerHour,
    keptDays: leadDays,
    onUnsent: (error) => {
      // What a provider says of a failure may hold the number.
      if (codeOf(error) === null)
        log.warn(`a code could not be sent: ${messageOf(error).replace(/\d{4,}/g, '…')}`);
      else trouble.troubled(error);
    },
    now: Date.now,
  });
}

/** Until a provider of short messages is plugged in: whoever reads the log tells the code. */
function logSender(log: Logger): CodeSender {
  return {
    send: (number, code) => {
      log.info(`code ${code} for ${maskedNumber(number)}`);
      return Promise.resolve();
    },
  };
}
