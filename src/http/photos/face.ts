import type { Stance } from './stances.js';
import { symmetric } from './svg.js';
import type { Four } from './traits.js';

/** The right headlamp, seen from the front. */
export const headlamps: Record<Four, (car: Stance) => string> = {
  // Swept back, clear.
  0: ({ half, nose }) => `
    <path fill="#dbe5e9" stroke="#59636a" stroke-width="2" d="M${half - 102} ${nose + 20}C${half - 78} ${nose + 2} ${half - 40} ${nose - 10} ${half - 6} ${nose - 16}C${half - 4} ${nose + 4} ${half - 14} ${nose + 26} ${half - 34} ${nose + 32}C${half - 60} ${nose + 34} ${half - 84} ${nose + 30} ${half - 102} ${nose + 20}z"/>
    ${projector(half - 44, nose + 12, 14)}${projector(half - 72, nose + 17, 9)}`,
  // A slim bar of light over a smoked lamp.
  1: ({ half, nose }) => `
    <path fill="#2b3136" d="M${half - 104} ${nose + 2}L${half - 4} ${nose - 10}L${half - 8} ${nose + 14}L${half - 92} ${nose + 20}z"/>
    <path fill="#f4f8fa" d="M${half - 104} ${nose + 1}L${half - 4} ${nose - 11}v7L${half - 102} ${nose + 8}zM${half - 14} ${nose + 26}h7l-4 40h-6z"/>
    ${projector(half - 34, nose + 6, 7)}${projector(half - 56, nose + 8, 7)}`,
  // Round, with a ring.
  2: ({ half, nose }) => `
    <circle cx="${half - 48}" cy="${nose + 16}" r="35" fill="#2b3136" stroke="#c9d0d4" stroke-width="4"/>
    <circle cx="${half - 48}" cy="${nose + 16}" r="26" fill="none" stroke="#f4f8fa" stroke-width="5"/>
    ${projector(half - 48, nose + 16, 13)}`,
  // Upright, stacked.
  3: ({ half, nose }) => `
    <path fill="#39424a" stroke="#dfe9ee" stroke-width="2.5" stroke-linejoin="round" d="M${half - 84} ${nose - 6}L${half - 6} ${nose - 14}L${half - 10} ${nose + 40}Q${half - 12} ${nose + 46} ${half - 20} ${nose + 46}H${half - 70}z"/>
    ${projector(half - 32, nose + 18, 15)}${projector(half - 60, nose + 18, 9)}`,
};

function projector(x: number, y: number, radius: number): string {
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="#f7fafb" stroke="#8d999f" stroke-width="2.5"/>`;
}

const metal = '#c5ccd0';

/** What is between the headlamps. */
export const grilles: Record<Four, (car: Stance) => string> = {
  // Three bars.
  0: ({ half, nose }) => `
    <path fill="#1c2023" d="${symmetric([0, nose + 6], [half * 0.46, nose + 6], [half * 0.36, nose + 50], [0, nose + 50])}"/>
    <path stroke="${metal}" stroke-width="4" d="${bar(half * 0.42, nose + 16)}${bar(half * 0.4, nose + 28)}${bar(half * 0.37, nose + 40)}"/>`,
  // A slot.
  1: ({ half, nose }) => `
    <path fill="#1c2023" stroke="${metal}" stroke-width="2" d="${symmetric([0, nose + 8], [half * 0.48, nose + 6], [half * 0.44, nose + 22], [0, nose + 24])}"/>`,
  // Six corners, a fine mesh.
  2: ({ half, nose }) => `
    <path fill="#1c2023" stroke="${metal}" stroke-width="3" d="${symmetric([0, nose + 4], [half * 0.36, nose + 4], [half * 0.45, nose + 30], [half * 0.34, nose + 58], [0, nose + 58])}"/>
    <path stroke="#454c52" stroke-width="36" stroke-dasharray="2 7" d="M${-half * 0.34} ${nose + 31}H${half * 0.34}"/>`,
  // Upright slats.
  3: ({ half, nose }) => `
    <path fill="#1c2023" stroke="${metal}" stroke-width="3" d="${symmetric([0, nose + 4], [half * 0.44, nose + 4], [half * 0.42, nose + 50], [0, nose + 50])}"/>
    <path stroke="${metal}" stroke-width="36" stroke-dasharray="5 15" d="M${-half * 0.38} ${nose + 27}H${half * 0.38}"/>`,
};

function bar(half: number, y: number): string {
  return `M${-half} ${y}H${half}`;
}
