/** When test drives begin: every hour from 10:00 to 17:00 in India, today and the six days after, and not within two hours. */

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** India has had one time, without summer time, since 1945. */
const indiaMs = 5.5 * hourMs;
const firstHour = 10;
/** The last one ends at 18:00. */
const lastHour = 17;
const daysAhead = 7;
const noticeMs = 2 * hourMs;

export const slotTimeZone = 'Asia/Kolkata';

/** A day in India, `2026-11-30`, and when slots begin on it (milliseconds since 1970). */
export interface DayOfSlots {
  readonly date: string;
  readonly startsAtMs: readonly number[];
}

/** The days with slots that can still be booked. */
export function bookableDays(nowMs: number): readonly DayOfSlots[] {
  const today = startOfDay(nowMs);
  const days = Array.from({ length: daysAhead }, (_, day) => today + day * dayMs);
  return days
    .map((midnight) => ({
      date: new Date(midnight + indiaMs).toISOString().slice(0, 10),
      startsAtMs: hours.map((hour) => midnight + hour * hourMs).filter((start) => start >= nowMs + noticeMs),
    }))
    .filter(({ startsAtMs }) => startsAtMs.length > 0);
}

/** Whether a slot begins at this moment that can still be booked. */
export function isBookable(startsAtMs: number, nowMs: number): boolean {
  const sinceMidnight = startsAtMs - startOfDay(startsAtMs);
  const isSlot = sinceMidnight % hourMs === 0 && hours.includes(sinceMidnight / hourMs);
  return isSlot && startsAtMs >= nowMs + noticeMs && startsAtMs < startOfDay(nowMs) + daysAhead * dayMs;
}

const hours = Array.from({ length: lastHour - firstHour + 1 }, (_, place) => firstHour + place);

/** Midnight in India. */
function startOfDay(atMs: number): number {
  return Math.floor((atMs + indiaMs) / dayMs) * dayMs - indiaMs;
}
