import type { Stance } from './stances.js';
import { stances } from './stances.js';
import type { Subject } from './subject.js';
import type { Four } from './traits.js';

const lit = '#d8494a';

/** Both lamps of the tail; beside doors that reach the edge there is room for upright ones only. */
export function tailLampsOf({ body, traits }: Subject): string {
  const shape = body === 'van' || body === 'pickup' ? 0 : traits.lamp;
  return `<g id="lamp">${shapes[shape](stances[body])}</g><use href="#lamp" transform="scale(-1 1)"/>`;
}

const shapes: Record<Four, (car: Stance) => string> = {
  // Upright.
  0: ({ half, tail }) => `
    <path fill="#a81f24" stroke="#4d0f12" stroke-width="1.5" d="M${half - 44} ${tail}q2-8 10-8h24q8 0 8 8v88q0 8-8 8h-18q-12 0-13-10z"/>
    <path fill="#eef0ee" d="M${half - 38} ${tail + 46}h34v14h-34z"/>
    <path fill="${lit}" d="M${half - 36} ${tail + 4}h30v20h-30z"/>`,
  // A band of light from lamp to lamp.
  1: ({ half, tail }) => `
    <path fill="#8c1a1f" stroke="#4d0f12" stroke-width="1.5" d="M0 ${tail + 6}H${half - 86}L${half - 4} ${tail}q4 16-2 36q-40 8-70 2l-14-14H0z"/>
    <path fill="none" stroke="${lit}" stroke-width="5" d="M0 ${tail + 15}H${half - 80}L${half - 10} ${tail + 10}"/>`,
  // A wedge around the corner, with a hook of light.
  2: ({ half, tail }) => `
    <path fill="#a81f24" stroke="#4d0f12" stroke-width="1.5" d="M${half - 104} ${tail + 12}C${half - 60} ${tail - 2} ${half - 30} ${tail - 6} ${half - 6} ${tail - 4}q6 26-4 46q-50 6-80-8z"/>
    <path fill="none" stroke="${lit}" stroke-width="5" d="M${half - 84} ${tail + 13}L${half - 16} ${tail + 5}v26l-36-1"/>
    <path fill="#eef0ee" d="M${half - 78} ${tail + 24}l24 3v10q-14-2-22-6z"/>`,
  // Two rings.
  3: ({ half, tail }) => ring(half - 36, tail + 24, 27) + ring(half - 92, tail + 26, 20),
};

function ring(x: number, y: number, radius: number): string {
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="#8c1a1f" stroke="#4d0f12" stroke-width="3"/><circle cx="${x}" cy="${y}" r="${radius * 0.6}" fill="none" stroke="${lit}" stroke-width="5"/>`;
}
