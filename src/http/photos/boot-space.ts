import type { Traits } from './traits.js';
import type { Upholstery } from './upholstery.js';

/** What can be seen of a boot from behind. */
export interface Opening {
  readonly top: number;
  readonly bottom: number;
  /** Half the width above and below. */
  readonly upper: number;
  readonly lower: number;
  /** Whether seats, or a plain wall, end it. */
  readonly end: 'seats' | 'wall';
}

/** A box in perspective: floor, walls, what ends it. */
export function drawBootSpace(opening: Opening, upholstery: Upholstery): string {
  const { top, bottom, upper, lower, end } = opening;
  const height = bottom - top;
  const floor = bottom - Math.min(60, height * 0.34);
  const back = lower * 0.78;
  const ceiling = top + height * 0.12;
  return `
    <path fill="#1b1e21" stroke="#0f1113" stroke-width="7" stroke-linejoin="round" d="M${-upper} ${top}H${upper}L${lower} ${bottom}H${-lower}Z"/>
    <path fill="#4b4f54" d="M${-back} ${floor}H${back}L${lower - 4} ${bottom - 3}H${4 - lower}Z"/>
    <path fill="#2d3135" d="M${3 - upper} ${top + 4}L${-back} ${ceiling}V${floor}L${4 - lower} ${bottom - 3}ZM${upper - 3} ${top + 4}L${back} ${ceiling}V${floor}L${lower - 4} ${bottom - 3}Z"/>
    <path fill="none" stroke="#5f656b" stroke-width="2" d="M${-back * 0.6} ${floor}L${-lower * 0.62} ${bottom - 3}M${back * 0.6} ${floor}L${lower * 0.62} ${bottom - 3}"/>
    <path fill="${end === 'seats' ? '#5b676f' : '#3b4045'}" d="M${-back} ${ceiling}H${back}V${floor}H${-back}z"/>
    ${end === 'seats' ? rearSeats({ half: back, top: top + height * 0.42, bottom: floor }, upholstery) : ''}`;
}

interface Bench {
  readonly half: number;
  readonly top: number;
  readonly bottom: number;
}

function rearSeats({ half, top, bottom }: Bench, { seat, shade, light, stitch }: Upholstery): string {
  const headRest = (x: number): string => `M${x - 22} ${top - 4}v-22q2-10 22-10t22 10v22z`;
  const shoulders = `V${top + 12}q2-12 14-12H${half - 14}q12 0 14 12`;
  return `
    <path fill="${shade}" d="${headRest(-half * 0.55)}${headRest(0)}${headRest(half * 0.55)}"/>
    <path fill="${seat}" d="M${-half} ${bottom}${shoulders}V${bottom}z"/>
    <path fill="${light}" opacity=".4" d="M${-half} ${top + 26}${shoulders}v14z"/>
    <path fill="none" stroke="${stitch}" stroke-width="1.8" stroke-dasharray="6 4" d="M${half * 0.22} ${top}V${bottom}"/>`;
}

/** Nothing, a suitcase, a box or a bag. */
export function drawLuggage({ bottom }: Opening, { variant }: Traits): string {
  const y = bottom - 14;
  switch (variant % 4) {
    case 1:
      return `
        <path fill="none" stroke="#23272a" stroke-width="4" d="M-72 ${y - 56}v-10h34v10"/>
        <path fill="#5d7382" stroke="#3c4c57" stroke-width="2" d="M-104 ${y - 56}h98q6 0 6 6v44q0 6-6 6h-98q-6 0-6-6v-44q0-6 6-6z"/>
        <path stroke="#3c4c57" stroke-width="3" d="M-84 ${y - 55}v54m58-54v54"/>`;
    case 2:
      return `
        <path fill="#b08d63" d="M14 ${y - 48}h86V${y}H14z"/>
        <path fill="#c7a57b" d="M14 ${y - 48}l8-10h70l8 10z"/>
        <path fill="#d9bd97" d="M50 ${y - 48}h14V${y - 24}H50z"/>`;
    case 3:
      return `
        <path fill="none" stroke="#3f2c20" stroke-width="5" d="M10 ${y - 34}q24-38 50 0"/>
        <path fill="#7d5a42" d="M-30 ${y - 20}q2-20 26-20h78q24 0 26 20v14q0 6-6 6h-118q-6 0-6-6z"/>
        <path stroke="#553b2a" stroke-width="3" d="M-28 ${y - 22}h126"/>`;
    default:
      return '';
  }
}
