import { drawStance, mirrorPair, openScreen } from './draw-stance.js';
import { grilles, headlamps } from './face.js';
import type { Paint } from './paints.js';
import type { Stance } from './stances.js';
import { screen, stances } from './stances.js';
import type { Subject } from './subject.js';
import { symmetric } from './svg.js';

/** The whole car from the front, on its shadow. */
export function drawFront(subject: Subject): string {
  const { body, paint, traits, scenery } = subject;
  const car = stances[body];
  const open = body === 'convertible';
  return (
    scenery +
    drawStance(subject, {
      top: open ? openTop(car) : null,
      details: `
        ${open ? '' : windscreen(car)}
        ${bonnet(car, paint)}
        ${bumper(car)}
        ${grilles[traits.grille](car)}
        <g id="lamp">${headlamps[traits.lamp](car)}</g>
        <use href="#lamp" transform="scale(-1 1)"/>
        ${mirrorPair(car, paint)}
        <path fill="#e9ebe6" stroke="#565c60" stroke-width="1.5" d="M-56 ${car.foot - 52}h112v24h-112z"/>`,
    })
  );
}

/** Glass, seats and steering wheel behind it, wipers below. */
function windscreen(car: Stance): string {
  const { roof, waist, roofHalf } = car;
  return `
    <path fill="url(#glass)" d="${screen(car, waist)}"/>
    <path fill="#0f1316" opacity=".5" d="${headrest(-roofHalf * 0.5, car)}${headrest(roofHalf * 0.5, car)}M-20 ${roof + 24}h40l-4 13h-32z"/>
    <path fill="none" stroke="#0f1316" stroke-opacity=".6" stroke-width="6" d="M${-roofHalf * 0.5 - 40} ${waist + 6}a40 34 0 0 1 80 0"/>
    <path fill="#fff" opacity=".14" d="M${roofHalf - 60} ${roof + 18}l-90 ${waist - roof - 14}h-46l90 ${roof - waist + 14}z"/>
    <path fill="none" stroke="#14181b" stroke-width="4" d="M10 ${waist + 6}L${roofHalf * 0.75} ${waist - 6}M${-roofHalf * 0.7} ${waist + 4}L-10 ${waist - 2}"/>`;
}

/** The seats stand free behind the windscreen's frame. */
function openTop(car: Stance): string {
  const { waist, half } = car;
  const seat = (x: number): string =>
    `M${x - 42} ${waist + 4}v-60q2-26 42-26t42 26v60zM${x - 20} ${waist - 84}v-16q0-10 20-10t20 10v16z`;
  return `
    <path fill="#2c3136" d="M${20 - half} ${waist + 4}v-26q${half - 20}-20 ${2 * half - 40} 0v26z${seat(-76)}${seat(76)}"/>
    ${openScreen(car)}
    <path fill="none" stroke="#14181b" stroke-width="7" d="M-116 ${waist + 6}a40 34 0 0 1 80 0"/>`;
}

function headrest(x: number, { roof, waist }: Stance): string {
  const top = roof + (waist - roof) * 0.42;
  return `M${x - 40} ${waist}q0-${waist - top - 30} 18-${waist - top - 26}l4-14q2-10 18-10t18 10l4 14q18 0 18 ${waist - top - 26}z`;
}

function bonnet({ half, waist, nose }: Stance, { light, deep }: Paint): string {
  const front = half * 0.72;
  return `
    <path fill="${light}" fill-opacity=".3" stroke="${deep}" stroke-opacity=".5" stroke-width="1.8" d="${symmetric(
      [0, waist + 8],
      [half * 0.4, waist + 8, half - 70, waist + 6, half - 44, waist + 4],
      [half - 26, waist + 24, front + 8, nose - 20, front, nose - 8],
      [front * 0.6, nose - 2, front * 0.3, nose, 0, nose],
    )}"/>
    <path fill="none" stroke="${light}" stroke-opacity=".6" stroke-width="2.5" d="M${half * 0.5} ${waist + 12}Q${half * 0.44} ${nose - 30} ${half * 0.36} ${nose - 6}M${-half * 0.5} ${waist + 12}Q${-half * 0.44} ${nose - 30} ${-half * 0.36} ${nose - 6}"/>`;
}

function bumper({ half, foot, rugged }: Stance): string {
  const lip = rugged ? 34 : 16;
  return `
    <path fill="#24282c" d="${symmetric(
      [0, foot - 24 - lip],
      [half * 0.56, foot - 24 - lip],
      [half * 0.66, foot - lip],
      [half - 3, foot - lip - 6],
      [half - 4, foot - 8, half - 14, foot, half - 30, foot],
      [0, foot],
    )}"/>
    <path fill="${rugged ? '#9aa2a7' : '#3a4046'}" d="M${-half * 0.4} ${foot - 12}H${half * 0.4}L${half * 0.34} ${foot}H${-half * 0.34}z"/>`;
}
