import type { ErrorFacts, ErrorTable } from '../shared/errors.js';
import { TableError } from '../shared/errors.js';

export const syncErrors = {
  SYNC_CONTRADICTION: {
    meaning: 'The index and the change log contradict each other; the index is filled anew.',
    cause:
      'Keys of the index were deleted or changed by hand, so that Valkey executed only a part of a step.',
    remedy: 'None needed; `forecourt audit` tells whether all is well again.',
  },
  SYNC_NOT_CAUGHT_UP: {
    meaning: "The index did not reach Postgres' position in time, so the two could not be compared.",
    cause: 'No follower runs, or it is far behind.',
    remedy: 'Start `forecourt follow` (or `npm start`) and wait until /readyz shows no lag.',
  },
} as const satisfies ErrorTable;

export type SyncErrorCode = keyof typeof syncErrors;

export class SyncError extends TableError<SyncErrorCode> {
  override readonly name = 'SyncError';

  constructor(
    code: SyncErrorCode,
    detail = '',
    options: { readonly facts?: ErrorFacts; readonly cause?: unknown } = {},
  ) {
    super(syncErrors, code, detail, options);
  }
}
