import type { CarId } from '../catalog/car.js';
import { carId, isCarIdNumber } from '../catalog/car.js';
import { eventTimeFrom } from '../catalog/event-time.js';
import type { ParameterProblem } from '../catalog/parse-request.js';
import type { NewLead } from '../leads/leads.js';
import type { Result } from '../shared/result.js';
import { failed, ok } from '../shared/result.js';

/** What bodies may hold, as a member's reader and what it takes. */
interface Member<T> {
  readonly read: (value: unknown) => T | null;
  readonly takes: string;
}

type Read<Members> = { readonly [Name in keyof Members]: Members[Name] extends Member<infer T> ? T : never };

const text: Member<string> = {
  read: (value) => (typeof value === 'string' ? value : null),
  takes: 'a text',
};
const car: Member<CarId> = {
  read: (value) => (isCarIdNumber(value) ? carId(value) : null),
  takes: "a car's id",
};
const time: Member<number> = {
  read: (value) => (typeof value === 'string' ? eventTimeFrom(value) : null),
  takes: 'a date and time with its offset, such as 2026-01-31T10:00:00+05:30',
};
const optionalText: Member<string> = {
  read: (value) => (value === undefined ? '' : text.read(value)),
  takes: text.takes,
};

export function newLeadFrom(body: unknown): Result<NewLead, readonly ParameterProblem[]> {
  const read = membersOf(body, { car_id: car, mobile: text, consent: text });
  if (!read.ok) return read;
  const { car_id: id, mobile, consent } = read.value;
  return ok({ carId: id, mobile, consent });
}

export function leadCodeFrom(
  body: unknown,
): Result<{ readonly lead: string; readonly code: string }, readonly ParameterProblem[]> {
  return membersOf(body, { lead: text, code: text });
}

/** `proof` empty: not given. */
export function newTestDriveFrom(
  body: unknown,
): Result<{ readonly starts_at: number; readonly proof: string }, readonly ParameterProblem[]> {
  return membersOf(body, { starts_at: time, proof: optionalText });
}

export function movedTestDriveFrom(
  body: unknown,
): Result<{ readonly starts_at: number }, readonly ParameterProblem[]> {
  return membersOf(body, { starts_at: time });
}

/** Reads these members, and ignores others. Every bad one is named, and what it holds is not repeated. */
function membersOf<Members extends Readonly<Record<string, Member<unknown>>>>(
  body: unknown,
  members: Members,
): Result<Read<Members>, readonly ParameterProblem[]> {
  const given = new Map(Object.entries(typeof body === 'object' && body !== null ? body : {}));
  const values: Record<string, unknown> = {};
  const problems: ParameterProblem[] = [];
  for (const [parameter, { read, takes }] of Object.entries(members)) {
    const value = read(given.get(parameter));
    if (value === null) problems.push({ parameter, message: `takes ${takes}` });
    values[parameter] = value;
  }
  return problems.length === 0 ? ok(values as Read<Members>) : failed(problems);
}
