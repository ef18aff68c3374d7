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
  /** Keyed, 32 bytes. */
  readonly codeHash: Buffer;
}

/** What bounds how often codes are asked for and guessed. */
export interface CodeLimits {
  /** To one number. */
  readonly codesPerHour: number;
  /** To guess one code. */
  readonly tries: number;
  /** How long a code is good for. */
  readonly lifetimeSeconds: number;
}

/** Where leads are kept. */
export interface LeadStore {
  /** Null: there is no such car. */
  carStatus(carId: CarId): Promise<CarStatus | null>;
  /** Takes a request, unless its number has had all codes of the hour. Whether it was taken. */
  addRequest(request: CodeRequest, limits: CodeLimits): Promise<boolean>;
  /** Uses up one try, before anybody looks at the guess. Null: there is no such request, or it is used, too old or out of tries. */
  takeTry(id: CodeRequestId, limits: CodeLimits): Promise<CodeRequest | null>;
  /** Makes the request's number a lead, or renews the lead that it is; once. Null: somebody else was quicker. */
  confirm(id: CodeRequestId): Promise<LeadId | null>;
}
