import type { Traits } from './traits.js';
import type { Upholstery } from './upholstery.js';

/** What is below the windscreen, its upper edge at `cowl`. Its gradient is named `dash`. */
export function drawCockpit(cowl: number, traits: Traits, upholstery: Upholstery): string {
  return `
    ${dash(cowl, upholstery)}
    ${cluster(cowl)}
    ${traits.darkRim ? tablet(cowl) : radio(cowl)}
    ${tunnel(cowl, traits, upholstery)}
    ${steeringWheel(cowl, traits, upholstery)}`;
}

function dash(cowl: number, { trim, inlay }: Upholstery): string {
  const y = cowl;
  return `
    <linearGradient id="dash" x2="0" y2="1">
      <stop stop-color="#4a4f54"/><stop offset=".25" stop-color="${trim}"/><stop offset="1" stop-color="#16181b"/>
    </linearGradient>
    <path fill="url(#dash)" d="M0 ${y + 24}C140 ${y - 4} 260 ${y - 10} 400 ${y - 10}S660 ${y - 4} 800 ${y + 24}V600H0Z"/>
    <path fill="${inlay}" d="M0 ${y + 84}Q400 ${y + 62} 800 ${y + 84}v26Q400 ${y + 88} 0 ${y + 110}z"/>
    <path fill="#14171a" d="M0 ${y + 110}Q400 ${y + 88} 800 ${y + 110}v4Q400 ${y + 94} 0 ${y + 114}z"/>
    <path fill="${trim}" stroke="#15181b" stroke-width="2" d="M60 ${y + 130}Q160 ${y + 118} 268 ${y + 118}L262 ${y + 210}Q150 ${y + 212} 76 ${y + 224}Z"/>
    ${vent(24, y + 40)}${vent(700, y + 40)}`;
}

function vent(x: number, y: number): string {
  return `
    <path fill="#101315" d="M${x + 8} ${y}h60q8 0 8 8v18q0 8-8 8h-60q-8 0-8-8v-18q0-8 8-8z"/>
    <path stroke="#565d63" stroke-width="3" d="M${x + 8} ${y + 10}h60m-60 7h60m-60 7h60"/>`;
}

/** Two dials under a hood. */
function cluster(cowl: number): string {
  const y = cowl + 44;
  const dial = (
    x: number,
  ): string => `<circle cx="${x}" cy="${y}" r="34" fill="#0e1113" stroke="#6d767c" stroke-width="2.5"/>
    <circle cx="${x}" cy="${y}" r="26" fill="none" stroke="#cdd6db" stroke-width="6" stroke-dasharray="2 8"/>
    <path stroke="#d4514b" stroke-width="3" d="M${x} ${y}l-16 13"/>`;
  return `
    <path fill="#1c1f23" d="M470 ${cowl + 76}C468 ${cowl - 36} 702 ${cowl - 36} 700 ${cowl + 76}Z"/>
    <path fill="#0b0d0f" d="M486 ${cowl + 76}C486 ${cowl - 14} 684 ${cowl - 14} 684 ${cowl + 76}Z"/>
    ${dial(546)}${dial(624)}`;
}

/** A free-standing screen with a map. */
function tablet(cowl: number): string {
  return `
    <path fill="#0c0e10" stroke="#3d4348" stroke-width="3" d="M292 ${cowl - 22}h160q8 0 8 8v84q0 8-8 8H292q-8 0-8-8v-84q0-8 8-8z"/>
    <path fill="#2f4654" d="M292 ${cowl - 14}h160v84H292z"/>
    <path fill="#3d5a66" d="M292 ${cowl + 30}l60-44h50l-70 84h-40zM420 ${cowl + 70}l32-40v40z"/>
    <path fill="none" stroke="#8fd0e6" stroke-width="5" stroke-linejoin="round" d="M322 ${cowl + 70}l26-32l40 6l24-40"/>
    <circle cx="388" cy="${cowl + 44}" r="6" fill="#f3f6f7"/>`;
}

/** A screen set into the dashboard, with two knobs. */
function radio(cowl: number): string {
  return `
    <path fill="#14171a" stroke="#4a5157" stroke-width="2" d="M288 ${cowl + 8}h168l-6 74H294z"/>
    <path fill="#25384a" d="M318 ${cowl + 16}h108v54H318z"/>
    <path fill="#7fa6bd" d="M328 ${cowl + 26}h36v34h-36zM372 ${cowl + 28}h44v6h-44zM372 ${cowl + 42}h30v5h-30z"/>
    <circle cx="304" cy="${cowl + 58}" r="8" fill="#8f989e"/><circle cx="440" cy="${cowl + 58}" r="8" fill="#8f989e"/>`;
}

/** Climate knobs, then the tunnel with its lever. */
function tunnel(cowl: number, { lamp }: Traits, { shade, stitch, inlay }: Upholstery): string {
  const y = cowl + 128;
  const knob = (x: number): string =>
    `<circle cx="${x}" cy="${y}" r="17" fill="#202428" stroke="${inlay}" stroke-width="3"/><path stroke="#e9edef" stroke-width="3" d="M${x} ${y - 12}v7"/>`;
  const lever =
    lamp % 2 === 0
      ? `<path fill="#1a1d20" d="M340 ${y + 92}h60l-16-34h-28z"/><circle cx="370" cy="${y + 44}" r="18" fill="#2b3035" stroke="${inlay}" stroke-width="3"/>`
      : `<path fill="#1a1d20" stroke="${inlay}" stroke-width="3" d="M346 ${y + 34}h48q6 0 5 6l-6 50h-46l-6-50q-1-6 5-6z"/>`;
  return `
    <path fill="#1b1e21" d="M290 ${y - 26}H450L482 600H258Z"/>
    ${knob(322)}${knob(370)}${knob(418)}
    <path fill="#2b2f33" d="M304 ${y + 30}H436L448 600H292Z"/>
    ${lever}
    <path fill="#121416" d="M330 ${y + 106}h80v28h-80z"/>
    <path fill="${shade}" d="M0 600V${y + 146}Q90 ${y + 110} 196 ${y + 138}L232 600ZM800 600V${y + 146}Q690 ${y + 110} 580 ${y + 138}L520 600Z"/>
    <path fill="none" stroke="${stitch}" stroke-width="2" stroke-dasharray="7 5" d="M10 ${y + 154}Q90 ${y + 122} 188 ${y + 148}L222 600M790 ${y + 154}Q690 ${y + 122} 588 ${y + 148}L530 600"/>`;
}

function steeringWheel(cowl: number, { rim }: Traits, { inlay }: Upholstery): string {
  const y = cowl + 138;
  const flat = rim % 2 === 0;
  return `
    <g fill="none" stroke-linecap="round">
      <path stroke="#121416" stroke-width="25" d="${wheelRing(y, flat)}"/>
      <path stroke="#3b4045" stroke-width="7" d="${wheelRing(y - 4, flat)}"/>
      <path stroke="#1b1e21" stroke-width="24" d="M480 ${y}H690M585 ${y + 20}V${y + 100}"/>
      <path stroke="${inlay}" stroke-width="4" d="M496 ${y + 10}H540M630 ${y + 10}H674M576 ${y + 56}V${y + 94}M594 ${y + 56}V${y + 94}"/>
    </g>
    <path fill="#23272b" stroke="#40464b" stroke-width="2" d="M540 ${y - 26}h90q14 0 12 16l-8 44q-4 18-22 20h-54q-18-2-22-20l-8-44q-2-16 12-16z"/>
    <path stroke="#6d757b" stroke-width="5" stroke-dasharray="9 5" d="M504 ${y - 4}h30M640 ${y - 4}h30"/>`;
}

function wheelRing(y: number, flat: boolean): string {
  return flat
    ? `M520 ${y + 96}A116 116 0 1 1 650 ${y + 96}Q585 ${y + 112} 520 ${y + 96}Z`
    : `M469 ${y}A116 116 0 1 1 701 ${y}A116 116 0 1 1 469 ${y}Z`;
}
