import type { Doorway } from './doorways.js';
import type { Paint } from './paints.js';
import type { Upholstery } from './upholstery.js';

/** The painted bodywork around the doorway. */
export function drawDoorFrame(doorway: Doorway, { light, base, shade, deep }: Paint, open: boolean): string {
  const { roof, sill, back, waist } = doorway;
  const { outline, seal } = open ? openFrame(doorway) : closedFrame(doorway);
  return `
    <linearGradient id="paint" x2="0" y2="1">
      <stop stop-color="${light}"/><stop offset=".2" stop-color="${base}"/><stop offset=".6" stop-color="${base}"/><stop offset="1" stop-color="${shade}"/>
    </linearGradient>
    ${windscreen(doorway, open)}
    <path fill="url(#paint)" fill-rule="evenodd" stroke="${deep}" stroke-opacity=".35" stroke-width="2" d="${outline}"/>
    <path fill="none" stroke="#17191c" stroke-width="11" stroke-linejoin="round" d="${seal}"/>
    <path stroke="#c5ccd0" stroke-width="7" d="M190 ${sill + 15}H${back - 80}"/>
    <path fill="none" stroke="${deep}" stroke-opacity=".5" stroke-width="2" d="M${back + 40} ${open ? waist : roof}L${back + 54} ${waist}L${back + 56} 600"/>
    <path fill="#2a2e32" d="M${back - 2} ${waist + 80}h14v26h-14z"/>
    <path fill="none" stroke="#3a4046" stroke-width="11" d="M${back - 18} ${open ? waist : roof + 60}Q${back - 30} ${waist} ${back - 12} ${sill - 70}"/>`;
}

interface Frame {
  readonly outline: string;
  /** The rubber around the doorway. */
  readonly seal: string;
}

function closedFrame({ roof, sill, front, back, waist }: Doorway): Frame {
  const seal = `M100 ${waist}L${front - 30} ${roof + 16}Q${front - 14} ${roof} ${front + 14} ${roof}H${back - 30}Q${back - 8} ${roof} ${back - 4} ${roof + 26}L${back + 6} ${waist}L${back + 10} ${sill - 60}Q${back} ${sill} ${back - 60} ${sill}H100Z`;
  return {
    seal,
    outline: `M-10 ${waist - 30}H50L${front - 92} ${roof - 14}Q${front - 60} ${roof - 42} ${front} ${roof - 44}Q${back} ${roof - 52} 810 ${roof - 34}V610H-10Z${seal}`,
  };
}

function openFrame({ sill, back, waist }: Doorway): Frame {
  const edge = `${sill}H${back - 60}Q${back} ${sill} ${back + 10} ${sill - 60}L${back + 6} ${waist - 4}`;
  return { seal: `M100 ${edge}`, outline: `M-10 ${waist}H100V${edge}H810V610H-10Z` };
}

/** Beside the pillar if there is a roof; else it stands alone, and the folded roof lies behind the seats. */
function windscreen({ roof, waist, front, back }: Doorway, open: boolean): string {
  return open
    ? `<path fill="#b9ced8" fill-opacity=".3" stroke="#22272b" stroke-width="15" stroke-linejoin="round" d="M92 ${waist + 6}L${front - 40} ${roof}H${front + 20}L190 ${waist + 6}Z"/>
      <path fill="#33393e" d="M${back - 50} ${waist + 10}q20-44 170-40V${waist + 10}z"/>`
    : `<path fill="#3f4e58" d="M20 ${waist - 24}L${front - 112} ${roof - 12}h30L60 ${waist - 24}Z"/>`;
}

/** The open door's edge and card, towards the viewer. */
export function drawOpenDoor(
  { waist, sill }: Doorway,
  { base, shade, deep }: Paint,
  { trim, seat }: Upholstery,
): string {
  return `
    <path fill="${base}" stroke="${deep}" stroke-opacity=".5" stroke-width="2" d="M96 ${waist - 20}L128 ${waist - 10}V${sill + 4}L96 ${sill + 30}Z"/>
    <path fill="${shade}" d="M0 ${waist - 40}L98 ${waist - 22}V${sill + 28}L0 600Z"/>
    <path fill="${trim}" d="M0 ${waist - 30}L88 ${waist - 12}V${sill + 14}L0 588Z"/>
    <path fill="${seat}" d="M0 ${waist + 50}L88 ${waist + 56}v40L0 ${waist + 110}z"/>
    <path fill="#14171a" d="M0 ${sill - 74}L70 ${sill - 76}v50L0 ${sill - 14}z"/>`;
}
