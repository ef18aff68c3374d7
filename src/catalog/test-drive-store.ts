import type { CarId, CarStatus } from './car.js';
import type { LeadId, SealedNumber, TestDriveId } from './lead.js';

/** A test drive as it is kept. */
export interface StoredTestDrive {
  readonly id: TestDriveId;
  readonly carId: CarId;
  /** Milliseconds since 1970. */
  readonly startsAtMs: number;
  readonly isCanceled: boolean;
  /** Whether the car is still for sale. */
  readonly isCarLive: boolean;
  /** Of who booked it. */
  readonly number: SealedNumber;
}

export interface NewTestDrive {
  readonly id: TestDriveId;
  readonly leadId: LeadId;
  readonly carId: CarId;
  readonly startsAtMs: number;
}

export interface BookLimits {
  readonly nowMs: number;
  /** Test drives that a lead may have to come, of cars that are for sale. */
  readonly mostOpen: number;
}

/** What became of a wish to book. */
export type BookOutcome =
  /** The lead's test drive of this car: the new one, or the one that was there before. */
  | { readonly kind: 'booked'; readonly drive: StoredTestDrive }
  /** `refused`: somebody has the slot, or the car is not for sale. `no-lead`: it was deleted. */
  | { readonly kind: 'refused' | 'no-lead' }
  /** The lead has as many as it may, of other cars; the next one first. */
  | { readonly kind: 'too-many'; readonly drives: readonly StoredTestDrive[] }
  /** The lead drives another car at that very time. */
  | { readonly kind: 'same-time'; readonly drive: StoredTestDrive };

/**
 * What became of a wish to move. `taken`: somebody has the slot. `same-time`: the lead drives another car then. `done`: it is moved, unless it is
 * canceled, over, or its car is not for sale.
 */
export type MoveOutcome = 'done' | 'taken' | 'same-time';

/** Where test drives are kept. */
export interface TestDriveStore {
  carStatus(carId: CarId): Promise<CarStatus | null>;
  /** When test drives of this car begin that are booked in a span of time, both ends included. */
  bookedTimes(carId: CarId, fromMs: number, toMs: number): Promise<ReadonlySet<number>>;
  /** Books, if the car is for sale and nobody has the slot; a lead has one test drive of a car at a time, and keeps it. */
  book(drive: NewTestDrive, limits: BookLimits): Promise<BookOutcome>;
  find(id: TestDriveId): Promise<StoredTestDrive | null>;
  /** The lead's that begin after `nowMs`, of cars that are for sale, the next one first. */
  toCome(leadId: LeadId, nowMs: number): Promise<readonly StoredTestDrive[]>;
  /** Moves one that is still to come, of a car that is for sale. */
  move(id: TestDriveId, startsAtMs: number, nowMs: number): Promise<MoveOutcome>;
  /** Cancels one that is still to come. */
  cancel(id: TestDriveId, nowMs: number): Promise<void>;
}
