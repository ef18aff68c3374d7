import type { Position } from '../catalog/position.js';
import { positionToString } from '../catalog/position.js';
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
  LISTING_INDEX_BEHIND: {
    meaning: 'The index is behind what visitors have been shown already, so that Postgres answers.',
    cause:
      'Postgres had to answer before, and is ahead of the index; or another server has shown something later.',
    remedy:
      'None needed for a moment. If it stays, look at /readyz for the lag, and whether a follower runs.',
  },
  LISTING_NOT_RANKED: {
    meaning:
      "A visitor goes on with a recommended order, and this server's copy of the index can't give it, so that Postgres and the model do.",
    cause:
      "The copy is being filled, has lost its feed, is behind `min_position` or what visitors have been shown and did not catch up within 0.25 s, or FORECOURT_NEAR is off. Or it has no answer to this one request: it does not know the words of the slug yet, or a card that it does not hold has changed meanwhile or can't be fetched from Valkey.",
    remedy:
      'None needed while a server warms up, or for single requests. If it stays, see why the copy is not there or behind, in the log or at /readyz.',
  },
  LISTING_BUSY: {
    meaning: 'An order that is costly to make was asked for, and its turn did not come within 5 s.',
    cause:
      "Too many ask at once to go on with recommended orders that this server's copy of the index can't give, so that Postgres reads every car that passes (see LISTING_NOT_RANKED), or for such orders of very many cars.",
    remedy: 'Ask again; if it stays, see why the copy is not there, or run more servers.',
  },
  LISTING_NOT_COMPARED: {
    meaning:
      "Cars like another one were asked for and this server's copy of the index can't compare them, so that Postgres lists those of the same body type and a near price.",
    cause:
      'The copy is being filled, has lost its feed or is behind what visitors have been shown, or FORECOURT_NEAR is off.',
    remedy:
      'None needed while a server warms up. Otherwise see why the copy is not there, in the log or at /readyz.',
  },
  LISTING_NOT_COUNTED: {
    meaning:
      "Counts were asked for and this server's copy of the index can't give them, so that Postgres counts.",
    cause: 'The copy is being filled, has lost its feed, or FORECOURT_NEAR is off.',
    remedy:
      'None needed while a server warms up. Otherwise see why the copy is not there, in the log or at /readyz.',
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

/** The log is at `position`, and the request asked for a later one. */
export function notReached(position: Position, asked: Position): ListingError {
  const facts = { at: positionToString(position), asked: positionToString(asked) };
  return new ListingError('LISTING_POSITION_NOT_REACHED', `at ${facts.at}`, { facts });
}
