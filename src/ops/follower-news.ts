import { codeOf, messageOf } from '../shared/errors.js';
import type { FollowerReport } from '../sync/follower.js';
import { asOutsideError } from './outside-error.js';

/** What a follower that runs beside a server tells the process that started it. */
export type FollowerNews =
  | { readonly kind: 'progress' }
  | { readonly kind: 'trouble'; readonly code: string | null; readonly message: string };

/** `report`, which also tells `send` whether things go on. */
export function withNews(report: FollowerReport, send: (news: FollowerNews) => void): FollowerReport {
  const progress = (): void => {
    send({ kind: 'progress' });
  };
  return {
    ...report,
    standingBy: () => {
      progress();
      report.standingBy();
    },
    fillProgress: (cars, of) => {
      progress();
      report.fillProgress(cars, of);
    },
    following: (position) => {
      progress();
      report.following(position);
    },
    troubled: (error, retryInMs) => {
      const known = asOutsideError(error);
      send({ kind: 'trouble', code: codeOf(known), message: messageOf(known) });
      report.troubled(error, retryInMs);
    },
  };
}
