import { describe, expect, it } from 'vitest';
import { toldEvent } from '../../test/support/events.js';
import type { BuyerEvent } from './buyer-event.js';
import { maxEvents, parseEvents } from './parse-events.js';
import type { ParameterProblem } from './parse-request.js';

const nowMs = Date.UTC(2026, 5, 1, 12);
const dayMs = 24 * 60 * 60 * 1_000;

function parsed(...events: readonly unknown[]): readonly BuyerEvent[] {
  const result = parseEvents({ events }, nowMs);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

function problems(body: unknown): readonly ParameterProblem[] {
  const result = parseEvents(body, nowMs);
  return result.ok ? [] : result.problem;
}

describe('events that are told', () => {
  it('are read, with a UUID in lower case and each car once', () => {
    const id = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11';
    expect(
      parsed(toldEvent({ id, kind: 'seen', car_ids: [5, 3, 5], at: '2026-06-01T09:30:00+05:30' })),
    ).toEqual([
      { id: id.toLowerCase(), kind: 'seen', carIds: [5, 3], happenedAtMs: Date.UTC(2026, 5, 1, 4) },
    ]);
  });

  it.each(['seen', 'opened', 'shortlisted', 'unshortlisted'])('may be %s', (kind) => {
    expect(parsed(toldEvent({ kind }))[0]?.kind).toBe(kind);
  });

  it('may hold members that nobody knows', () => {
    expect(parsed(toldEvent({ mobile: '9876543210', __proto__: null }))[0]).not.toHaveProperty('mobile');
  });

  it.each([
    ['tomorrow', nowMs + dayMs, nowMs],
    ['a millisecond ahead', nowMs + 1, nowMs],
    ['now', nowMs, nowMs],
    ['six days ago', nowMs - 6 * dayMs, nowMs - 6 * dayMs],
    ['a month ago', nowMs - 30 * dayMs, nowMs - 7 * dayMs],
    ['in 1970', 0, nowMs - 7 * dayMs],
  ])('which happened %s get a time that can be', (_when, saidMs, expectedMs) => {
    const [event] = parsed(toldEvent({ at: new Date(saidMs).toISOString() }));
    expect(event?.happenedAtMs).toBe(expectedMs);
  });
});

describe('a member that is not as it should be', () => {
  it.each([
    ['id', { id: 'x' }, 'takes a UUID'],
    ['id', { id: undefined }, 'takes a UUID'],
    ['kind', { kind: 'lead' }, 'takes one of seen, opened, shortlisted, unshortlisted'],
    ['kind', { kind: 'test_drive' }, 'takes one of seen, opened, shortlisted, unshortlisted'],
    ['kind', { kind: 'toString' }, 'takes one of seen, opened, shortlisted, unshortlisted'],
    ['car_ids', { car_ids: 7 }, "takes a list of one car's id, a number"],
    ['car_ids', { car_ids: [] }, "takes a list of one car's id, a number"],
    ['car_ids', { car_ids: [1, 2] }, "takes a list of one car's id, a number"],
    ['car_ids', { car_ids: ['7'] }, "takes a list of one car's id, a number"],
    ['car_ids', { car_ids: [0] }, "takes a list of one car's id, a number"],
    ['car_ids', { car_ids: [2 ** 31] }, "takes a list of one car's id, a number"],
    ['car_ids', { car_ids: [1.5] }, "takes a list of one car's id, a number"],
    [
      'car_ids',
      { kind: 'seen', car_ids: Array.from({ length: 36 }, (_, place) => place + 1) },
      'takes a list of 1 to 35 ids of cars, which are numbers',
    ],
    ['at', { at: '2026-06-01' }, 'takes a date and time with its offset, such as 2026-01-31T09:30:00Z'],
    [
      'at',
      { at: '2026-02-30T00:00:00Z' },
      'takes a date and time with its offset, such as 2026-01-31T09:30:00Z',
    ],
    ['at', { at: 1_780_000_000 }, 'takes a date and time with its offset, such as 2026-01-31T09:30:00Z'],
    [
      'at',
      { at: '2026-99-01T00:00:00Z' },
      'takes a date and time with its offset, such as 2026-01-31T09:30:00Z',
    ],
  ])('is named by its path: %s of %o', (member, differences, message) => {
    const events = [toldEvent(), toldEvent(differences)];
    expect(problems({ events })).toEqual([{ parameter: `events[1].${member}`, message }]);
  });

  it('does not hide the others', () => {
    const events = [null, toldEvent({ id: 1, at: null }), toldEvent({ kind: '' })];
    expect(problems({ events }).map(({ parameter }) => parameter)).toEqual([
      'events[0]',
      'events[1].id',
      'events[1].at',
      'events[2].kind',
    ]);
  });

  it.each([
    undefined,
    null,
    'text',
    [],
    {},
    { events: {} },
    { events: [] },
    { events: Array.from({ length: maxEvents + 1 }, () => toldEvent()) },
  ])('may be the list itself: %j', (body) => {
    expect(problems(body)).toEqual([{ parameter: 'events', message: 'takes a list of 1 to 50 events' }]);
  });
});
