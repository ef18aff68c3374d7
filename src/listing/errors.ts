import type { ErrorFacts, ErrorTable } from '../shared/errors.js';
import { TableError } from '../shared/errors.js';

export const listingErrors = {
  LISTING_POSITION_NOT_REACHED: {
    meaning: 'The index did not reach the position that the request asked to wait for.',
    cause: 'The follower is behind or stopped, or the position lies beyond the end of the log.',
    remedy: 'Ask again; if it stays, look at /readyz for the lag.',
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
