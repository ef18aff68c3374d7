/** Whether a date such as `2026-05-31` is in the calendar: the engine takes 30 February for 2 March. */
export function isCalendarDate(text: string): boolean {
  const midnight = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
}
