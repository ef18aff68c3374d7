import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookableDays, isBookable, slotTimeZone } from './slots.js';

const minuteMs = 60_000;
const times = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2060, 0) });
const inIndia = new Intl.DateTimeFormat('sv-SE', {
  timeZone: slotTimeZone,
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** As the calendar of the system has it: every minute of the next eight days is tried. */
function slowSlots(nowMs: number): readonly number[] {
  const today = inIndia.format(nowMs).slice(0, 10);
  const last = new Date(Date.parse(`${today}T00:00:00Z`) + 6 * 1_440 * minuteMs).toISOString().slice(0, 10);
  const first = Math.ceil(nowMs / (30 * minuteMs)) * 30 * minuteMs;
  return Array.from({ length: 8 * 48 }, (_, place) => first + place * 30 * minuteMs).filter((atMs) => {
    const [date = '', time = ''] = inIndia.format(atMs).split(' ');
    return date <= last && /^1[0-7]:00:00$/.test(time) && atMs - nowMs >= 120 * minuteMs;
  });
}

describe('the slots of test drives', () => {
  it("are the hours from 10:00 to 17:00 by India's clock, of seven days, two hours ahead", () => {
    fc.assert(
      fc.property(times, (nowMs) => {
        const days = bookableDays(nowMs);
        expect(days.flatMap(({ startsAtMs }) => startsAtMs)).toEqual(slowSlots(nowMs));
        for (const { date, startsAtMs } of days) {
          expect(startsAtMs.length).toBeGreaterThan(0);
          for (const start of startsAtMs) expect(inIndia.format(start).slice(0, 10)).toBe(date);
        }
      }),
    );
  });

  it('are all bookable, and no other moment is', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: -9 * 1_440, max: 9 * 1_440 }), (nowMs, minutes) => {
        const slots = new Set(bookableDays(nowMs).flatMap(({ startsAtMs }) => startsAtMs));
        for (const start of slots) {
          expect(isBookable(start, nowMs)).toBe(true);
          expect(isBookable(start + 1, nowMs)).toBe(false);
        }
        const atMs = Math.floor(nowMs / minuteMs) * minuteMs + minutes * minuteMs;
        expect(isBookable(atMs, nowMs)).toBe(slots.has(atMs));
        for (const odd of [0, -1, NaN, 8.64e15]) expect(isBookable(odd, nowMs)).toBe(false);
      }),
    );
  });
});
