import type { BuyerId } from './buyer.js';
import type { CarId } from './car.js';
import { maxPageSize } from './query.js';

/** What buyers do: how many cars one event of the kind names at most, and whether browsers tell it. */
const kinds = {
  /** Cards came into view. */
  seen: { mostCars: maxPageSize, told: true },
  /** The page of a car was opened. */
  opened: { mostCars: 1, told: true },
  shortlisted: { mostCars: 1, told: true },
  unshortlisted: { mostCars: 1, told: true },
  /** A number was left: written by the server that takes it, and never taken from outside. */
  lead: { mostCars: 1, told: false },
  /** A test drive was booked: likewise. */
  test_drive: { mostCars: 1, told: false },
} as const satisfies Record<string, { readonly mostCars: number; readonly told: boolean }>;

export type EventKind = keyof typeof kinds;

const eventKinds = Object.keys(kinds) as readonly EventKind[];

/** The kinds that browsers may tell. */
export const toldKinds = eventKinds.filter((kind) => kinds[kind].told);

export function isEventKind(value: unknown): value is EventKind {
  return typeof value === 'string' && Object.hasOwn(kinds, value);
}

/** How many cars one event of this kind names at most; one at least. */
export function mostCarsOf(kind: EventKind): number {
  return kinds[kind].mostCars;
}

/** A UUID in lower case, chosen by who tells the event: told again, it is the same event. */
export type EventId = string & { readonly __brand: 'EventId' };

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Null: this is no UUID. */
export function eventIdFrom(text: string): EventId | null {
  return uuid.test(text) ? (text.toLowerCase() as EventId) : null;
}

/** Something that a buyer did. Which buyer, stands beside it. */
export interface BuyerEvent {
  readonly id: EventId;
  readonly kind: EventKind;
  /** Unique, in the order in which they were told. */
  readonly carIds: readonly CarId[];
  /** By the buyer's clock, as far as that can be (see `clampedTime`); milliseconds since 1970. */
  readonly happenedAtMs: number;
}

/** Events of one buyer that arrived together. */
export interface EventBatch {
  readonly buyer: BuyerId;
  /** By the clock of the server that took them; milliseconds since 1970. */
  readonly receivedAtMs: number;
  /** Whether they came from a program that says it is one. */
  readonly isBot: boolean;
  readonly events: readonly BuyerEvent[];
}
