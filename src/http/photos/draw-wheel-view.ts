import { drawBodywork, underbody } from './bodywork.js';
import { sideGround, silhouettes } from './silhouettes.js';
import type { Subject } from './subject.js';
import { mirrored, shadow } from './svg.js';
import { drawWheelCloseUp } from './wheel.js';

/** How tall the tyre is in the picture, and where its middle is. */
const height = 380;
const middle = 338;

/** The front wheel and what is around it. */
export function drawWheelView(subject: Subject): string {
  const { body, traits, scenery } = subject;
  const car = silhouettes[body];
  const { front, radius, rimShare } = car.wheels;
  const axle = sideGround - radius;
  const scale = height / 2 / radius;
  const sporty = body === 'coupe' || body === 'convertible';
  return `
    ${scenery}
    <defs>${shadow}</defs>
    <g${traits.turned ? mirrored : ''}>
      <g transform="translate(400 ${middle}) scale(${scale}) translate(${-front} ${-axle})">
        <ellipse cx="${front + 100}" cy="${sideGround - 1}" rx="220" ry="14" fill="url(#shadow)"/>
        ${underbody(car)}
        ${drawBodywork(subject)}
        <g transform="translate(${front} ${axle}) scale(${radius / 100})">
          ${drawWheelCloseUp({ ...traits, rimShare }, sporty ? '#b8892f' : '#a3a9ae')}
        </g>
      </g>
    </g>`;
}
