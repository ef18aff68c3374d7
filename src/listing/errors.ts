import type { ErrorFacts, ErrorTable } from '../shared/errors.js';
import { TableError } from '../shared/errors.js';

export const listingErrors = {
  LISTING_POSITION_NOT_REACHED: {
    meaning: 'The index did not reach the position that the request asked to wait for.',
    cause: 'The follower is behind or stopped, or the position lies beyond the end of the log.',
    remedy: 'Ask again; if it stays, look at /readyz for the lag.',
  },
  LISTING_INDEX_STALE: {
    meaning: 'The index is too far behind Postgres to be shown, so listings are answered from Postgres.',
    cause:
      'No `forecourt follow` is active, or it is stuck: what Postgres had committed FORECOURT_STALE_SECONDS ago is still missing.',
    remedy:
      'Start `forecourt follow`, or look in its log for what holds it up; listings return to the index by themselves.',
  },
  LISTING_INDEX_FOREIGN: {
    meaning: 'The index was filled from another database, so listings are answered from Postgres.',
    cause: 'DATABASE_URL or VALKEY_URL is wrong, or two platforms share a Valkey under one FORECOURT_PREFIX.',
    remedy:
      'Mend the addresses, or give each platform its own FORECOURT_PREFIX; after a failover of Postgres, keep `forecourt follow` running: it fills the index anew.',
  },
} as const satisfies ErrorTable;

export type ListingErrorCode = keyof typeof listingErrors;

export class ListingError extends TableError<ListingErrorCode> {
  override readonly name = 'ListingError';

  constructor(
    code: ListingErrorCode,
    detail = '',
    options: { readonly facts?: ErrorFacts; readonly cause?: unknown } = {},
  ) {
    super(listingErrors, code, detail, options);
  }
}
