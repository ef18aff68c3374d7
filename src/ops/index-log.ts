import type { Logger } from 'pino';
import { codeOf, messageOf } from '../shared/errors.js';
import type { HttpMetrics } from '../http/metrics.js';
import { ListingError } from '../listing/errors.js';
import type { FallbackReport } from '../listing/index-gate.js';
import type { WatchReport } from '../listing/index-watch.js';
import { Spell } from '../shared/spell.js';

/** What a server comes to think of the index, as log lines: one for each change. */
export function watchLog(log: Logger): WatchReport {
  return {
    doubted: (why) => {
      log.warn({ code: why.code, ...why.facts }, why.message);
    },
    believed: () => {
      log.warn('the index is believed again');
    },
  };
}

/** Counts every request that Postgres has to answer; says once that it began, and why, and once that it is over. */
export function fallbackLog(
  log: Logger,
  metrics: HttpMetrics,
  onFallback: (error: unknown) => void,
): FallbackReport {
  const spell = new Spell();
  return {
    fellBack: (error) => {
      metrics.fellBack(error);
      // A doubt has been told when it arose.
      if (error instanceof ListingError) return;
      const code = codeOf(error) ?? 'unexpected';
      if (spell.begins(code)) log.warn({ code }, `listings come from Postgres: ${messageOf(error)}`);
      onFallback(error);
    },
    answered: () => {
      if (spell.ends()) log.warn('listings come from the index again');
    },
  };
}
