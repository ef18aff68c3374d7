import { drawDoorFrame, drawOpenDoor } from './door-frame.js';
import type { Doorway } from './doorways.js';
import { doorways } from './doorways.js';
import { drawFarSeat, drawSeat } from './seat.js';
import type { Subject } from './subject.js';
import { mirrored } from './svg.js';
import type { Upholstery } from './upholstery.js';

/** The front seats through an open door, the nose to the left. */
export function drawSeats({ body, paint, traits, upholstery, scenery }: Subject): string {
  const doorway = doorways[body];
  const open = body === 'convertible';
  // The seats stand on the floor, a little above the sill.
  const rails = doorway.sill - 548;
  return `
    <g${traits.turned ? mirrored : ''}>
      <g transform="translate(0 -150)">${scenery}</g>
      ${farSide(doorway, upholstery, open)}
      ${footwell(doorway, upholstery)}
      <g transform="translate(58 ${rails - 22})">${drawFarSeat(doorway.seat, upholstery)}</g>
      <path fill="#22262a" d="M250 470H640V520H270Z"/>
      ${lever}
      <g transform="translate(0 ${rails})">${drawSeat(doorway.seat, upholstery)}</g>
      ${drawDoorFrame(doorway, paint, open)}
      ${drawOpenDoor(doorway, paint, upholstery)}
    </g>`;
}

/** Lining around the window of the other door, its card. */
function farSide({ roof, waist, front, back }: Doorway, { trim, shade }: Upholstery, open: boolean): string {
  const pane = `M${front - 10} ${roof + 46}H${back - 66}L${back - 46} ${waist + 6}H${front - 130}Z`;
  const lining = `
    <path fill="#bdb8ae" fill-rule="evenodd" d="M60 ${waist + 20}L${front - 50} ${roof - 10}H${back + 20}V${waist + 20}Z${pane}"/>
    <path fill="none" stroke="#1d2023" stroke-width="9" stroke-linejoin="round" d="${pane}"/>
    <path fill="#fff" opacity=".12" d="M${front + 70} ${roof + 50}h70l-90 ${waist - roof - 50}h-70z"/>`;
  return `
    ${open ? '' : lining}
    <path fill="${trim}" d="M100 ${waist + 10}H${back + 20}V600H100Z"/>
    <path fill="${shade}" d="M${front - 60} ${waist + 44}H${back - 30}v34q-150 20-${back - front} 6z"/>
    <path fill="#d0d5d8" d="M${front + 10} ${waist + 28}h40v7h-40z"/>`;
}

/** The near end of the dashboard, the steering wheel from its edge, darkness below. */
function footwell({ waist, sill }: Doorway, { trim, inlay }: Upholstery): string {
  return `
    <path fill="#15181a" d="M90 ${waist + 60}H330L300 ${sill}H90Z"/>
    <path fill="#2b2f33" d="M80 ${waist - 4}Q190 ${waist - 16} 246 ${waist + 20}Q266 ${waist + 40} 250 ${waist + 66}L196 ${waist + 150}H80Z"/>
    <path fill="${trim}" d="M80 ${waist + 60}H252L206 ${waist + 132}Q190 ${waist + 156} 168 ${waist + 160}H80Z"/>
    <path fill="${inlay}" d="M80 ${waist + 46}H256q2 8-4 14H80z"/>
    <ellipse cx="288" cy="${waist + 44}" rx="19" ry="66" fill="none" stroke="#101214" stroke-width="13" transform="rotate(20 288 ${waist + 44})"/>
    <path stroke="#101214" stroke-width="12" d="M248 ${waist + 56}L290 ${waist + 46}"/>`;
}

const lever = `<path stroke="#101214" stroke-width="7" d="M352 476L346 430"/><circle cx="346" cy="424" r="12" fill="#1d2125"/>`;
