/** What the documentation of an error says (docs/errors.md is made from these). */
export interface ErrorEntry {
  /** What has happened. */
  readonly meaning: string;
  /** Why it usually happens. */
  readonly cause: string;
  /** What to do about it: a command where there is one. */
  readonly remedy: string;
}

/** The error codes of one area, each with its documentation. */
export type ErrorTable = Readonly<Record<string, ErrorEntry>>;

/** Numbers and names that belong to an error, for logs and for decisions. Never a secret, never personal. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The base of every error that Forecourt raises on purpose. `code` carries the area (`SOURCE_SLOT_LOST`); the table in
 * the area's `errors.ts` says what it means and what to do.
 */
export class ForecourtError<Code extends string = string> extends Error {
  override readonly name: string = 'ForecourtError';
  readonly code: Code;
  readonly facts: ErrorFacts;

  constructor(
    code: Code,
    message: string,
    options: { readonly facts?: ErrorFacts; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
  }
}

/** An error whose code stands in its area's table: it says what the table says, with a detail in brackets. */
export class TableError<Code extends string> extends ForecourtError<Code> {
  constructor(
    table: Readonly<Record<Code, ErrorEntry>>,
    code: Code,
    detail: string,
    options: { readonly facts?: ErrorFacts; readonly cause?: unknown },
  ) {
    const { meaning, remedy } = table[code];
    super(code, `${meaning}${detail === '' ? '' : ` (${detail})`} ${remedy}`, options);
  }
}

/** The message of anything thrown, for people. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map((inner: unknown) => messageOf(inner)).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

/** The code of an error that was raised on purpose; null for any other. */
export function codeOf(error: unknown): string | null {
  return error instanceof ForecourtError ? String(error.code) : null;
}
