import type { SampleBody } from '../../catalog/sample-photo.js';
import { drawStance, mirrorPair, openScreen } from './draw-stance.js';
import type { Paint } from './paints.js';
import type { Stance } from './stances.js';
import { screen, stances } from './stances.js';
import type { Subject } from './subject.js';
import { symmetric } from './svg.js';
import { tailLampsOf } from './tail-lamps.js';

/** The whole car from behind, on its shadow. */
export function drawRear(subject: Subject): string {
  const { body, paint, scenery } = subject;
  const car = stances[body];
  return (
    scenery +
    drawStance(subject, {
      top: body === 'convertible' ? openTop(car) : null,
      details: `
        ${tails[body](car, paint)}
        ${mirrorPair(car, paint)}
        ${bumper(car, paint)}
        ${tailLampsOf(subject)}`,
    })
  );
}

const tails: Record<SampleBody, (car: Stance, paint: Paint) => string> = {
  hatchback: tailgate,
  suv: tailgate,
  muv: tailgate,
  sedan: (car, paint) => rearScreen(car) + bootLid(car, paint),
  coupe: (car, paint) => rearScreen(car) + bootLid(car, paint) + wing(car),
  convertible: bootLid,
  pickup: (car, paint) => rearScreen(car) + loadBed(car, paint),
  van: twinDoors,
};

export function rearScreen(car: Stance): string {
  return pane(car, screen(car, car.waist));
}

/** A pane with a glint and two head rests behind it. */
function pane({ roof, tail, roofHalf }: Stance, shape: string): string {
  const rest = (x: number): string => `M${x - 24} ${tail - 26}v-22q2-14 24-14t24 14v22z`;
  return `
    <path fill="url(#glass)" d="${shape}"/>
    <path fill="#0f1316" opacity=".45" d="${rest(-roofHalf * 0.5)}${rest(roofHalf * 0.5)}"/>
    <path fill="#fff" opacity=".13" d="M${roofHalf - 66} ${roof + 18}l-60 ${tail - roof - 50}h-44l60 ${roof - tail + 50}z"/>`;
}

/** Glass and metal in one piece, a wiper, a roof edge above. */
function tailgate(car: Stance, { base, light, deep }: Paint): string {
  const { half, roofHalf, roof, tail, foot } = car;
  return `
    ${pane(car, screen(car, tail - 12))}
    <path fill="${base}" stroke="${deep}" stroke-opacity=".5" stroke-width="1.5" d="M${14 - roofHalf} ${roof + 10}Q0 ${roof - 8} ${roofHalf - 14} ${roof + 10}L${roofHalf - 26} ${roof + 24}Q0 ${roof + 12} ${26 - roofHalf} ${roof + 24}z"/>
    <path stroke="#a81f24" stroke-width="4" d="M-26 ${roof + 12}h52"/>
    <path stroke="#14181b" stroke-width="4" d="M0 ${tail - 8}L${roofHalf * 0.5} ${tail - 26}"/>
    <path fill="none" stroke="${deep}" stroke-opacity=".6" stroke-width="1.8" d="${symmetric([0, foot - 62], [half * 0.6, foot - 62], [half * 0.72, foot - 66, half - 36, foot - 90, half - 34, tail - 4], [0, tail - 4])}"/>
    <path stroke="${light}" stroke-opacity=".7" stroke-width="2.5" d="M${60 - half} ${tail + 54}H${half - 60}"/>
    ${plate(tail + 66)}`;
}

/** The lid's flat top and its face below. */
function bootLid({ half, waist, tail, foot }: Stance, { light, deep }: Paint): string {
  return `
    <path fill="${light}" fill-opacity=".4" stroke="${deep}" stroke-opacity=".5" stroke-width="1.8" d="${symmetric([0, waist + 8], [half * 0.5, waist + 8, half - 60, waist + 6, half - 46, waist + 2], [half - 30, tail - 8], [half * 0.5, tail - 2, half * 0.3, tail - 2, 0, tail - 2])}"/>
    <path fill="none" stroke="${deep}" stroke-opacity=".6" stroke-width="1.8" d="${symmetric([0, tail + 74], [half * 0.56, tail + 74], [half * 0.66, tail + 60], [half - 34, tail - 2], [0, tail + 2])}"/>
    ${plate(Math.min(tail + 44, foot - 76))}`;
}

function wing({ half, tail }: Stance): string {
  return `<path fill="#24282c" d="M${34 - half} ${tail - 6}Q0 ${tail - 24} ${half - 34} ${tail - 6}l-2 9Q0 ${tail - 12} ${36 - half} ${tail + 3}z"/>`;
}

/** The open bed behind the cab, closed by its flap. */
function loadBed({ half, tail, foot }: Stance, { base, light, deep }: Paint): string {
  return `
    <path fill="#24282c" d="M${6 - half} ${tail}q2-12 14-12h${2 * half - 40}q12 0 14 12v14H${6 - half}z"/>
    <path fill="${base}" stroke="${deep}" stroke-opacity=".6" stroke-width="2" d="M${52 - half} ${tail + 4}H${half - 52}V${foot - 52}H${52 - half}z"/>
    <path fill="${light}" opacity=".35" d="M${52 - half} ${tail + 4}H${half - 52}v16H${52 - half}z"/>
    <path fill="none" stroke="${deep}" stroke-opacity=".4" stroke-width="2" d="M${80 - half} ${tail + 34}H${half - 80}V${foot - 70}H${80 - half}z"/>
    <path fill="#24282c" d="M-40 ${tail + 26}h80v18h-80z"/>`;
}

/** Two doors that meet in the middle, a window in each. */
function twinDoors({ half, roofHalf, roof, tail, foot }: Stance, { deep }: Paint): string {
  const window = (side: number): string =>
    `M${side * 12} ${roof + 26}H${side * (roofHalf - 30)}L${side * (roofHalf - 16)} ${tail - 60}H${side * 12}z`;
  return `
    <path fill="url(#glass)" stroke="#14181b" stroke-width="4" stroke-linejoin="round" d="${window(1)}${window(-1)}"/>
    <path fill="#fff" opacity=".13" d="M${roofHalf - 70} ${roof + 28}h34l-60 ${tail - roof - 90}h-34z"/>
    <path fill="none" stroke="${deep}" stroke-opacity=".65" stroke-width="2" d="M0 ${roof + 14}V${foot - 40}M${24 - half} ${tail}L${20 - roofHalf} ${roof + 16}H${roofHalf - 20}L${half - 24} ${tail}V${foot - 40}H${24 - half}z"/>
    <path fill="#24282c" d="M-24 ${tail - 24}h16v34h-16zM${half - 32} ${tail - 60}h9v26h-9zM${half - 18} ${tail + 110}h9v26h-9zM${23 - half} ${tail - 60}h9v26h-9zM${9 - half} ${tail + 110}h9v26h-9z"/>
    ${plate(tail + 70)}`;
}

function bumper({ half, foot, rugged, tail }: Stance, { deep }: Paint): string {
  const lip = rugged ? 36 : 18;
  return `
    <path fill="none" stroke="${deep}" stroke-opacity=".55" stroke-width="1.8" d="M${3 - half} ${foot - 66}H${half - 3}"/>
    <path fill="#24282c" d="${symmetric([0, foot - lip - 8], [half * 0.6, foot - lip - 8], [half - 3, foot - lip - 4], [half - 4, foot - 8, half - 14, foot, half - 30, foot], [0, foot])}"/>
    <path fill="#8f989d" stroke="#43494e" stroke-width="2" d="M${half * 0.44} ${foot - 11}h44v11h-44z${rugged ? '' : `M${-half * 0.44} ${foot - 11}h-44v11h44z`}"/>
    <path fill="#9c1f24" d="M${half * 0.62} ${foot - lip - 22}h44v7h-44zM${-half * 0.62} ${foot - lip - 22}h-44v7h44z"/>
    ${rugged && tail < 280 ? plate(foot - 46) : ''}`;
}

function plate(y: number): string {
  return `<path fill="#e9ebe6" stroke="#565c60" stroke-width="1.5" d="M-56 ${y}h112v24h-112z"/>`;
}

/** Seats before the screen's frame, the folded roof before the seats. */
function openTop(car: Stance): string {
  const { waist } = car;
  const seat = (x: number): string =>
    `M${x - 44} ${waist + 4}v-56q2-26 44-26t44 26v56zM${x - 22} ${waist - 80}v-18q0-12 22-12t22 12v18z`;
  return `
    ${openScreen(car)}
    <path fill="#2f353a" d="${seat(-80)}${seat(80)}"/>
    ${foldedRoof(car)}`;
}

export function foldedRoof({ waist, half }: Stance): string {
  return `<path fill="#40474d" d="M${24 - half} ${waist + 4}v-14q${half - 24}-26 ${2 * half - 48} 0v14z"/>`;
}
