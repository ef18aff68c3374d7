import type { SampleBody } from '../../catalog/sample-photo.js';
import { drawCockpit } from './cockpit.js';
import type { Paint } from './paints.js';
import type { Subject } from './subject.js';

interface Outlook {
  /** Upper edge of the windscreen. */
  readonly header: number;
  /** Upper edge of the dashboard. */
  readonly cowl: number;
  /** How much of the bonnet rises above the dashboard. */
  readonly bonnet: number;
  /** How far the pillars lean inwards. */
  readonly lean: number;
}

const outlooks: Record<SampleBody, Outlook> = {
  hatchback: { header: 66, cowl: 276, bonnet: 30, lean: 78 },
  sedan: { header: 62, cowl: 270, bonnet: 32, lean: 90 },
  suv: { header: 50, cowl: 292, bonnet: 46, lean: 58 },
  muv: { header: 44, cowl: 296, bonnet: 24, lean: 66 },
  coupe: { header: 98, cowl: 268, bonnet: 42, lean: 112 },
  convertible: { header: 92, cowl: 266, bonnet: 38, lean: 100 },
  pickup: { header: 54, cowl: 288, bonnet: 54, lean: 50 },
  van: { header: 22, cowl: 318, bonnet: 22, lean: 40 },
};

/** The view of somebody who leans in between the front seats; the wheel is on the right. */
export function drawDashboard({ body, paint, traits, upholstery, scenery }: Subject): string {
  const outlook = outlooks[body];
  const { header, cowl } = outlook;
  const open = body === 'convertible';
  return `
    <clipPath id="panes"><path d="${panes(outlook, open)}"/></clipPath>
    <path fill="${open ? '#22262a' : '#2a2d31'}" d="M0 0H800V600H0Z"/>
    <g clip-path="url(#panes)">
      <g transform="translate(0 ${cowl - 440})">${scenery}</g>
      ${outside(outlook, paint)}
      <path fill="#fff" opacity=".1" d="M300 0H420L250 ${cowl}H130Z"/>
    </g>
    ${open ? `<path fill="none" stroke="#22262a" stroke-width="16" stroke-linejoin="round" d="${windscreen(outlook)}"/>` : ceiling(outlook)}
    <path fill="#1a1d20" stroke="#3d4247" stroke-width="2" d="M396 ${header - 6}h8v14h-8zM340 ${header + 8}h120q8 0 7 9l-3 16q-1 8-9 8H345q-8 0-9-8l-3-16q-1-9 7-9z"/>
    <path fill="url(#sky)" opacity=".8" d="M345 ${header + 14}h110l-4 21H349z"/>
    ${drawCockpit(cowl, traits, upholstery)}`;
}

function windscreen({ header, cowl, lean }: Outlook): string {
  return `M${40 + lean} ${header}Q400 ${header - 18} ${760 - lean} ${header}L770 ${cowl + 20}H30Z`;
}

function panes(outlook: Outlook, open: boolean): string {
  if (open) return 'M0 0H800V400H0Z';
  const { header, cowl, lean } = outlook;
  const top = header + 24;
  return `${windscreen(outlook)}M0 ${top}H${lean - 10}L0 ${cowl}ZM800 ${top}H${810 - lean}L800 ${cowl}Z`;
}

/** The bonnet and the mirrors. */
function outside({ cowl, bonnet, lean, header }: Outlook, { base, light, deep }: Paint): string {
  const y = cowl - bonnet;
  const mirrorY = header + (cowl - header) * 0.62;
  const width = lean * 0.4;
  return `
    <path fill="${base}" d="M0 ${cowl + 40}C100 ${y + 24} 240 ${y} 400 ${y}S700 ${y + 24} 800 ${cowl + 40}Z"/>
    <path fill="none" stroke="${light}" stroke-width="5" opacity=".8" d="M0 ${cowl + 43}C100 ${y + 27} 240 ${y + 3} 400 ${y + 3}S700 ${y + 27} 800 ${cowl + 43}"/>
    <path fill="none" stroke="${deep}" stroke-width="2" opacity=".5" d="M250 ${cowl + 10}Q280 ${y + 14} 320 ${y + 4}M550 ${cowl + 10}Q520 ${y + 14} 480 ${y + 4}"/>
    <path fill="${base}" stroke="${deep}" d="M0 ${mirrorY}h${width}q8 0 6 10l-4 18q-2 8-10 8H0zM800 ${mirrorY}h${-width}q-8 0-6 10l4 18q2 8 10 8H800z"/>`;
}

/** Lining and sun visors. */
function ceiling({ header, lean }: Outlook): string {
  const y = header - 14;
  return `
    <path fill="#c9c5bd" d="M0 0H800V${header}L${770 - lean} ${y}Q400 ${y - 18} ${30 + lean} ${y}L0 ${header}Z"/>
    <path fill="#b5b1a8" d="M${60 + lean} ${y - 34}h190q10 0 10 10v18q-110-2-206 10v-28q0-10 6-10zM${740 - lean} ${y - 34}h-190q-10 0-10 10v18q110-2 206 10v-28q0-10-6-10z"/>`;
}
