import { randomUUID } from 'node:crypto';
import type { BuyerEvent, EventBatch, EventId, EventKind } from '../../src/catalog/buyer-event.js';
import type { BuyerId } from '../../src/catalog/buyer.js';
import { carId } from '../../src/catalog/car.js';

/** A buyer's id made from a number. */
export function buyerNamed(number: number): BuyerId {
  return `${String(number).padStart(21, '0')}A` as BuyerId;
}

export function eventOf(kind: EventKind, cars: readonly number[], atMs = Date.now()): BuyerEvent {
  return { id: randomUUID() as EventId, kind, carIds: cars.map(carId), happenedAtMs: atMs };
}

/** A batch that a person has told just now. */
export function batchOf(events: readonly BuyerEvent[], differences: Partial<EventBatch> = {}): EventBatch {
  return { buyer: buyerNamed(1), receivedAtMs: Date.now(), isBot: false, events, ...differences };
}

/** An event as a page tells it. */
export function toldEvent(differences: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { id: randomUUID(), kind: 'opened', car_ids: [7], at: new Date().toISOString(), ...differences };
}
