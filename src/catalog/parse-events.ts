import type { Result } from '../shared/result.js';
import { failed, ok } from '../shared/result.js';
import type { BuyerEvent, EventId, EventKind } from './buyer-event.js';
import { eventIdFrom, isEventKind, mostCarsOf, toldKinds } from './buyer-event.js';
import type { CarId } from './car.js';
import { carId, isCarIdNumber } from './car.js';
import { clampedTime, eventTimeFrom } from './event-time.js';
import type { ParameterProblem } from './parse-request.js';

/** Events that one request may tell. A page tells some at a time; what gathered offline goes in several requests. */
export const maxEvents = 50;

/**
 * Reads what a browser tells: `{"events":[{"id","kind","car_ids","at"}]}`. Members of other names are ignored. Every bad member is
 * reported by its path, not only the first, and what it holds is not repeated.
 */
export function parseEvents(
  body: unknown,
  nowMs: number,
): Result<readonly BuyerEvent[], readonly ParameterProblem[]> {
  const given = membersOf(body)?.events;
  if (!Array.isArray(given) || given.length === 0 || given.length > maxEvents)
    return failed([{ parameter: 'events', message: `takes a list of 1 to ${maxEvents} events` }]);
  const events: BuyerEvent[] = [];
  const problems: ParameterProblem[] = [];
  for (const [place, each] of given.entries()) {
    const read = parseEvent(each, `events[${place}]`, nowMs);
    if (read.ok) events.push(read.value);
    else problems.push(...read.problem);
  }
  return problems.length === 0 ? ok(events) : failed(problems);
}

function parseEvent(
  given: unknown,
  path: string,
  nowMs: number,
): Result<BuyerEvent, readonly ParameterProblem[]> {
  const members = membersOf(given);
  if (members === null)
    return failed([{ parameter: path, message: 'takes an object with id, kind, car_ids and at' }]);
  const id = eventIdOf(members.id);
  const kind = toldKindOf(members.kind);
  const cars = carIdsOf(members.car_ids, kind);
  const at = timeOf(members.at);
  if (id !== null && kind !== null && cars !== null && at !== null)
    return ok({ id, kind, carIds: cars, happenedAtMs: clampedTime(at, nowMs) });
  const problems: ParameterProblem[] = [];
  const report = (isGood: boolean, member: string, takes: string): void => {
    if (!isGood) problems.push({ parameter: `${path}.${member}`, message: `takes ${takes}` });
  };
  report(id !== null, 'id', 'a UUID');
  report(kind !== null, 'kind', `one of ${toldKinds.join(', ')}`);
  report(cars !== null, 'car_ids', carIdsTaken(kind));
  report(at !== null, 'at', 'a date and time with its offset, such as 2026-01-31T09:30:00Z');
  return failed(problems);
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

function eventIdOf(value: unknown): EventId | null {
  return typeof value === 'string' ? eventIdFrom(value) : null;
}

function toldKindOf(value: unknown): EventKind | null {
  return isEventKind(value) && toldKinds.includes(value) ? value : null;
}

/** @param kind null: it is not known how many there may be; the most of any kind */
function carIdsOf(value: unknown, kind: EventKind | null): readonly CarId[] | null {
  if (!Array.isArray(value) || !value.every(isCarIdNumber)) return null;
  const unique = new Set(value.map(carId));
  return unique.size >= 1 && unique.size <= mostCarsOf(kind ?? 'seen') ? [...unique] : null;
}

function carIdsTaken(kind: EventKind | null): string {
  const most = mostCarsOf(kind ?? 'seen');
  return most === 1
    ? "a list of one car's id, a number"
    : `a list of 1 to ${most} ids of cars, which are numbers`;
}

function timeOf(value: unknown): number | null {
  return typeof value === 'string' ? eventTimeFrom(value) : null;
}
