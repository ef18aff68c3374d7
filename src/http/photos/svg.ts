/** Templates are written over many lines and computed numbers have many digits; pictures go without both. */
export function compact(markup: string): string {
  return markup.replace(/\n\s*/g, '').replace(/(\.\d\d)\d+/g, '$1');
}

export interface Stop {
  readonly at: number;
  readonly colour: string;
  readonly opacity?: number;
}

/** A gradient from top to bottom of whatever it fills. */
export function downwards(id: string, stops: readonly Stop[]): string {
  return `<linearGradient id="${id}" x2="0" y2="1">${stops.map(stop).join('')}</linearGradient>`;
}

/** A gradient from the middle outwards. */
export function outwards(id: string, stops: readonly Stop[]): string {
  return `<radialGradient id="${id}">${stops.map(stop).join('')}</radialGradient>`;
}

function stop({ at, colour, opacity }: Stop): string {
  const veil = opacity === undefined ? '' : ` stop-opacity="${opacity}"`;
  return `<stop offset="${at}" stop-color="${colour}"${veil}/>`;
}

/** A car's shadow on the ground. */
export const shadow = outwards('shadow', [
  { at: 0.5, colour: '#14171a', opacity: 0.55 },
  { at: 1, colour: '#14171a', opacity: 0 },
]);

/** The attribute that turns the whole picture from left to right. */
export const mirrored = ' transform="matrix(-1 0 0 1 800 0)"';

type Point = readonly [x: number, y: number];
/** A line to a point, or a curve with two control points before it. */
type Step = Point | readonly [x1: number, y1: number, x2: number, y2: number, x: number, y: number];

/** A closed shape, alike on both sides of x = 0, from its right half: from the top, clockwise, to the bottom. */
export function symmetric(top: Point, ...steps: readonly Step[]): string {
  const right = `M${top.join(' ')}${steps.map(written).join('')}`;
  const starts = [top, ...steps.map((step) => step.slice(-2))];
  const left = steps.map((step, n) => written(reversed(step, starts[n] ?? top))).reverse();
  return `${right}${left.join('')}Z`;
}

function written(step: readonly number[]): string {
  return `${step.length === 2 ? 'L' : 'C'}${step.join(' ')}`;
}

function reversed(step: Step, [x = 0, y = 0]: readonly number[]): readonly number[] {
  return step.length === 2 ? [-x, y] : [-step[2], step[3], -step[0], step[1], -x, y];
}
