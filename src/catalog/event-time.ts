import { isCalendarDate } from '../shared/calendar-date.js';

/** How long ago an event may have happened when it is told: a page that was offline tells later, and a wrong clock tells anything. */
export const oldestEventMs = 7 * 24 * 60 * 60 * 1_000;

/** The time that an event is given: what the buyer's clock says, but not after `nowMs`, and at most a week before. */
export function clampedTime(saidMs: number, nowMs: number): number {
  return Math.min(nowMs, Math.max(nowMs - oldestEventMs, saidMs));
}

const dateTime = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;

/** A date and time with its offset (RFC 3339) as milliseconds since 1970; null: this is none. */
export function eventTimeFrom(text: string): number | null {
  const date = dateTime.exec(text)?.[1];
  if (date === undefined || !isCalendarDate(date)) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}
