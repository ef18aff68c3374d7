import { shown } from './figures.js';
import { line, logScale, palette, place, svg, text } from './svg.js';

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const width = 760;
const height = 400;
const left = 70;
const right = 190;
const top = 50;
const bottom = 50;
const labelHeight = 16;

/** Lines over two scales of powers of ten, each named at its end. */
export function lineChart(
  title: string,
  units: { readonly x: string; readonly y: string },
  all: readonly Series[],
): string {
  const series = all.filter(({ points }) => points.length > 0);
  const points = series.flatMap((each) => each.points);
  const x = logScale(
    points.map(([value]) => value),
    left,
    width - right,
  );
  const y = logScale(
    points.map(([, value]) => value),
    height - bottom,
    top,
  );
  const grid = [
    ...y.ticks.flatMap((tick) => [
      line(left, y.at(tick), width - right, y.at(tick)),
      text(left - 8, y.at(tick) + 4, shown(tick), { kind: 'quiet', anchor: 'end' }),
    ]),
    ...x.ticks.map((tick) =>
      text(x.at(tick), height - bottom + 20, shown(tick), { kind: 'quiet', anchor: 'middle' }),
    ),
    text(width - right, height - 10, units.x, { kind: 'quiet', anchor: 'end' }),
    text(12, 42, units.y, { kind: 'quiet' }),
  ];
  const labels = spread(series.map((each) => y.at(each.points.at(-1)?.[1] ?? 1)));
  const lines = series.flatMap((each, nth) => {
    const color = palette[nth % palette.length];
    const places = each.points.map(([px, py]) => [place(x.at(px)), place(y.at(py))] as const);
    const [endX] = each.points.at(-1) ?? [1];
    return [
      `<polyline fill="none" stroke="${color}" stroke-width="2" points="${places.map((pair) => pair.join(',')).join(' ')}"/>`,
      ...places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${color}"/>`),
      `<rect x="${place(x.at(endX) + 10)}" y="${place((labels[nth] ?? 0) - 5)}" width="10" height="10" fill="${color}"/>`,
      text(x.at(endX) + 25, (labels[nth] ?? 0) + 4, each.name),
    ];
  });
  return svg(width, height, title, [...grid, ...lines]);
}

/** Moves labels apart that would stand on each other. */
function spread(wanted: readonly number[]): readonly number[] {
  const order = wanted.map((_, nth) => nth).sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  const placed: number[] = [];
  let least = -Infinity;
  for (const nth of order) {
    least = Math.max(wanted[nth] ?? 0, least + labelHeight);
    placed[nth] = least;
  }
  return placed;
}
