import type { Logger } from 'pino';
import { codeOf, messageOf } from '../shared/errors.js';
import { positionToString } from '../catalog/position.js';
import type { FollowerReport } from '../sync/follower.js';
import { TroubleLog } from './trouble-log.js';

/** A follower's report as log lines: what a person wants to know at info, each step at debug. */
export function followerLog(log: Logger): FollowerReport {
  const trouble = new TroubleLog(log);
  const warnings = new Set<string>();
  let toldAt = 0;
  let justFilled = false;
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
      log.info(`filling the index: ${why}`);
    },
    fillProgress: (cars, of) => {
      if (performance.now() - toldAt < 2_000) return;
      toldAt = performance.now();
      log.info({ cars, of }, `filling the index: ${cars} of ${of} cars`);
    },
    filled: (cars, position, milliseconds) => {
      justFilled = true;
      log.info({ cars, position, ms: Math.round(milliseconds) }, `index filled: ${cars} cars`);
    },
    following: (position) => {
      justFilled = false;
      trouble.over(null);
      log.info({ position }, 'following Postgres');
    },
    applied: ({ position, milliseconds, ...step }) => {
      const facts = { ...step, ms: Math.round(milliseconds), position: positionToString(position) };
      if (step.cars >= 1_000) log.info(facts, `applied ${step.cars} cars`);
      else if (step.changes > 0) log.debug(facts, 'applied');
    },
    troubled: (error, retryInMs) => {
      // It has itself just put another index there, as it was asked to.
      if (justFilled && codeOf(error) === 'INDEX_MOVED') log.debug({ retryInMs }, messageOf(error));
      else trouble.troubled(error, { retryInMs });
    },
  };
}
