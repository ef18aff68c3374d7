import { slotTimeZone } from '../../leads/slots.js';

const day = new Intl.DateTimeFormat('en-IN', {
  ...{ weekday: 'long', day: 'numeric', month: 'long' },
  timeZone: slotTimeZone,
});
const time = new Intl.DateTimeFormat('en-IN', { hour: 'numeric', minute: '2-digit', timeZone: slotTimeZone });

/** `Monday, 30 November`. */
export function slotDay(startsAtMs: number): string {
  return day.format(startsAtMs);
}

/** `10:00 am`. */
export function slotTime(startsAtMs: number): string {
  return time.format(startsAtMs);
}

/** A slot as a form sends it. */
export function slotValue(startsAtMs: number): string {
  return new Date(startsAtMs).toISOString();
}

/** NaN: it is no moment, which is no slot either. */
export function slotFrom(value: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(value) ? Date.parse(value) : NaN;
}
