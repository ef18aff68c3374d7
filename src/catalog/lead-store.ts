import type { CarId, CarStatus } from './car.js';
import type { CodeRequestId, LeadId, SealedNumber } from './lead.js';

/** A number that was given, and the code that would confirm it. */
export interface CodeRequest {
  readonly id: CodeRequestId;
  /** The car that it was given for. */
  readonly carId: CarId;
  readonly number: SealedNumber;
  /** Of the text that was agreed to. */
  readonly consentVersion: string;
  /** When it was agreed to, in milliseconds since 1970. */
  readonly consentedAtMs: number;
  /** Keyed, 32 bytes. */
  readonly codeHash: Buffer;
}

/** What bounds how often codes are asked for and guessed. */
export interface CodeLimits {
  /** To one number. */
  readonly codesPerHour: number;
  /** To all numbers together. */
  readonly allCodesPerHour: number;
  /** To guess one code. */
  readonly tries: number;
  /** How long a code is good for. */
  readonly lifetimeSeconds: number;
}

/** Whether a request's code may be sent: not if its number, or all numbers together, have had all codes of the hour. */
export type CodeOutcome = 'to-send' | 'number-had-all' | 'all-used-up';

/** A request as it was asked for, without its code. */
export type PendingRequest = Pick<CodeRequest, 'carId' | 'number' | 'consentVersion' | 'consentedAtMs'>;

/** When a request was confirmed first, in milliseconds since 1970, and whose number that made it. */
export interface ConfirmedRequest {
  readonly leadId: LeadId;
  readonly atMs: number;
}

/** Where leads are kept. */
export interface LeadStore {
  /** Null: there is no such car. */
  carStatus(carId: CarId): Promise<CarStatus | null>;
  /** Takes a request. Whatever the outcome, it does the same; but no code is right for a request that is not `to-send`. */
  addRequest(request: CodeRequest, limits: CodeLimits): Promise<CodeOutcome>;
  /** Also one that is confirmed, or out of tries. Null: there is no such request, or it is too old to be confirmed. */
  findRequest(id: CodeRequestId, limits: Pick<CodeLimits, 'lifetimeSeconds'>): Promise<PendingRequest | null>;
  /** The request's car, if the guess is right; a wrong one uses up a try. Null: it is wrong, or there is no such request, or it is too old or out of tries. */
  guess(id: CodeRequestId, codeHash: Buffer, limits: CodeLimits): Promise<CarId | null>;
  /** Makes the request's number a lead, or renews the lead that it is. Again, it answers the same. Null: there is no such request. */
  confirm(id: CodeRequestId, nowMs: number): Promise<ConfirmedRequest | null>;
}
