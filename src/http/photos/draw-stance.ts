import type { Paint } from './paints.js';
import type { Stance } from './stances.js';
import { lowerBody, stanceGround, stances, upperBody } from './stances.js';
import type { Subject } from './subject.js';
import { shadow, symmetric } from './svg.js';

export interface StanceParts {
  /** Instead of roof and pillars; null: the usual ones. */
  readonly top: string | null;
  /** What is on the paint. */
  readonly details: string;
}

/** A car from the front or the rear, on its tyres and its shadow. Its gradients are named `paint`, `flanks` and `glass`. */
export function drawStance({ body, paint }: Subject, { top, details }: StanceParts): string {
  const car = stances[body];
  const { half, foot, roof, waist } = car;
  const skin = `fill="url(#paint)" stroke="${paint.deep}" stroke-opacity=".35" stroke-width="2"`;
  const tyre = `M${half - 64} ${foot - 20}h54v${stanceGround - foot + 8}q0 12-12 12h-30q-12 0-12-12z`;
  return `
    <defs>
      ${shadow}
      ${lacquer(car, paint)}
      <linearGradient id="flanks">
        <stop stop-color="${paint.deep}" stop-opacity=".42"/><stop offset=".16" stop-color="${paint.deep}" stop-opacity="0"/>
        <stop offset=".84" stop-color="${paint.deep}" stop-opacity="0"/><stop offset="1" stop-color="${paint.deep}" stop-opacity=".42"/>
      </linearGradient>
      <linearGradient id="glass" gradientUnits="userSpaceOnUse" x1="0" y1="${roof}" x2="0" y2="${waist}">
        <stop stop-color="#222b31"/><stop offset="1" stop-color="#6a808d"/>
      </linearGradient>
    </defs>
    <g transform="translate(400)">
      <ellipse cy="${stanceGround - 3}" rx="${half * 1.3}" ry="26" fill="url(#shadow)"/>
      <path fill="#0f1113" d="M${20 - half} ${foot - 20}H${half - 20}V${foot + 16}H${20 - half}z"/>
      <path id="tyre" fill="#1d2023" d="${tyre}"/>
      <use href="#tyre" transform="scale(-1 1)"/>
      ${top ?? `<path ${skin} d="${upperBody(car)}"/>`}
      <path ${skin} d="${lowerBody(car)}"/>
      <path fill="url(#flanks)" d="${lowerBody(car)}"/>
      ${details}
    </g>`;
}

/** Sky on the roof and on the shoulders, shade below. */
function lacquer({ roof, waist, nose, foot }: Stance, { light, base, shade }: Paint): string {
  const at = (y: number): number => (y - roof) / (foot - roof);
  return `<linearGradient id="paint" gradientUnits="userSpaceOnUse" x1="0" y1="${roof}" x2="0" y2="${foot}">
    <stop stop-color="${light}"/><stop offset="${at(roof + 24)}" stop-color="${base}"/>
    <stop offset="${at(waist)}" stop-color="${base}"/><stop offset="${at(waist + 16)}" stop-color="${light}"/>
    <stop offset="${at(nose)}" stop-color="${base}"/><stop offset="1" stop-color="${shade}"/></linearGradient>`;
}

/** Held out beside the waist. */
export function mirrorPair({ half, waist }: Stance, { base, deep }: Paint): string {
  return `
    <path id="mirror" fill="${base}" stroke="${deep}" stroke-opacity=".6" stroke-width="1.5" d="M${half - 30} ${waist - 4}l12-14c4-10 18-12 30-10c10 2 12 12 8 22c-4 8-14 10-24 8l-16 0z"/>
    <use href="#mirror" transform="scale(-1 1)"/>`;
}

/** A windscreen that carries no roof. */
export function openScreen({ roof, waist, roofHalf, half }: Stance): string {
  const frame = symmetric(
    [0, roof],
    [roofHalf * 0.6, roof, roofHalf - 14, roof + 2, roofHalf - 6, roof + 8],
    [half - 30, waist + 4],
    [0, waist + 4],
  );
  return `<path fill="#a9c0cb" fill-opacity=".35" stroke="#23282c" stroke-width="8" stroke-linejoin="round" d="${frame}"/>`;
}
