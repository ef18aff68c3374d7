import { drawBodywork, underbody } from './bodywork.js';
import type { Paint } from './paints.js';
import type { Silhouette } from './silhouettes.js';
import { sideGround, silhouettes } from './silhouettes.js';
import type { Subject } from './subject.js';
import { mirrored, shadow } from './svg.js';
import { drawWheel } from './wheel.js';

/** The whole car from its side, on its shadow. */
export function drawSide(subject: Subject): string {
  const { body, paint, traits, scenery } = subject;
  const car = silhouettes[body];
  const { front, rear, radius, rimShare } = car.wheels;
  const axle = sideGround - radius;
  return `
    ${scenery}
    <defs>
      ${shadow}
      <linearGradient id="glass" gradientUnits="userSpaceOnUse" x1="0" y1="${car.roof}" x2="0" y2="${car.waist}">
        <stop stop-color="#1f272d"/><stop offset="1" stop-color="#5d7280"/>
      </linearGradient>
      <g id="wheel" transform="scale(${radius / 100})">${drawWheel({ ...traits, rimShare })}</g>
    </defs>
    <g${traits.turned ? mirrored : ''}>
      <ellipse cx="${(front + rear) / 2}" cy="${sideGround - 2}" rx="${(rear - front) * 0.9}" ry="26" fill="url(#shadow)"/>
      ${underbody(car)}
      ${body === 'convertible' ? cabin : ''}
      ${drawBodywork(subject)}
      ${body === 'convertible' ? `<path fill="url(#glass)" opacity=".5" d="${car.glass}"/>` : windows(car)}
      ${car.handles.map((at) => handle(at, paint)).join('')}
      <path fill="#b3262a" stroke="#5c1113" stroke-width="1.2" d="${car.tailLamp}"/>
      ${mirror(car, paint)}
      <use href="#wheel" x="${front}" y="${axle}"/>
      <use href="#wheel" x="${rear}" y="${axle}"/>
    </g>`;
}

function windows(car: Silhouette): string {
  return `
    <path fill="url(#glass)" d="${car.glass}${car.screens}"/>
    <clipPath id="pane"><path d="${car.glass}"/></clipPath>
    <g clip-path="url(#pane)">
      ${headRests(car)}
      <path fill="#fff" opacity=".13" d="${glints(car)}"/>
      <path fill="none" stroke="#15181b" stroke-width="10" d="${car.pillars}"/>
    </g>`;
}

function headRests({ wheels, waist, roof }: Silhouette): string {
  const middle = (wheels.front + wheels.rear) / 2;
  const y = (roof + waist) / 2;
  const rest = (x: number): string => `M${x} ${waist}V${y + 6}q2-10 14-10t14 10l6 ${waist - y}z`;
  return `<path fill="#12161a" opacity=".55" d="${rest(middle + 20)}${rest(middle + 130)}"/>`;
}

function glints({ wheels, waist, roof }: Silhouette): string {
  const height = waist - roof;
  const middle = (wheels.front + wheels.rear) / 2;
  const band = (x: number, width: number): string =>
    `M${x + height} ${roof}h${width}l${-height} ${height}h${-width}z`;
  return band(middle - 100, 50) + band(middle - 36, 14) + band(middle + 60, 60);
}

function handle([x, y]: readonly [number, number], { light, deep }: Paint): string {
  return `
    <path stroke-linecap="round" stroke="${deep}" stroke-opacity=".6" stroke-width="7" d="M${x} ${y + 1}h26"/>
    <path stroke-linecap="round" stroke="${light}" stroke-width="3.5" d="M${x} ${y}h26"/>`;
}

function mirror({ mirror: [x, y] }: Silhouette, { base, deep }: Paint): string {
  return `<path fill="${base}" stroke="${deep}" stroke-opacity=".6" stroke-width="1.5" d="M${x} ${y + 2}c-10-2-14-8-12-16c8-6 22-6 30-2c4 8 0 16-6 18z"/>`;
}

/** Seats, steering wheel and the screen's frame of an open car. */
const cabin = `
  <path fill="#23272b" d="M340 340V326H590L600 340Z"/>
  <path fill="#2f3439" d="M440 338C446 320 452 302 458 290Q464 280 476 282Q488 284 486 296L482 338ZM530 338C534 322 538 308 542 300Q550 292 560 294Q570 298 568 308L566 338Z"/>
  <path stroke="#1b1e21" stroke-width="7" stroke-linecap="round" d="M416 334L430 304M340 331L398 268"/>`;
