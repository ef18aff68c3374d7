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
  SYNC_EVENTS_SET_ASIDE: {
    meaning:
      'A batch of events could not be read, or Postgres refused what it holds; it was put aside, and the others go on.',
    cause: 'A server of another version, or somebody by hand, wrote it; or the table of events was changed.',
    remedy:
      'Look at it in Valkey, in the stream `events:odd` (behind FORECOURT_PREFIX); once all is of one version, no more come.',
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
