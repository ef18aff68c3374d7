import type { Stage } from '../catalog/listing-engine.js';

/** Of the header Server-Timing: https://www.w3.org/TR/server-timing/ */
export function timingOf(parseMs: number, stages: readonly Stage[]): string {
  let text = `parse;dur=${shortMs(parseMs)}`;
  for (const { name, milliseconds } of stages) text += `, ${name};dur=${shortMs(milliseconds)}`;
  return text;
}

/** To the microsecond; `toFixed` takes about one itself. */
function shortMs(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000;
}
