import type { CarId } from '../catalog/car.js';

export interface Slot {
  /** Milliseconds since 1970. */
  readonly startsAtMs: number;
  readonly isFree: boolean;
}

/** A day in India, `2026-11-30`. */
export interface SlotDay {
  readonly date: string;
  readonly slots: readonly Slot[];
}

/** `over`: it has begun. `car-gone`: the car was sold or withdrawn, so it won't take place. */
export type TestDriveState = 'booked' | 'canceled' | 'over' | 'car-gone';

/** A test drive as its owner sees it. */
export interface TestDrive {
  readonly carId: CarId;
  readonly startsAtMs: number;
  readonly state: TestDriveState;
  /** `+91 •••••• 3210` */
  readonly maskedMobile: string;
  /** Whoever has it may see, move and cancel this test drive. */
  readonly token: string;
}

export interface CarProblem {
  readonly kind: 'unknown-car' | 'gone-car';
}

/** `next`: free ones of the car, those nearest to the wish first. */
export type SlotProblem =
  { readonly kind: 'no-slot' } | { readonly kind: 'taken'; readonly next: readonly number[] };

export type BookProblem =
  | CarProblem
  | SlotProblem
  /** The same person drives another car at that very time. */
  | { readonly kind: 'same-time'; readonly drive: TestDrive }
  /** There is no proof of a number, or it is no longer good. */
  | { readonly kind: 'unproven' }
  /** As many as one person may have to come, of other cars; the next one first. */
  | { readonly kind: 'too-many'; readonly drives: readonly TestDrive[] }
  /** There is one of this car at another time already. */
  | { readonly kind: 'has-another'; readonly drive: TestDrive };

export type MoveProblem =
  | SlotProblem
  /** As for a booking; but the link to one test drive does not give another one away. */
  | { readonly kind: 'same-time' }
  | { readonly kind: 'unknown-link' }
  /** It is canceled, over, or the car is gone. */
  | { readonly kind: 'stands'; readonly drive: TestDrive };
