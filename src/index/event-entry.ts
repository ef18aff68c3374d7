import type { BuyerEvent, EventBatch } from '../catalog/buyer-event.js';
import { eventIdFrom, isEventKind, mostCarsOf } from '../catalog/buyer-event.js';
import { buyerIdFrom } from '../catalog/buyer.js';
import { carId, isCarIdNumber } from '../catalog/car.js';

/** Where an entry stands in the event stream: an id of a Valkey stream, whose first part is the millisecond it came in. */
export type EventEntryId = string & { readonly __brand: 'EventEntryId' };

/** The one field of an entry. */
export const batchField = 'batch';

/** An entry of the event stream, as it was read. */
export interface EventEntry {
  readonly id: EventEntryId;
  /** Null: it can't be read. */
  readonly batch: EventBatch | null;
}

/** A batch as an entry holds it. */
export function eventBatchToText({ buyer, receivedAtMs, isBot, events }: EventBatch): string {
  return JSON.stringify({
    buyer,
    receivedAtMs,
    isBot,
    events: events.map(({ id, kind, carIds, happenedAtMs }) => [id, kind, happenedAtMs, ...carIds]),
  });
}

/** @param fields names and values in turn */
export function eventEntryFrom(id: string, fields: readonly string[]): EventEntry {
  const [field, text] = fields;
  const batch = field === batchField && text !== undefined ? eventBatchFrom(text) : null;
  return { id: id as EventEntryId, batch };
}

/** The inverse of {@link eventBatchToText}; null for any other text: a server of another version may have written it. */
export function eventBatchFrom(text: string): EventBatch | null {
  const given = jsonOf(text);
  if (typeof given !== 'object' || given === null) return null;
  const { buyer, receivedAtMs, isBot, events } = given as Readonly<Record<string, unknown>>;
  const buyerId = typeof buyer === 'string' ? buyerIdFrom(buyer) : null;
  if (buyerId === null || !isTime(receivedAtMs) || typeof isBot !== 'boolean' || !Array.isArray(events))
    return null;
  const read = events.map(eventFrom);
  return read.every((event) => event !== null) ? { buyer: buyerId, receivedAtMs, isBot, events: read } : null;
}

function eventFrom(given: unknown): BuyerEvent | null {
  if (!Array.isArray(given)) return null;
  const [id, kind, happenedAtMs, ...cars] = given as readonly unknown[];
  const eventId = typeof id === 'string' ? eventIdFrom(id) : null;
  if (eventId === null || !isEventKind(kind) || !isTime(happenedAtMs) || !cars.every(isCarIdNumber))
    return null;
  if (cars.length < 1 || cars.length > mostCarsOf(kind)) return null;
  return { id: eventId, kind, carIds: cars.map(carId), happenedAtMs };
}

/** Milliseconds since 1970 that a clock of ours may say. */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= latestTimeMs;
}

const latestTimeMs = Date.UTC(2200, 0);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // no JSON is one more thing that is no batch
  }
}
