import type { ErrorFacts, ErrorTable } from '../shared/errors.js';
import { TableError } from '../shared/errors.js';

export const indexErrors = {
  INDEX_UNREACHABLE: {
    meaning: 'Valkey does not answer.',
    cause: 'The server is down, stalled or restarting, VALKEY_URL is wrong, or the network is.',
    remedy:
      'Start Valkey or mend VALKEY_URL. Servers answer listings from Postgres meanwhile; a command that has ended is to be run again.',
  },
  INDEX_REFUSED: {
    meaning: 'Valkey refuses a command.',
    cause:
      'Its memory is full (OOM), it only reads (READONLY, MISCONF after a failed save), it wants a password (NOAUTH), or a key is not of the kind it should be (WRONGTYPE).',
    remedy: 'Mend what the message names; meanwhile listings are answered from Postgres.',
  },
  INDEX_NOT_WHOLE: {
    meaning: 'The index in Valkey is not whole, so nothing is answered from it.',
    cause: 'It was never filled, was emptied, or a very large transaction is being applied in parts.',
    remedy:
      'Keep `forecourt follow` running: it fills the index; meanwhile listings are answered from Postgres.',
  },
  INDEX_OTHER_LAYOUT: {
    meaning:
      'The index in Valkey is laid out for another version of Forecourt, so this one answers nothing from it.',
    cause: 'Servers and follower are of different versions, as during an upgrade.',
    remedy:
      'Start the `forecourt follow` of this version and stop the old one: it fills the index anew; meanwhile listings are answered from Postgres.',
  },
  INDEX_MOVED: {
    meaning: "The index isn't where this follower left it, so its change was not applied.",
    cause: 'Another follower took over, or Valkey was emptied or came back with older data.',
    remedy: 'None needed: the follower starts again from what the index holds.',
  },
  INDEX_INCONSISTENT: {
    meaning: 'The index contradicts itself: a car stands in some of its keys, and is missing in others.',
    cause: 'Keys were deleted by hand, or evicted because maxmemory-policy is not noeviction.',
    remedy:
      'None needed at once: the index is filled anew. `forecourt audit` tells whether all is well again; set `maxmemory-policy noeviction`.',
  },
  INDEX_EVENTS_FULL: {
    meaning: 'So many events wait for Postgres that servers take no more; none that was taken is dropped.',
    cause: 'No `forecourt follow` runs, or Postgres has not taken what it wanted to store for a while.',
    remedy:
      'Start `forecourt follow`, or mend what its log names: what waits is stored then, and events are taken again. FORECOURT_EVENT_BATCHES is how many may wait.',
  },
  INDEX_EVICTING: {
    meaning: 'Valkey may throw away parts of the index, and events that wait, when memory runs out.',
    cause: 'maxmemory is set and maxmemory-policy is not noeviction.',
    remedy: 'Run: `valkey-cli CONFIG SET maxmemory-policy noeviction`.',
  },
} as const satisfies ErrorTable;

export type IndexErrorCode = keyof typeof indexErrors;

export class IndexError extends TableError<IndexErrorCode> {
  override readonly name = 'IndexError';

  constructor(
    code: IndexErrorCode,
    detail = '',
    options: { readonly facts?: ErrorFacts; readonly cause?: unknown } = {},
  ) {
    super(indexErrors, code, detail, options);
  }
}
