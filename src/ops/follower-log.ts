import type { Logger } from 'pino';
import { codeOf, messageOf } from '../shared/errors.js';
import { positionToString } from '../catalog/position.js';
import type { FollowerReport } from '../sync/follower.js';

/** A follower's report as log lines: what a person wants to know at info, each step at debug. */
export function followerLog(log: Logger): FollowerReport {
  let lastTrouble = '';
  let toldAt = 0;
  const warnings = new Set<string>();
  return {
    warned: (error) => {
      // What stays as it is, is said once.
      log[warnings.has(error.message) ? 'debug' : 'warn']({ code: error.code }, error.message);
      warnings.add(error.message);
    },
    standingBy: () => {
      log.info('another follower is active; standing by');
    },
    filling: (why) => {
      log.info({ why }, `filling the index: ${why}`);
    },
    fillProgress: (cars, of) => {
      if (performance.now() - toldAt < 2_000) return;
      toldAt = performance.now();
      log.info({ cars, of }, `filling the index: ${cars} of ${of} cars`);
    },
    filled: (cars, position, milliseconds) => {
      log.info({ cars, position, ms: Math.round(milliseconds) }, `index filled: ${cars} cars`);
    },
    following: (position) => {
      lastTrouble = '';
      log.info({ position }, 'following Postgres');
    },
    applied: ({ position, ...step }) => {
      const facts = { ...step, position: positionToString(position) };
      if (step.cars >= 1_000) log.info(facts, `applied ${step.cars} cars`);
      else if (step.changes > 0) log.debug(facts, 'applied');
    },
    troubled: (error, retryInMs) => {
      const code = codeOf(error) ?? 'unexpected';
      const message = messageOf(error);
      // The same trouble again and again is one line, not hundreds.
      if (message === lastTrouble) log.debug({ code, retryInMs }, message);
      else if (code === 'unexpected') log.error({ err: error, retryInMs }, message);
      else log.warn({ code, retryInMs }, message);
      lastTrouble = message;
    },
  };
}
