import type { LeadDesk } from '../leads/desk.js';

/** What the routes of leads and test drives are made from. */
export interface LeadRouteParts {
  /** @throws LeadError LEADS_NO_SECRET */
  readonly desk: () => LeadDesk;
  /** As visitors reach this server; null: as the request says. */
  readonly publicUrl: string | null;
}

/** The largest body is a token and a few words. */
export const leadBodyLimit = 2 * 1024;

const problem = { $ref: 'Problem#' } as const;

/** What every request that changes something may be answered. */
export const changeRefusals = {
  400: problem,
  403: problem,
  413: problem,
  415: problem,
  429: problem,
  503: problem,
} as const;
