import type { SampleBody } from '../../catalog/sample-photo.js';
import type { Opening } from './boot-space.js';
import { drawBootSpace, drawLuggage } from './boot-space.js';
import { foldedRoof, rearScreen } from './draw-rear.js';
import { drawStance } from './draw-stance.js';
import type { Paint } from './paints.js';
import type { Stance } from './stances.js';
import { stanceGround, stances } from './stances.js';
import type { Subject } from './subject.js';
import { symmetric } from './svg.js';
import { tailLampsOf } from './tail-lamps.js';

/** The tail with its flap, lid or doors open, from nearer than the rear view. */
export function drawBoot(subject: Subject): string {
  const { body, paint, traits, upholstery, scenery } = subject;
  const car = stances[body];
  const opening = openings[body](car);
  const scale = zoom[body];
  const tail = drawStance(subject, {
    top: body === 'convertible' ? foldedRoof(car) : null,
    // What of the lamps is on a flap goes up with it: the opening is drawn over it.
    details: `
      ${body === 'pickup' ? rearScreen(car) : ''}
      ${tailLampsOf(subject)}
      ${drawBootSpace(opening, upholstery)}
      ${drawLuggage(opening, traits)}
      ${bumper(car)}
      ${covers[body](car, paint)}`,
  });
  return `${scenery}<g transform="translate(${400 - 400 * scale} ${572 - stanceGround * scale}) scale(${scale})">${tail}</g>`;
}

/** What is open above the roof must fit, too. */
const zoom: Record<SampleBody, number> = {
  hatchback: 1.3,
  sedan: 1.3,
  suv: 1.2,
  muv: 1.2,
  coupe: 1.3,
  convertible: 1.3,
  pickup: 1.25,
  van: 1.12,
};

const openings: Record<SampleBody, (car: Stance) => Opening> = {
  hatchback: behindFlap,
  suv: behindFlap,
  muv: behindFlap,
  sedan: underLid,
  coupe: underLid,
  convertible: underLid,
  pickup: ({ half, tail, foot }) => ({
    top: tail - 6,
    bottom: foot - 54,
    upper: half - 48,
    lower: half - 50,
    end: 'wall',
  }),
  van: ({ half, roofHalf, roof, foot }) => ({
    top: roof + 20,
    bottom: foot - 62,
    upper: roofHalf - 18,
    lower: half - 28,
    end: 'wall',
  }),
};

function behindFlap({ half, roofHalf, roof, foot }: Stance): Opening {
  return { top: roof + 20, bottom: foot - 70, upper: roofHalf - 22, lower: half - 48, end: 'seats' };
}

function underLid({ half, waist, tail, foot }: Stance): Opening {
  return {
    top: waist + 6,
    bottom: Math.min(tail + 70, foot - 66),
    upper: half - 46,
    lower: half - 66,
    end: 'wall',
  };
}

const covers: Record<SampleBody, (car: Stance, paint: Paint) => string> = {
  hatchback: raisedFlap,
  suv: raisedFlap,
  muv: raisedFlap,
  sedan: raisedLid,
  coupe: raisedLid,
  convertible: raisedLid,
  pickup: loweredFlap,
  van: swungDoors,
};

/** Above the roof, seen from below: lining and glass. */
function raisedFlap({ roofHalf, roof, half }: Stance, { base, deep }: Paint): string {
  const top = roof - 62;
  return `
    <path fill="${base}" stroke="${deep}" stroke-opacity=".5" stroke-width="2" d="${symmetric([0, top], [half - 30, top + 2], [half - 18, top + 2, half - 12, top + 8, half - 14, top + 16], [roofHalf - 14, roof + 14], [0, roof + 10])}"/>
    <path fill="#2d3135" d="${symmetric([0, top + 8], [half - 36, top + 10], [roofHalf - 26, roof + 8], [0, roof + 4])}"/>
    <path fill="#7f95a1" d="${symmetric([0, top + 34], [half - 66, top + 34], [roofHalf - 42, roof + 3], [0, roof])}"/>
    <path stroke="#9aa2a8" stroke-width="4" d="M${-roofHalf + 20} ${roof + 60}L${-half + 40} ${top + 24}M${roofHalf - 20} ${roof + 60}L${half - 40} ${top + 24}"/>`;
}

/** Upright before the rear window. */
function raisedLid({ half, waist }: Stance, { base, deep, light }: Paint): string {
  const top = waist - 96;
  return `
    <path fill="${base}" stroke="${deep}" stroke-opacity=".5" stroke-width="2" d="${symmetric([0, top], [half - 80, top], [half - 54, top + 2, half - 48, top + 14, half - 46, top + 30], [half - 42, waist + 8], [0, waist + 6])}"/>
    <path fill="#33383c" d="${symmetric([0, top + 12], [half - 84, top + 12], [half - 66, top + 14, half - 62, top + 22, half - 60, top + 34], [half - 58, waist + 4], [0, waist + 2])}"/>
    <path fill="#24282b" d="M${-half * 0.44} ${top + 34}h${half * 0.88}l8 40h-${half * 0.88 + 16}z"/>
    <path stroke="${light}" stroke-width="3" opacity=".7" d="M${80 - half} ${top + 4}H${half - 80}"/>`;
}

/** Flat, towards the viewer. */
function loweredFlap({ half, foot }: Stance, { base, light, shade, deep }: Paint): string {
  const y = foot - 56;
  return `
    <path fill="${base}" stroke="${deep}" stroke-opacity=".6" stroke-width="2" d="M${50 - half} ${y}H${half - 50}L${half - 36} ${y + 44}H${36 - half}Z"/>
    <path fill="${shade}" d="M${36 - half} ${y + 44}H${half - 36}v12H${36 - half}z"/>
    <path stroke="${light}" stroke-width="3" opacity=".55" d="M${60 - half} ${y + 14}H${half - 60}M${54 - half} ${y + 28}H${half - 54}"/>`;
}

/** Folded back to both sides, a window in each. */
function swungDoors({ half, roofHalf, roof, foot, tail }: Stance, { base, shade, deep }: Paint): string {
  const door = (side: number): string => {
    const x = (value: number): number => side * value;
    return `
      <path fill="${base}" stroke="${deep}" stroke-opacity=".6" stroke-width="2" d="M${x(roofHalf - 10)} ${roof + 18}L${x(roofHalf + 62)} ${roof + 4}L${x(half + 66)} ${foot - 26}L${x(half - 14)} ${foot - 42}Z"/>
      <path fill="#33383c" d="M${x(roofHalf)} ${roof + 28}L${x(roofHalf + 54)} ${roof + 16}L${x(half + 56)} ${foot - 40}L${x(half - 6)} ${foot - 52}Z"/>
      <path fill="#8ea4b0" d="M${x(roofHalf + 8)} ${roof + 40}L${x(roofHalf + 48)} ${roof + 32}L${x(roofHalf + 56)} ${tail - 60}L${x(roofHalf + 18)} ${tail - 62}Z"/>
      <path fill="${shade}" d="M${x(half - 2)} ${tail + 20}h${x(54)}v8h${x(-54)}z"/>`;
  };
  return door(1) + door(-1);
}

function bumper({ half, foot, rugged }: Stance): string {
  const top = foot - (rugged ? 44 : 26);
  const plate = rugged ? foot - 38 : foot - 56;
  return `
    <path fill="#24282c" d="${symmetric([0, top], [half * 0.6, top], [half - 3, top + 4], [half - 4, foot - 8, half - 14, foot, half - 30, foot], [0, foot])}"/>
    <path fill="#e9ebe6" stroke="#565c60" stroke-width="1.5" d="M-52 ${plate}h104v22h-104z"/>`;
}
