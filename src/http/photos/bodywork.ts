import type { Paint } from './paints.js';
import type { Silhouette } from './silhouettes.js';
import { sideGround, silhouettes } from './silhouettes.js';
import type { Subject } from './subject.js';
import type { Traits } from './traits.js';

/** The painted side with its arches, seams and lamps; neither windows nor wheels. Its gradient is named `paint`. */
export function drawBodywork({ body, paint, traits }: Subject): string {
  const car = silhouettes[body];
  return `
    ${lacquer(car, paint)}
    <path fill="url(#paint)" d="${car.shell}${feet(car)}Z"/>
    <path fill="none" stroke="${paint.deep}" stroke-opacity=".35" stroke-width="2" d="${car.shell}"/>
    <path fill="${paint.deep}" opacity=".16" d="${lowerSide(car)}"/>
    <path fill="#24282c" d="${car.plastic}"/>
    ${car.rugged ? `<path fill="none" stroke="#24282c" stroke-width="13" d="${arches(car, 6)}"/>` : ''}
    <path fill="none" stroke="${paint.deep}" stroke-opacity=".65" stroke-width="1.8" d="${car.seams}"/>
    <path fill="none" stroke="${paint.light}" stroke-opacity=".7" stroke-width="2.5" d="${car.crease}"/>
    ${headlamp(car, traits)}`;
}

/** Sky on the roof and again on the shoulder, shade below. */
function lacquer({ roof, waist, foot }: Silhouette, { light, base, shade }: Paint): string {
  const at = (y: number): number => (y - roof) / (foot - roof);
  return `<linearGradient id="paint" gradientUnits="userSpaceOnUse" x1="0" y1="${roof}" x2="0" y2="${foot}">
    <stop stop-color="${light}"/><stop offset="${at(roof + 26)}" stop-color="${base}"/>
    <stop offset="${at(waist)}" stop-color="${base}"/><stop offset="${at(waist + 14)}" stop-color="${light}"/>
    <stop offset="${at(waist + 44)}" stop-color="${base}"/><stop offset="1" stop-color="${shade}"/></linearGradient>`;
}

/** The shell's lower edge, from rear to front, with the arches cut out. */
function feet(car: Silhouette): string {
  return arches(car, 0).replaceAll('M', 'H').replaceAll(` ${car.foot}A`, 'A');
}

/** The arcs around both wheels, from right to left. */
function arches({ wheels, foot }: Silhouette, outside: number): string {
  const r = wheels.radius + wheels.gap + outside;
  const rise = sideGround - wheels.radius - foot;
  const half = Math.sqrt(r * r - rise * rise);
  const arch = (x: number): string =>
    `M${x + half} ${foot}A${r} ${r} 0 ${rise < 0 ? 1 : 0} 0 ${x - half} ${foot}`;
  return arch(wheels.rear) + arch(wheels.front);
}

/** The doors below their crease lean inwards. */
function lowerSide({ wheels, foot, waist }: Silhouette): string {
  const left = wheels.front + wheels.radius + wheels.gap;
  const right = wheels.rear - wheels.radius - wheels.gap;
  const crest = foot - (foot - waist) * 0.55;
  return `M${left} ${foot - 22}Q${(left + right) / 2} ${crest} ${right} ${foot - 32}V${foot}H${left}Z`;
}

/** Clear or smoked. */
function headlamp({ headlamp: shape }: Silhouette, { lamp }: Traits): string {
  const [glass, rim] = lamp % 2 === 0 ? ['#dce6ea', '#59636a'] : ['#49535b', '#dfe9ee'];
  return `<path fill="${glass}" stroke="${rim}" stroke-width="1.8" d="${shape}"/>`;
}

/** Darkness between and above the wheels. */
export function underbody({ wheels, foot }: Silhouette): string {
  const r = wheels.radius + wheels.gap;
  const top = sideGround - wheels.radius - r;
  return `<path fill="#121416" d="M${wheels.front - r} ${foot}V${top}H${wheels.rear + r}V${foot}L${wheels.rear} ${foot + 14}H${wheels.front}Z"/>`;
}
