import type { Five } from './traits.js';

export interface WheelLook {
  readonly rim: Five;
  readonly darkRim: boolean;
  /** Radius of the rim as a share of the tyre's. */
  readonly rimShare: number;
}

interface Spokes {
  readonly count: number;
  /** Half the width at the hub and at the edge, as shares of the rim's radius. */
  readonly hub: number;
  readonly edge: number;
  /** Turn between hub and edge, in radians. */
  readonly sweep: number;
  /** Half the gap of a double spoke, in radians; 0: single. */
  readonly gap: number;
}

const rims: Record<Five, Spokes> = {
  0: { count: 5, hub: 0.14, edge: 0.2, sweep: 0, gap: 0 },
  1: { count: 10, hub: 0.07, edge: 0.075, sweep: 0, gap: 0 },
  2: { count: 5, hub: 0.07, edge: 0.08, sweep: 0, gap: 0.17 },
  3: { count: 9, hub: 0.07, edge: 0.13, sweep: 0.38, gap: 0 },
  4: { count: 6, hub: 0.13, edge: 0.24, sweep: 0.12, gap: 0 },
};

/** A wheel of radius 100 around the origin. */
export function drawWheel(look: WheelLook): string {
  return assemble(look, `<circle r="${55 * look.rimShare}" fill="#565c62"/>`, '');
}

/** The same from close by: tread, bolts, light on the spokes, the brake behind them. Its gradient is named `shine`. */
export function drawWheelCloseUp(look: WheelLook, caliper: string): string {
  const r = 100 * look.rimShare;
  const bolts = r * 0.155;
  const brake = `
    <circle r="${r * 0.72}" fill="#7b8288"/>
    <circle r="${r * 0.58}" fill="none" stroke="#5a6066" stroke-width="${r * 0.16}" stroke-dasharray="1.5 4"/>
    <circle r="${r * 0.4}" fill="#4a5056"/>
    <path fill="none" stroke="${caliper}" stroke-width="${r * 0.24}" d="M${r * 0.47} ${-r * 0.47}A${r * 0.66} ${r * 0.66} 0 0 1 ${r * 0.6} ${r * 0.28}"/>`;
  const shine = `
    <linearGradient id="shine" x2="1" y2="1">
      <stop stop-color="#fff" stop-opacity=".35"/><stop offset=".5" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-opacity=".3"/>
    </linearGradient>
    <path d="${spokes(rims[look.rim], r)}" fill="url(#shine)" stroke="#1b1e21" stroke-opacity=".5"/>`;
  return `
    ${assemble(look, brake, shine)}
    <g fill="none">
      <circle r="98" stroke="#101214" stroke-width="4" stroke-dasharray="2.2 3.2"/>
      <circle r="${(103 + r) / 2}" stroke="#42474c" stroke-width=".8"/>
      <circle r="${r + 4}" stroke="#383c41"/>
      <circle r="${bolts}" stroke="#1b1e21" stroke-width="3.6" stroke-linecap="round" stroke-dasharray="0 ${bolts * 0.4 * Math.PI}"/>
    </g>`;
}

function assemble({ rim, darkRim, rimShare }: WheelLook, behindSpokes: string, onSpokes: string): string {
  const r = 100 * rimShare;
  const metal = darkRim ? '#565c63' : '#d3d7da';
  const edge = darkRim ? '#8b9197' : '#f0f2f3';
  return `
    <circle r="100" fill="#1c1e21"/>
    <circle r="${(100 + r) / 2}" fill="none" stroke="#2c2f33" stroke-width="${(100 - r) / 2}"/>
    <circle r="${r}" fill="#24272b" stroke="${metal}" stroke-width="5"/>
    ${behindSpokes}
    <path d="${spokes(rims[rim], r)}" fill="${metal}"/>
    ${onSpokes}
    <circle r="${r}" fill="none" stroke="${edge}" stroke-width="2"/>
    <circle r="${r * 0.2}" fill="${metal}"/>
    <circle r="${r * 0.11}" fill="#33373c"/>`;
}

function spokes(spec: Spokes, radius: number): string {
  const turns = Array.from({ length: spec.count }, (_, n) => (n * 2 * Math.PI) / spec.count - Math.PI / 2);
  const angles = spec.gap === 0 ? turns : turns.flatMap((turn) => [turn - spec.gap, turn + spec.gap]);
  return angles.map((angle) => spoke(angle, spec, radius)).join('');
}

function spoke(angle: number, { hub, edge, sweep }: Spokes, radius: number): string {
  const corner = (along: number, across: number, turn: number): string => {
    const [cos, sin] = [radius * Math.cos(turn), radius * Math.sin(turn)];
    return `${short(along * cos - across * sin)} ${short(along * sin + across * cos)}`;
  };
  const end = angle + sweep;
  return `M${corner(0.12, -hub, angle)}L${corner(1, -edge, end)}L${corner(1, edge, end)}L${corner(0.12, hub, angle)}Z`;
}

/** Without the exponents of sines that are not quite zero. */
function short(value: number): number {
  return Math.round(value * 10) / 10;
}
