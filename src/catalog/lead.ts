/** A person whose mobile number has been confirmed; a UUID. */
export type LeadId = string & { readonly __brand: 'LeadId' };

/** A number that was given and waits for its code; a UUID. */
export type CodeRequestId = string & { readonly __brand: 'CodeRequestId' };

/** A booked test drive; a UUID. */
export type TestDriveId = string & { readonly __brand: 'TestDriveId' };

/** A mobile number as it is stored: nobody reads it without the secret. */
export interface SealedNumber {
  /** Keyed, 32 bytes: the same for the same number, so that it can be found. */
  readonly hash: Buffer;
  /** Another one each time. */
  readonly sealed: Buffer;
}
